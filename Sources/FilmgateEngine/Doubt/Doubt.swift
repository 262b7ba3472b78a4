import FilmgateDomain

/// A create whose outcome is not known, and how far the look for it has come. A pure value; times are milliseconds of
/// the engine's steady clock.
struct Doubt {
    let task: VideoTask.ID
    let attempt: Int
    let tier: ServiceTier
    /// `nil` where the account cannot be asked: then it only keeps its place, since the account may be making it.
    let token: AttemptToken?
    /// When the create was sent.
    let startedAt: Timestamp
    /// When the doubt began: the attempt had ended by then.
    let began: Int64
    var nextLook: Int64
    var isLooking = false
    /// When complete listings without it were begun.
    private(set) var absences: [Int64] = []

    init(
        task: VideoTask.ID,
        attempt: Int,
        tier: ServiceTier,
        token: AttemptToken?,
        startedAt: Timestamp,
        began: Int64,
        now: Int64? = nil
    ) {
        self.task = task
        self.attempt = attempt
        self.tier = tier
        self.token = token
        self.startedAt = startedAt
        self.began = began
        // A new engine does not know what the last one listed a moment ago.
        nextLook = token == nil ? began + Self.longest : (now ?? began) + Self.firstLook
    }

    /// A task may need a moment to be listed.
    private static let firstLook: Int64 = 1500
    /// Complete listings that must lack it (DESIGN section 6).
    private static let absencesNeeded = 3
    private static let spread: Int64 = 60_000
    /// Doubt that lasts longer ends the task.
    static let longest: Int64 = 600_000

    /// From when on the account may have the task, by its clock: that and ours may differ by minutes.
    var since: Timestamp { startedAt - .seconds(300) }

    func isOver(at now: Int64) -> Bool { now - began >= Self.longest }

    /// A complete listing, begun then, lacks it; whether that makes it certain that there is nothing.
    mutating func absent(lookBegan: Int64, now: Int64) -> Bool {
        absences.append(lookBegan)
        // Three looks, the last of which begins a minute after the attempt has ended.
        let last = began + Self.spread
        nextLook = absences.count >= Self.absencesNeeded - 1 ? max(last, now + 1000) : now + Self.spread / 2 - 1000
        return absences.count >= Self.absencesNeeded && lookBegan >= last
    }

    /// The look came to nothing; another later.
    mutating func failed(at now: Int64) {
        nextLook = now + 5000
    }
}
