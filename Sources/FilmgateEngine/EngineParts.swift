import FilmgateDomain
import Logging

/// What every part of the engine works with.
struct EngineParts: Sendable {
    let store: any TaskStore
    let writer: TaskWriter
    let directory: ProviderDirectory
    let catalog: ModelCatalog
    let collector: Collector
    let moments: Moments
    let settings: EngineSettings
    let logger: Logger
    /// Sends creates and makes videos here: its work is awaited at a shutdown.
    let crew: Crew
    /// Asks and fetches: its work is given up at a shutdown, and begun again at the next start.
    let helpers: Crew
    let lease: Lease
    let deferrals: Deferrals
    let registry: RunRegistry
    let fetches: FetchQueue
    let room: StorageRoom

    /// Attempts that may fail before a task is given up; those that were refused or handed back do not count.
    static let maximumFailures = 3

    /// Writes what happened; `nil` where the task has ended otherwise, or the store cannot be written any more: then
    /// the task stays as it is on disk and is taken up again at the next start.
    func write(_ event: TaskEvent, _ task: VideoTask) async -> VideoTask? {
        do {
            return try await writer.apply(event, to: task)
        } catch {
            if case StoreError.superseded = error { lease.question() }
            logger.error("task left as it is", metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
            return nil
        }
    }

    /// The task, as far as that attempt of it is still the newest and under way.
    func task(_ id: VideoTask.ID, attempt: Int) async -> VideoTask? {
        do {
            let task = try await writer.persist("task not read, trying again") { [store] in
                try await store.task(id, in: nil)
            }
            guard let task, task.attempt == attempt, task.state == .running else { return nil }
            return task
        } catch {
            logger.error("task not read", metadata: ["task.id": "\(id.ulid.text)", "error": "\(error)"])
            return nil
        }
    }

    /// What the account bills for the task, by the tokens that it says and those of the file.
    func cost(
        of task: VideoTask,
        at account: LiveAccount,
        counted: Int? = nil,
        delivered: Int? = nil
    ) -> AttemptCost {
        guard let model = catalog[task.servedModel ?? task.order.model],
            let factor = account.withState({ $0.mounted?.account.costFactor })
        else { return AttemptCost() }
        return Settlement.cost(counted: counted, delivered: delivered, task: task, model: model, factor: factor)
    }

    /// The task has no place at the account any more.
    func release(_ task: VideoTask.ID, attempt: Int, at account: LiveAccount) {
        account.withState { state in
            state.docket.remove(task, attempt: attempt)
            state.doubts[task] = nil
        }
        registry.signal()
    }
}
