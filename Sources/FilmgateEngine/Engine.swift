package import FilmgateDomain
package import Logging
import ServiceLifecycle

/// Moves accepted tasks: claims them, has them made, collects the videos, ends what is late, forgets what is old.
///
/// One engine holds a store at a time; what an earlier one left running is taken up again at the start.
package struct Engine: Service {
    private let store: any TaskStore
    private let provider: (any VideoProvider)?
    private let catalog: ModelCatalog
    private let collector: Collector
    private let artifacts: any ArtifactStore
    let writer: TaskWriter
    private let moments: Moments
    private let settings: EngineSettings
    private let logger: Logger
    private let registry = RunRegistry()

    /// Opens a new epoch at the store: from here on an earlier engine can write no more.
    package init(
        store: any TaskStore,
        provider: (any VideoProvider)?,
        catalog: ModelCatalog,
        artifacts: any ArtifactStore,
        inspector: any VideoInspector,
        moments: Moments,
        settings: EngineSettings,
        logger: Logger
    ) async throws {
        self.store = store
        self.provider = provider
        self.catalog = catalog
        self.artifacts = artifacts
        self.moments = moments
        self.settings = settings
        self.logger = logger
        collector = Collector(artifacts: artifacts, inspector: inspector)
        writer = TaskWriter(store: store, epoch: try await store.openEpoch(), moments: moments, logger: logger)
    }

    /// Tells the engine that a task has come.
    package func wake() {
        registry.signal()
    }

    /// Runs until graceful shutdown, then hands back what is not finished.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await schedule() }
                group.addTask { try await watchDeadlines() }
                group.addTask { try await tidy() }
                // The scheduler ends by itself when the wake-ups end; the two watchers are cancelled then.
                try await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            registry.finish()
        }
    }
}

extension Engine {
    /// Starts tasks in free slots until the wake-ups end: first those that were running when the last engine went away.
    private func schedule() async throws {
        guard let provider else {
            for await _ in registry.wakeups {}
            return
        }
        var left = try await withoutRun()
        if !left.isEmpty { logger.info("tasks taken up again", metadata: ["tasks": "\(left.count)"]) }
        try await withThrowingDiscardingTaskGroup { group in
            registry.signal()
            for await _ in registry.wakeups {
                while true {
                    let free = provider.concurrency - registry.occupied
                    guard free > 0 else { break }
                    let tasks = try await next(free, of: &left, for: provider)
                    guard !tasks.isEmpty else { break }
                    registry.takeSlots(tasks.count)
                    for task in tasks { start(task, with: provider, in: &group) }
                }
            }
            // Graceful shutdown: what runs is given up and goes back into the queue.
            registry.cancelAll()
        }
        for task in left { _ = try await writer.apply(.requeued(reason: "the engine stopped"), to: task) }
    }

    /// Tasks that are running by their record, yet nobody here makes them.
    private func withoutRun() async throws -> ArraySlice<VideoTask> {
        let running = try await writer.persist("running tasks not read, trying again") { [store] in
            var tasks: [VideoTask] = []
            for open in try await store.openAttempts() {
                if let task = try await store.task(open.task, in: nil) { tasks.append(task) }
            }
            return tasks
        }
        return running.filter { !registry.has($0.id) }[...]
    }

    /// Up to `limit` tasks, each with a new attempt on disk: from those that are `left`, then from the queue.
    private func next(
        _ limit: Int,
        of left: inout ArraySlice<VideoTask>,
        for provider: any VideoProvider
    ) async throws -> [VideoTask] {
        var tasks: [VideoTask] = []
        while tasks.count < limit, let task = left.popFirst() {
            guard let started = try await writer.apply(.started(AttemptStart(provider: provider.name)), to: task) else { continue }
            tasks.append(started)
        }
        if !tasks.isEmpty { return tasks }
        let now = moments.now
        do {
            let lanes = try await store.queuedLanes()
            return try await store.claim(limit: limit, lanes: lanes, epoch: writer.epoch) { task in
                try task.change(by: .started(AttemptStart(provider: provider.name)), at: now())
            }
        } catch let error where error.isPassing {
            logger.error("tasks not claimed, trying again", metadata: ["error": "\(error)"])
            try await moments.sleep(.seconds(1))
            // A commit that failed may have been one after all.
            left = try await withoutRun()
            registry.signal()
            return []
        }
    }

    private func start(
        _ task: VideoTask,
        with provider: any VideoProvider,
        in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        let slot = Slot(in: registry)
        // The run has a handle of its own, so that a deadline or a shutdown can give up this one alone; the group awaits
        // it, and cancelling the group cancels it.
        let run = Task {
            await TaskRun(
                provider: provider,
                collector: collector,
                writer: writer,
                catalog: catalog,
                slot: slot,
                logger: logger,
                retryDelay: settings.retryDelay
            ).perform(task)
        }
        registry.add(run, for: task)
        group.addTask {
            await withTaskCancellationHandler {
                await run.value
            } onCancel: {
                run.cancel()
            }
            registry.remove(task)
            slot.release()
            // A task that gave its slot back early may be in the queue again.
            registry.signal()
        }
    }

    /// Ends tasks whose time is up.
    private func watchDeadlines() async throws {
        while true {
            let late = try await writer.persist("late tasks not read, trying again") { [store, moments] in
                try await store.overdue(at: moments.now(), limit: 100)
            }
            for task in late where try await writer.apply(.expired, to: task) != nil {
                registry.cancel(task.id)
            }
            if late.count < 100 { try await moments.sleep(.seconds(1)) }
        }
    }

    /// Forgets records and files that are old enough, in small batches.
    private func tidy() async throws {
        let keeper = RetentionKeeper(store: store, artifacts: artifacts, moments: moments, settings: settings)
        while true {
            do {
                try await keeper.tidy()
            } catch let error where !(error is CancellationError) {
                logger.error("tidying failed", metadata: ["error": "\(error)"])
            }
            try await moments.sleep(.seconds(60))
        }
    }
}
