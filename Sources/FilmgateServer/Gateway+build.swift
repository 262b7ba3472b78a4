import FilmgateClientNIO
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

extension Gateway {
    /// Puts a server together: the one place where every part meets every other.
    ///
    /// `substitute` makes the videos in place of those that the settings name, for benchmarks and tests; `signals` end the
    /// server in order; at SIGHUP the accounts are taken over from what `reload` reads; `onReady` is called with the base
    /// URL once it listens.
    package static func build(
        _ settings: ServerSettings,
        version: String,
        logger: Logger,
        signals: [UnixSignal] = [],
        provider substitute: (any VideoProvider)? = nil,
        reload: (@Sendable () throws -> ServerSettings)? = nil,
        onReady: @escaping @Sendable (String) async -> Void
    ) async throws -> Gateway {
        let transport = AsyncHTTPTransport()
        do {
            return try await compose(
                settings,
                version: version,
                logger: logger,
                signals: signals,
                substitute: substitute,
                transport: transport,
                reload: reload,
                onReady: onReady
            )
        } catch {
            // What went wrong is worth more than what may go wrong when nothing is open yet.
            try? await transport.shutdown()
            throw error
        }
    }

    private static func compose(
        _ settings: ServerSettings,
        version: String,
        logger: Logger,
        signals: [UnixSignal],
        substitute: (any VideoProvider)?,
        transport: AsyncHTTPTransport,
        reload: (@Sendable () throws -> ServerSettings)?,
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
        let address = PublicAddress(
            settings.publicURL ?? "http\(settings.tls == nil ? "" : "s")://\(settings.host):\(settings.port)"
        )
        let catalog = ModelCatalog.standard.adding(openModelsOf: settings.providers)
        let rules = RequestRules(catalog: catalog)
        let dialects = Dialects.all(settings: settings.dialects)
        let presenter = TaskPresenter(
            catalog: catalog,
            signer: signer,
            address: address,
            fileRetention: settings.engine.fileRetention,
            hasStills: RenderProcess.hasEncoder,
            now: now
        )
        let fetcher = GuardedFetcher(
            policy: AddressPolicy(allowing: settings.allowedRanges),
            resolver: SystemResolver(threads: threads.names),
            group: MultiThreadedEventLoopGroup.singleton,
            userAgent: "filmgate/\(version)"
        )
        let simulator = settings.simulation.map(Simulator.init)
        let simulation = simulator.map { SimulatedDoor(simulator: $0, sleep: moments.sleep) }
        let hears = UpstreamCallbacks(secret: try UpstreamCallbacks.secret(in: data), address: address)
        let mounts = ProviderMounts(
            catalog: catalog,
            artifacts: artifacts,
            transport: transport,
            files: fetcher,
            calls: calls,
            directory: data,
            userAgent: "filmgate/\(version)",
            link: settings.publicURL == nil ? nil : presenter.pictureLink(life: settings.engine.maximumAge),
            callbacks: settings.publicURL == nil ? nil : hears,
            local: localProvider(
                settings,
                substitute: substitute,
                simulator: simulator,
                artifacts: artifacts,
                catalog: catalog,
                moments: moments
            ),
            now: now
        )
        let providers = ProviderDirectory(
            try mounts.mount(settings, substitute: substitute),
            catalog: catalog,
            moments: moments
        )
        let room = StorageRoom()
        let inspector = HeaderInspector(calls: calls)
        let stills = Stills(artifacts: artifacts, inspector: inspector, directory: data + "/downloads", logger: logger)
        let makesStills = settings.makesStills && RenderProcess.hasEncoder
        let engine = try await Engine(
            store: store,
            providers: providers,
            catalog: catalog,
            artifacts: artifacts,
            inspector: inspector,
            moments: moments,
            settings: settings.engine,
            room: room,
            collected: { if makesStills { stills.begin($0) } },
            logger: logger
        )
        let uses = KeyUses()
        let authenticator = Authenticator(accounts: store, now: now, uses: uses)
        let files = FileAnswers(artifacts: artifacts)
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
                rules: rules,
                store: store,
                intake: GuardedMediaIntake(
                    artifacts: artifacts,
                    calls: calls,
                    fetcher: fetcher,
                    signer: signer,
                    address: address,
                    now: now,
                    logger: logger
                ),
                providers: providers,
                ids: TaskIDSource(),
                moments: moments,
                settings: settings.engine,
                room: room
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
            accounts: store,
            reads: ReadPace(),
            refusals: ReadPace(),
            files: files,
            stills: stills,
            room: room,
            catalog: catalog,
            provider: { providers.only },
            wake: { engine.wake() },
            now: now,
            simulation: simulation
        )
        let requests = RequestMetrics()
        let metrics = MetricsController(
            version: version,
            requests: requests,
            store: store,
            providers: providers,
            now: now
        )
        let router = Router(context: GateContext.self)
        let routes = RouteTable()
        router.add(
            middleware: DoorMiddleware(
                dialects: dialects,
                authenticator: authenticator,
                metrics: requests,
                clients: ClientAddress(trusted: settings.trustedProxies),
                routes: routes,
                crossOrigin: CrossOrigin(origins: settings.origins)
            )
        )
        HealthController(store: store, room: room).mount(on: router)
        OpenAPIController().mount(on: router)
        let keys = KeyMaker(accounts: store, now: now)
        AdminController(
            authenticator: authenticator,
            accounts: store,
            store: store,
            bodies: services.bodies,
            reads: services.reads,
            providers: providers,
            catalog: catalog,
            presenter: presenter,
            keys: keys,
            metrics: metrics,
            makeID: ULID.random,
            now: now
        ).mount(on: router)
        FileController(files: files, stills: stills, signer: signer, now: now, simulation: simulation).mount(on: router)
        DialectGate(dialects: dialects, contested: settings.contested, services: services).mount(on: router)
        hears.mount(
            on: router,
            face: { mounts.faces[$0] },
            hint: { id, provider in engine.hint(provider: provider, upstreamID: id) }
        )
        if let simulator {
            SimulationController(simulator: simulator, store: store, authenticator: authenticator, dialects: dialects)
                .mount(on: router)
        }
        routes.fill(from: router)
        let connections = settings.door.connections(within: raiseDescriptorLimit(logger))
        let application = Application(
            router: router,
            server: try .door(settings.door, tls: settings.tls),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port),
                backlog: 1024,
                availableConnectionsDelegate: .maximum(connections, logger: logger)
            ),
            onServerRunning: { channel in
                if settings.publicURL == nil, let port = channel.localAddress?.port {
                    let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                    address.set("\(settings.tls == nil ? "http" : "https")://\(host):\(port)")
                }
                await onReady(address.text)
            },
            logger: logger
        )
        let courier = Courier(
            store: store,
            epoch: engine.epoch,
            composer: TaskCallbacks(dialects: dialects, presenter: presenter, accounts: store, now: now),
            carrier: GuardedCarrier(fetcher: fetcher),
            moments: moments,
            logger: logger
        )
        let keysAtStart = try await store.keys()
        let storage = StorageKeeper(
            room: room,
            settings: settings.storage,
            directory: data,
            moments: moments,
            logger: logger,
            resume: { engine.resume() }
        )
        // Before the first request, so that a full disk is known to it.
        storage.look()
        // Stopped in reverse: first the engine, so that nothing is begun while open requests are answered.
        var parts: [any Service] = [
            LinkKeeper(signer: signer, moments: moments, logger: logger),
            KeyUseKeeper(uses: uses, accounts: store, moments: moments, logger: logger),
            StatusKeeper(providers: providers, directory: data, moments: moments, logger: logger),
            storage, stills,
        ]
        if let reload {
            parts.append(
                ProviderReloader(settings, mounts: mounts, directory: providers, logger: logger, read: reload)
            )
        }
        if let listen = settings.metricsListener { parts.append(try metrics.listener(at: listen, logger: logger)) }
        parts += [CourierKeeper(courier: courier), application, engine]
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
            transport: transport,
            address: address,
            keys: keys,
            metrics: metrics,
            isNew: keysAtStart.isEmpty
        )
    }
}
