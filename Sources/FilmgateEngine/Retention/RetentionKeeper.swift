import FilmgateDomain

/// Removes ended tasks and files that are past their time, a small batch at a time so that nobody waits for it.
struct RetentionKeeper: Sendable {
    let store: any TaskStore
    let artifacts: any ArtifactStore
    let moments: Moments
    let settings: EngineSettings

    private static let batch = 200

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
        while try await store.removeEnded(before: moment, states: states, limit: Self.batch) == Self.batch {
            try Task.checkCancellation()
        }
    }
}
