package import FilmgateDomain

/// Where the engine takes the time, its waits and its chance from; tests bring their own.
package struct Moments: Sendable {
    /// The wall clock.
    package var now: @Sendable () -> Timestamp
    /// Waits, or throws when cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }
}
