/// Whether an account may be sent creates: it rests after failures that follow each other, and one create shows whether
/// it is well again. A user's bad request is an answer like any other.
///
/// A pure value; times are milliseconds of one steady clock.
struct Breaker {
    /// Failures since the last answer.
    private(set) var failures = 0
    /// Denials since the last answer.
    private var denials = 0
    private var restsUntil: Int64?
    /// A create is under way that shows whether it is well again.
    private var isProbing = false
    /// Why it rests.
    private(set) var reason: String?

    /// Failures in a row from which it rests.
    private static let limit = 5
    /// The first rest; each further failure doubles it.
    private static let rest: Int64 = 2000
    private static let longestRest: Int64 = 60_000
    /// The first rest for want of a key, a balance or a permission; each further denial doubles it. One alone may be a
    /// passing fault, and a mended account is to be found soon.
    private static let accountRest: Int64 = 1000
    private static let longestAccountRest: Int64 = 300_000
    /// Where an account says that it is too much, but not for how long.
    private static let throttledRest: Int64 = 2000
    /// An account is tried again after an hour, whatever it said.
    private static let longestThrottledRest: Int64 = 3_600_000

    /// Whether it does as if nothing had been.
    func isClosed(at now: Int64) -> Bool { restsUntil == nil }

    func admits(at now: Int64) -> Bool {
        guard let restsUntil else { return true }
        return now >= restsUntil && !isProbing
    }

    /// When it may be tried again; `nil` where that is now, or when a create has come back.
    func opensAt(_ now: Int64) -> Int64? {
        restsUntil.flatMap { $0 > now ? $0 : nil }
    }

    /// A create is about to be sent.
    mutating func began() {
        if restsUntil != nil { isProbing = true }
    }

    /// It was not sent after all.
    mutating func withdrew() {
        isProbing = false
    }

    /// The account answered as one that is well: with a task, or with a no to this very order.
    mutating func answered(at now: Int64) {
        failures = 0
        denials = 0
        // An answer to what was sent before the rest began does not end it.
        if let restsUntil, restsUntil > now, !isProbing { return }
        self = Breaker()
    }

    /// 5xx, a timeout, no connection.
    mutating func failed(_ reason: String, at now: Int64) {
        isProbing = false
        failures += 1
        guard failures >= Self.limit else { return }
        // Those that were under way together count as one.
        if let restsUntil, restsUntil > now { return }
        let doublings = min(failures - Self.limit, 5)
        rest(until: now + min(Self.rest << doublings, Self.longestRest), reason)
    }

    /// 429.
    mutating func throttled(for duration: Int64?, at now: Int64) {
        isProbing = false
        let asked = min(duration ?? Self.throttledRest, Self.longestThrottledRest)
        rest(until: now + max(asked, 1), "throttled")
    }

    /// The key, the balance or a permission is missing.
    mutating func denied(_ reason: String, at now: Int64) {
        isProbing = false
        denials += 1
        // Those that were under way together count as one.
        if let restsUntil, restsUntil > now { return }
        rest(until: now + min(Self.accountRest << min(denials - 1, 9), Self.longestAccountRest), reason)
    }

    private mutating func rest(until end: Int64, _ reason: String) {
        restsUntil = max(restsUntil ?? end, end)
        self.reason = reason
    }
}
