package import FilmgateDomain
package import Logging
import ServiceLifecycle

/// Moves accepted tasks: claims them, has them made, asks for them, fetches the videos, ends what is late, forgets
/// what is old.
///
/// One engine holds a store at a time; what an earlier one left running is taken up again at the start.
package struct Engine: Service {
    let parts: EngineParts
    private let keeper: RetentionKeeper

    /// Opens a new epoch at the store: from here on an earlier engine can write no more. `collected` is told of each video that
    /// is kept from now on.
    package init(
        store: any TaskStore,
        providers: ProviderDirectory,
        catalog: ModelCatalog,
        artifacts: any ArtifactStore,
        inspector: any VideoInspector,
        moments: Moments,
        settings: EngineSettings,
        room: StorageRoom = StorageRoom(),
        collected: @escaping @Sendable (ContentHash) -> Void = { _ in },
        logger: Logger
    ) async throws {
        let epoch = try await store.openEpoch()
        parts = EngineParts(
            store: store,
            writer: TaskWriter(store: store, epoch: epoch, moments: moments, logger: logger),
            directory: providers,
            catalog: catalog,
            collector: Collector(artifacts: artifacts, inspector: inspector, collected: collected),
            moments: moments,
            settings: settings,
            logger: logger,
            crew: Crew(),
            helpers: Crew(),
            lease: Lease(store: store, epoch: epoch, moments: moments, settings: settings),
            deferrals: Deferrals(),
            registry: RunRegistry(bell: providers.changed),
            fetches: FetchQueue(),
            room: room
        )
        keeper = RetentionKeeper(store: store, artifacts: artifacts, moments: moments, settings: settings)
    }

    /// The turn of this engine at the store; whoever else writes for it writes with this.
    package var epoch: Epoch { parts.writer.epoch }

    /// Tells the engine that a task has come.
    package func wake() {
        parts.registry.signal()
    }

    /// Tells the engine that there is room on the disk again.
    package func resume() {
        parts.registry.signal()
        parts.fetches.bell.ring()
    }

    /// Somebody says that there is news of a task at an account: it is asked for at once. What was said of it is not
    /// believed; a task that is not known is ignored.
    package func hint(provider: ProviderName, upstreamID: String) {
        guard let account = parts.directory.account(provider) else { return }
        let now = parts.moments.ticks
        let isKnown = account.withState { state in
            guard let task = state.docket.task(upstreamID: upstreamID) else { return false }
            return state.docket.single(task, isLast: false, at: now)
        }
        if isKnown { account.bell.ring() }
    }

    /// Runs until graceful shutdown, then hands back what was not sent and leaves what is open for the next start.
    package func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await parts.crew.work() }
                do {
                    try await workUntilStopped()
                } catch {
                    parts.crew.stop()
                    group.cancelAll()
                    throw error
                }
                // What is being sent is waited for; what is made here is given up and goes back into the queue.
                parts.registry.cancelAll()
                parts.crew.close()
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            parts.crew.stop()
            parts.registry.signal()
        }
    }

    private func workUntilStopped() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await keepTurn() }
            // Nothing is sent to what is drained, in the first moment either.
            try await parts.directory.hearDrained {
                try await parts.writer.persist("drained accounts not read, trying again") { [store = parts.store] in
                    try await store.drainedProviders()
                }
            }
            let left = try await Recovery(parts: parts).run()
            group.addTask { try await Scheduler(parts: parts).run(left) }
            group.addTask { await parts.helpers.work() }
            group.addTask { try await Fetcher(parts: parts).run() }
            group.addTask { try await DeadlineWatch(parts: parts).run() }
            group.addTask { try await tidy() }
            // The scheduler ends by itself when the engine is stopped; the others are given up then.
            try await group.next()
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }

    /// Keeps the turn at the store, and hears there what the operator drains.
    private func keepTurn() async throws {
        try await parts.lease.keep(logger: parts.logger) {
            try await parts.directory.hearDrained { try await parts.store.drainedProviders() }
        }
    }

    /// Forgets records and files that are old enough, in small batches.
    private func tidy() async throws {
        while true {
            do {
                try await keeper.tidy()
                parts.deferrals.tidy(at: parts.moments.ticks)
                parts.directory.forgetIdle()
            } catch let error where !(error is CancellationError) {
                parts.logger.error("tidying failed", metadata: ["error": "\(error)"])
            }
            try await parts.moments.sleep(.seconds(60))
        }
    }
}
