package import FilmgateDomain

/// Where the engine takes the time, its waits and its chance from; tests bring their own.
package struct Moments: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Timestamp
    /// Time that has passed since some moment: it never goes back, and goes on while the process is paused.
    package var elapsed: @Sendable () -> Duration
    /// A number from 0 up to 1, for jitter.
    package var chance: @Sendable () -> Double
    /// Waits, or throws when cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp,
        elapsed: @escaping @Sendable () -> Duration = Moments.steadyClock(),
        chance: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.elapsed = elapsed
        self.chance = chance
        self.sleep = sleep
    }

    package static func steadyClock() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: .now) }
    }

    /// ``elapsed`` in whole milliseconds.
    var ticks: Int64 { elapsed().milliseconds }

    /// Waits until the bell has been rung after `generation`, at most so long.
    func sleep(_ duration: Duration, orUntil bell: Bell, after generation: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await sleep(duration) }
            group.addTask { try await bell.wait(after: generation) }
            do {
                try await group.next()
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }
}
