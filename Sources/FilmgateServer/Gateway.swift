import FilmgateClientNIO
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import FilmgateStoreSQLite
import Logging
import ServiceLifecycle

/// A server put together and ready to run.
package struct Gateway: Sendable {
    let group: ServiceGroup
    let store: SQLiteStore
    let lock: DataDirectoryLock
    let threads: WorkerThreads
    let transport: AsyncHTTPTransport
    /// Where clients reach it; right once the server listens.
    package let address: PublicAddress
    package let keys: KeyMaker
    let metrics: MetricsController
    /// Whether the data directory had no key yet.
    package let isNew: Bool

    /// Runs until a signal or ``stop()``, then hands work back, closes the store and gives the data directory free.
    package func run() async throws {
        let result: Result<Void, any Error>
        do {
            try await group.run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await store.close()
        lock.release()
        try await transport.shutdown()
        try await threads.stop()
        try result.get()
    }
}

extension Gateway {
    /// Ends ``run()`` in order: open requests are answered, running tasks handed back.
    package func stop() async {
        await group.triggerGracefulShutdown()
    }

    /// Closes a server that was never run.
    package func abandon() async throws {
        await store.close()
        lock.release()
        try await transport.shutdown()
        try await threads.stop()
    }
}

extension Gateway {
    /// Lets the process hold as many connections and files as the system allows it; how many those are.
    static func raiseDescriptorLimit(_ logger: Logger) -> Int {
        let before = DescriptorLimit.current
        guard let limit = DescriptorLimit.raise() else { return 1024 }
        logger.info(
            "file descriptors",
            metadata: ["soft": "\(limit.soft)", "hard": "\(limit.hard)", "before": "\(before?.soft ?? 0)"]
        )
        return limit.soft
    }
}
