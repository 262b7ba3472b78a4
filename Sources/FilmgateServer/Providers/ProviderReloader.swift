import FilmgateDomain
import FilmgateEngine
import FilmgateProviders
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Takes over the accounts of the configuration anew at SIGHUP, without dropping a task. A configuration that is wrong
/// changes nothing.
final class ProviderReloader: Service {
    private let read: @Sendable () throws -> ServerSettings
    private let mounts: ProviderMounts
    private let directory: ProviderDirectory
    private let logger: Logger
    private let current: Mutex<ServerSettings>

    /// `read` reads the configuration again; `settings` are those that hold now.
    init(
        _ settings: ServerSettings,
        mounts: ProviderMounts,
        directory: ProviderDirectory,
        logger: Logger,
        read: @escaping @Sendable () throws -> ServerSettings
    ) {
        current = Mutex(settings)
        self.mounts = mounts
        self.directory = directory
        self.logger = logger
        self.read = read
    }

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: [.sighup])
        for await _ in signals.cancelOnGracefulShutdown() { reload() }
    }

    func reload() {
        do {
            let new = try read()
            let old = current.withLock(\.self)
            guard !new.providers.isEmpty || old.providers.isEmpty else {
                throw ConfigurationError(
                    file: "settings",
                    line: nil,
                    key: "providers",
                    problem: "must not become empty while the server runs; drain an account that is to get nothing"
                )
            }
            let changes = ProviderChanges(from: old.providers, to: new.providers)
            if !new.providers.isEmpty { directory.replace(try mounts.mount(new.providers)) }
            current.withLock { $0.providers = new.providers }
            logger.notice(
                changes.isEmpty ? "configuration read again, no provider changed" : "providers changed",
                metadata: [
                    "providers.added": "\(changes.added)", "providers.removed": "\(changes.removed)",
                    "providers.changed": "\(changes.changed)",
                ]
            )
            let unknown = new.providers.flatMap { $0.models ?? [] }.map(\.here).filter { mounts.catalog[$0] == nil }
            if !unknown.isEmpty {
                logger.warning("models that are new to this server need a restart", metadata: ["models": "\(unknown)"])
            }
        } catch {
            logger.error("configuration not taken over, the old one holds", metadata: ["error": "\(error)"])
        }
    }
}
