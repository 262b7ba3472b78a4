import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import FilmgateStoreSQLite
import Hummingbird
import Logging
import ServiceLifecycle
package import UnixSignals

/// A server put together and ready to run.
package struct Gateway: Sendable {
    let services: [any Service]
    let store: SQLiteStore
    let lock: DataDirectoryLock
    let shutdownLimit: Duration
    let logger: Logger
    /// Where clients reach it; right once the server listens.
    package let address: PublicAddress
    package let keys: KeyMaker
    /// Whether the data directory had no key yet.
    package let isNew: Bool

    /// Runs until a signal or the task's cancellation, then hands work back and closes the store.
    package func run(signals: [UnixSignal] = [.sigterm, .sigint]) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: signals,
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = shutdownLimit
        let result: Result<Void, any Error>
        do {
            try await ServiceGroup(configuration: configuration).run()
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await store.close()
        try result.get()
    }
}

extension Gateway {
    /// Closes a server that was never run.
    package func abandon() async throws {
        await store.close()
    }
}
