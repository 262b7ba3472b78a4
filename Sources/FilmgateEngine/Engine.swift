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
                let recovered = try await recover()
                group.addTask { try await schedule(first: recovered) }
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
    /// Tasks that were running when the last engine went away are started anew, before any that waits.
    private func recover() async throws -> [VideoTask] {
        guard let provider else { return [] }
        var again: [VideoTask] = []
        for task in try await store.runningTasks() {
            if let started = try await writer.apply(.started(provider: provider.name), to: task) {
                again.append(started)
            }
        }
        if !again.isEmpty { logger.info("tasks taken up again", metadata: ["tasks": "\(again.count)"]) }
        return again
    }

    /// Claims tasks into free slots until the wake-ups end.
    private func schedule(first: [VideoTask]) async throws {
        guard let provider else {
            for await _ in registry.wakeups {}
            return
        }
        var waiting = first[...]
        try await withThrowingDiscardingTaskGroup { group in
            registry.signal()
            for await _ in registry.wakeups {
                while true {
                    let free = provider.concurrency - registry.occupied
                    guard free > 0 else { break }
                    let claimed: [VideoTask]
                    if waiting.isEmpty {
                        claimed = try await claim(free, for: provider)
                    } else {
                        claimed = Array(waiting.prefix(free))
                        waiting = waiting.dropFirst(free)
                    }
                    guard !claimed.isEmpty else { break }
                    registry.takeSlots(claimed.count)
                    for task in claimed { start(task, with: provider, in: &group) }
                }
            }
            // Graceful shutdown: what runs is given up and goes back into the queue.
            registry.cancelAll()
        }
    }

    private func claim(_ limit: Int, for provider: any VideoProvider) async throws -> [VideoTask] {
        let now = moments.now
        return try await store.claim(limit: limit, epoch: writer.epoch) { task in
            try task.change(by: .started(provider: provider.name), at: now())
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
                provider: provider, collector: collector, writer: writer, catalog: catalog, slot: slot, logger: logger
            ).perform(task)
        }
        registry.add(run, for: task.id)
        group.addTask {
            await withTaskCancellationHandler {
                await run.value
            } onCancel: {
                run.cancel()
            }
            registry.remove(task.id)
            slot.release()
        }
    }

    /// Ends tasks whose time is up.
    private func watchDeadlines() async throws {
        while true {
            let late = try await store.overdue(at: moments.now(), limit: 100)
            for task in late {
                if try await writer.apply(.expired, to: task) != nil { registry.cancel(task.id) }
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
