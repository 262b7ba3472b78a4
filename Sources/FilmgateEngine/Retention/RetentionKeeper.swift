package import FilmgateDomain

/// Removes ended tasks and files that are past their time, a small batch at a time so that nobody waits for it.
package struct RetentionKeeper: Sendable {
    let store: any TaskStore
    let artifacts: any ArtifactStore
    let moments: Moments
    let settings: EngineSettings

    private static let batch = 200
    /// Tasks that are removed in one commit: a create that comes meanwhile waits for them, and not for more.
    private static let tasks = 2

    func tidy() async throws {
        let now = moments.now()
        try await forget(before: now - settings.cancelledRetention, states: [.cancelled])
        try await forget(before: now - settings.recordRetention, states: [.succeeded, .failed, .expired])
        while try await store.removeIdempotencyKeys(
            before: now - Admission.idempotencyLife,
            limit: Self.batch
        ) == Self.batch {
            try Task.checkCancellation()
        }
        while try await store.removeCallbackLog(before: now - settings.recordRetention, limit: Self.batch) == Self.batch
        {
            try Task.checkCancellation()
        }
        // Uploads are in no task until they are used, so every file lives at least as long as an upload may.
        // An hour more, since a link may be used in its last moment.
        let age = max(settings.uploadRetention, settings.fileRetention) + .seconds(3600)
        let old = try await artifacts.filesOlder(than: age)
        for start in stride(from: 0, to: old.count, by: Self.batch) {
            let part = Array(old[start..<min(start + Self.batch, old.count)])
            for hash in try await store.unreferenced(part, resultsSince: now - settings.fileRetention) {
                try await artifacts.remove(hash, olderThan: age)
            }
        }
    }

    private func forget(before moment: Timestamp, states: Set<VideoTask.State>) async throws {
        try await Self.forget(before: moment, states: states, in: store) {
            if settings.removalPause > .zero { try await moments.sleep(settings.removalPause) }
        }
    }

    /// Removes all that ended before `moment` and stands in one of these states; returns how many.
    @discardableResult
    package static func forget(
        before moment: Timestamp,
        states: Set<VideoTask.State>,
        in store: any TaskStore,
        pause: @Sendable () async throws -> Void
    ) async throws -> Int {
        var removed = 0
        while true {
            let count = try await store.removeEnded(before: moment, states: states, limit: tasks)
            removed += count
            guard count == tasks else { return removed }
            try await pause()
        }
    }
}
