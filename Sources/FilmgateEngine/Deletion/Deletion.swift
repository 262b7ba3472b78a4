package import FilmgateDomain

/// What a client's delete does (ark.md section 8): a queued task is cancelled, a running one where its account does
/// that, an ended one is forgotten, a cancelled one is left to go away.
package struct Deletion: Sendable {
    private let store: any TaskStore
    private let engine: Engine
    private let moments: Moments

    package init(store: any TaskStore, engine: Engine, moments: Moments) {
        self.store = store
        self.engine = engine
        self.moments = moments
    }

    package func delete(_ id: VideoTask.ID, named name: String, in project: Project.ID) async throws -> VideoTask {
        while true {
            guard let task = try await store.task(id, in: project) else {
                throw Refusal(.unknownTask, .named(name), .plain)
            }
            switch task.state {
            case .queued:
                do {
                    let change = try task.change(by: .cancelled, at: moments.now())
                    try await engine.write(change)
                    return change.task
                } catch StoreError.stale {
                    continue
                }
            case .running:
                guard let cancelled = try await engine.cancelRunning(task) else {
                    throw Refusal(.taskRunning, .named(name), .plain)
                }
                return cancelled
            case .cancelled:
                throw Refusal(.taskCancelled, .named(name), .plain)
            case .succeeded, .failed, .expired:
                guard try await store.remove(id, in: project) else {
                    throw Refusal(.unknownTask, .named(name), .plain)
                }
                return task
            }
        }
    }
}

extension Engine {
    /// Writes a change under the engine's epoch.
    func write(_ change: TaskChange) async throws {
        try await parts.writer.store.apply(change, epoch: parts.writer.epoch)
    }
}
