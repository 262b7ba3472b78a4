import FilmgateDomain
import Synchronization

/// The calls of one kind to one account, paced by a ``CallWindow``.
final class CallLimiter: Sendable {
    private let window: Mutex<CallWindow>
    private let moments: Moments
    private let changed = Bell()

    init(_ rate: CallRate, moments: Moments) {
        window = Mutex(CallWindow(rate))
        self.moments = moments
    }

    func change(_ rate: CallRate) {
        window.withLock { $0.change(rate) }
        changed.ring()
    }

    /// Leave for one call, where it may be sent at once.
    func tryTake() -> CallTicket? {
        let now = moments.ticks
        return window.withLock { $0.take(at: now) }.map { CallTicket(number: $0, limiter: self) }
    }

    /// Leave for one call, waited for.
    func take() async throws -> CallTicket {
        while true {
            let generation = changed.generation
            try Task.checkCancellation()
            if let ticket = tryTake() { return ticket }
            let wait = nextFree.map { max($0 - moments.ticks, 1) } ?? 1000
            try await moments.sleep(.milliseconds(wait), orUntil: changed, after: generation)
        }
    }

    /// Calls that may be sent now.
    var free: Int {
        let now = moments.ticks
        return window.withLock { $0.free(at: now) }
    }

    /// When, by ``Moments/ticks``, another may be sent; `nil` where that is now, or when one comes back.
    var nextFree: Int64? {
        let now = moments.ticks
        return window.withLock { $0.nextFree(at: now) }
    }

    fileprivate func end(_ number: Int) {
        let now = moments.ticks
        window.withLock { $0.end(number, at: now) }
        changed.ring()
    }

    fileprivate func giveBack(_ number: Int) {
        window.withLock { $0.giveBack(number) }
        changed.ring()
    }
}

/// Leave for one call.
struct CallTicket: Sendable {
    fileprivate let number: Int
    fileprivate let limiter: CallLimiter

    /// The call has come back; a second time does nothing.
    func end() { limiter.end(number) }

    /// The call was not made.
    func giveBack() { limiter.giveBack(number) }
}
