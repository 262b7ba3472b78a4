import Synchronization

/// The calls that a look at an account is made of, one after the other: each counts until the next, or the end, begins.
final class CallPace: Sendable {
    private let limiter: CallLimiter
    private let current = Mutex<CallTicket?>(nil)

    init(_ limiter: CallLimiter) {
        self.limiter = limiter
    }

    /// Waits for leave to make the next call.
    func next() async throws {
        end()
        let ticket = try await limiter.take()
        current.withLock { $0 = ticket }
    }

    /// The last call has come back.
    func end() {
        current.withLock { ticket in
            ticket?.end()
            ticket = nil
        }
    }
}
