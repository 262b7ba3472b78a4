import FilmgateDialects
package import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import FilmgateProviders
import FilmgateRenderer
import FilmgateStoreSQLite
import Hummingbird
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
package import UnixSignals

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension Gateway {
    /// Puts a server together: the one place where every part meets every other.
    ///
    /// `substitute` makes the videos in place of those that the settings name, for benchmarks and tests; `signals` end the
    /// server in order; `onReady` is called with the base URL once it listens.
    package static func build(
        _ settings: ServerSettings,
        version: String,
        logger: Logger,
        signals: [UnixSignal] = [],
        provider substitute: (any VideoProvider)? = nil,
        onReady: @escaping @Sendable (String) async -> Void
    ) async throws -> Gateway {
        let data = settings.dataDirectory
        try DataDirectory.prepare(data)
        let lock = try DataDirectoryLock(directory: data)
        try DataDirectory.clear(data)
        let store = try SQLiteStore(directory: data, vfs: settings.fileSystem)
        let threads = WorkerThreads()
        let calls = BlockingCalls(threads.files)
        let now: @Sendable () -> Timestamp = { SystemTime.now() }
        let moments = Moments(now: now) { try await Task.sleep(for: $0) }
        let signer = try await LinkSigner.open(
            directory: data,
            schedule: .standard,
            calls: calls,
            now: now().seconds
        )
        let artifacts = try await DirectoryArtifactStore.open(at: data + "/artifacts", calls: calls) { now().seconds }
        let address = PublicAddress(settings.publicURL ?? "http://\(settings.host):\(settings.port)")
        let catalog = ModelCatalog.standard
        let dialects = Dialects.all(settings: settings.dialects)
        let presenter = TaskPresenter(
            catalog: catalog,
            signer: signer,
            address: address,
            fileRetention: settings.engine.fileRetention,
            now: now
        )
        let provider =
            try substitute
            ?? previewProvider(
                settings,
                artifacts: artifacts,
                catalog: catalog,
                directory: data + "/renders",
                moments: moments
            )
        let engine = try await Engine(
            store: store,
            provider: provider,
            catalog: catalog,
            artifacts: artifacts,
            inspector: HeaderInspector(calls: calls),
            moments: moments,
            settings: settings.engine,
            logger: logger
        )
        let fetcher = GuardedFetcher(
            policy: AddressPolicy(allowing: settings.allowedRanges),
            resolver: SystemResolver(threads: threads.names),
            group: MultiThreadedEventLoopGroup.singleton,
            userAgent: "filmgate/\(version)"
        )
        let authenticator = Authenticator(accounts: store)
        let services = GateServices(
            authenticator: authenticator,
            bodies: RequestBodyIntake(
                spooling: BodySpooling(
                    directory: data + "/spool",
                    budget: MemoryBudget(capacity: 256 << 20),
                    calls: calls
                ),
                work: MemoryBudget(capacity: 128 << 20)
            ),
            admission: Admission(
                rules: RequestRules(catalog: catalog),
                store: store,
                intake: PictureIntake(
                    artifacts: artifacts,
                    calls: calls,
                    fetcher: fetcher,
                    signer: signer,
                    address: address,
                    now: now,
                    logger: logger
                ),
                provider: provider,
                ids: TaskIDSource(),
                moments: moments,
                settings: settings.engine
            ),
            deletion: Deletion(store: store, engine: engine, moments: moments),
            store: store,
            presenter: presenter,
            uploads: UploadIntake(
                artifacts: artifacts,
                presenter: presenter,
                retention: settings.engine.uploadRetention,
                now: now
            ),
            files: FileAnswers(artifacts: artifacts),
            catalog: catalog,
            provider: provider?.name,
            wake: { engine.wake() },
            now: now
        )
        let router = Router(context: GateContext.self)
        router.add(middleware: DoorMiddleware(dialects: dialects, authenticator: authenticator))
        HealthController(store: store).mount(on: router)
        FileController(files: FileAnswers(artifacts: artifacts), signer: signer, now: now).mount(on: router)
        DialectGate(dialects: dialects, contested: settings.contested, services: services).mount(on: router)
        let application = Application(
            router: router,
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [BodyGate()],
                    idleTimeout: .seconds(75),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: 64 << 10,
                        maxHeaderListSize: 128 << 10,
                        maxHeaderFieldCount: 200
                    )
                )
            ),
            configuration: .init(address: .hostname(settings.host, port: settings.port), backlog: 1024),
            onServerRunning: { channel in
                if settings.publicURL == nil, let port = channel.localAddress?.port {
                    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                    address.set("http://\(host):\(port)")
                }
                await onReady(address.text)
            },
            logger: logger
        )
        let keysAtStart = try await store.keys()
        // Stopped in reverse: first the engine, so that nothing is begun while open requests are answered.
        let parts: [any Service] = [LinkKeeper(signer: signer, moments: moments, logger: logger), application, engine]
        var group = ServiceGroupConfiguration(
            services: parts.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
            gracefulShutdownSignals: signals,
            logger: logger
        )
        group.maximumGracefulShutdownDuration = settings.shutdownLimit
        return Gateway(
            group: ServiceGroup(configuration: group),
            store: store,
            lock: lock,
            threads: threads,
            address: address,
            keys: KeyMaker(accounts: store, now: now),
            isNew: keysAtStart.isEmpty
        )
    }

    /// The preview serves where it is listed, or where nobody but this machine can ask for it.
    private static func previewProvider(
        _ settings: ServerSettings,
        artifacts: any ArtifactStore,
        catalog: ModelCatalog,
        directory: String,
        moments: Moments
    ) throws -> (any VideoProvider)? {
        guard settings.preview.isListed || settings.isLoopback else { return nil }
        guard RenderProcess.hasEncoder else { throw MissingEncoder() }
        return PreviewProvider(
            workers: settings.preview.workers ?? max(ProcessInfo.processInfo.activeProcessorCount, 2),
            process: RenderProcess(executable: settings.preview.executable ?? ProgramPath.current),
            artifacts: artifacts,
            catalog: catalog,
            directory: directory,
            mark: settings.preview.mark,
            sleep: moments.sleep
        )
    }
}
