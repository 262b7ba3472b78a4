import Synchronization

/// Lets nobody wait: a sleep moves the time on and returns. Sleeps of `hanging` and more last until they are cancelled.
final class SkippingClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

        func duration(to other: Instant) -> Duration { other.offset - offset }

        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(), sleeps: [Swift.Duration]()))
    private let hanging: Swift.Duration

    init(hanging: Swift.Duration = .seconds(1_000_000)) {
        self.hanging = hanging
    }

    let minimumResolution = Swift.Duration.nanoseconds(1)

    var now: Instant { state.withLock { $0.now } }

    /// Every sleep so far, in order.
    var sleeps: [Swift.Duration] { state.withLock { $0.sleeps } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        let wait = now.duration(to: deadline)
        guard wait < hanging else {
            let (forever, end) = AsyncStream<Never>.makeStream()
            for await _ in forever {}
            withExtendedLifetime(end) {}
            throw CancellationError()
        }
        state.withLock { state in
            state.now = max(state.now, deadline)
            state.sleeps.append(wait)
        }
        await Task.yield()
    }
}
