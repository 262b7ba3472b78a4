import FilmgateDomain
import FilmgateEngine

extension Lab {
    struct NeverCame: Error {
        var after: Duration
    }

    /// Lets time pass in steps, with room for the engine in between, until `condition` holds.
    func drive(
        _ step: Duration = .milliseconds(500),
        most: Duration = .seconds(7200),
        until condition: () async throws -> Bool
    ) async throws {
        let start = time.now
        while try await !condition() {
            guard time.now - start < most else { throw NeverCame(after: most) }
            try Task.checkCancellation()
            time.advance(by: step)
            for _ in 0..<25 { await Task.yield() }
        }
    }

    /// The task, once time has brought it into that state.
    @discardableResult
    func drive(
        _ id: VideoTask.ID,
        to wanted: VideoTask.State,
        most: Duration = .seconds(7200)
    ) async throws -> VideoTask {
        var found: VideoTask?
        try await drive(most: most) {
            found = try await store.plain.task(id, in: nil)
            return found?.state == wanted
        }
        guard let found else { throw StoreError.stale }
        return found
    }

    func outcomes(of id: VideoTask.ID) async throws -> [AttemptRecord.Outcome] {
        try await store.attempts(of: id).map(\.outcome)
    }
}
