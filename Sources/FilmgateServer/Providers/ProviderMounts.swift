import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import FilmgateProviders
import Synchronization

/// Makes of configured accounts the providers that the engine works with, at the start and at every reload.
struct ProviderMounts: Sendable {
    let catalog: ModelCatalog
    /// How each account is spoken to.
    let faces = Faces()

    private let artifacts: any ArtifactStore
    private let transport: any HTTPTransport
    private let files: any FileFetcher
    private let workshop: Workshop
    private let userAgent: String
    private let link: (@Sendable (Artifact) async -> String?)?
    private let callbacks: UpstreamCallbacks?
    let local: (any VideoProvider)?
    private let now: @Sendable () -> Timestamp

    /// `link` makes an address under `public_url` for a picture and `callbacks` is what accounts may call when a task has
    /// changed; both are `nil` where no vendor could reach us. `local` makes videos here; `nil` where nobody can.
    init(
        catalog: ModelCatalog,
        artifacts: any ArtifactStore,
        transport: any HTTPTransport,
        files: GuardedFetcher,
        calls: BlockingCalls,
        directory: String,
        userAgent: String,
        link: (@Sendable (Artifact) async -> String?)?,
        callbacks: UpstreamCallbacks?,
        local: (any VideoProvider)?,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.catalog = catalog
        self.artifacts = artifacts
        self.transport = transport
        workshop = Workshop(directory: directory + "/downloads") { work in try await calls.run { try work() } }
        self.files = GuardedFileFetcher(fetcher: files, workshop: workshop)
        self.userAgent = userAgent
        self.link = link
        self.callbacks = callbacks
        self.local = local
        self.now = now
    }

    /// - Throws: a ``ConfigurationError`` where an entry cannot be what it says.
    func mount(_ providers: [ProviderSettings]) throws -> [MountedProvider] {
        let plans = try providers.map { try AccountPlan($0, catalog: catalog, hasLinks: link != nil, now: now()) }
        let mounted = try plans.compactMap(mount)
        faces.set(plans)
        return mounted
    }

    private func mount(_ plan: AccountPlan) throws -> MountedProvider? {
        guard let face = plan.face, let address = plan.settings.baseURL else {
            guard let local else { throw MissingEncoder() }
            var account = plan.account
            account.concurrency = plan.settings.concurrency ?? local.concurrency
            return .local(local, account: account)
        }
        let key = plan.settings.apiKey
        let endpoint = VendorEndpoint(
            base: try BaseURL(address),
            apiKey: key.isEmpty ? nil : key,
            transport: transport,
            userAgent: userAgent
        )
        return .upstream(
            VendorProvider(
                account: plan.account,
                face: face,
                endpoint: endpoint,
                artifacts: artifacts,
                catalog: catalog,
                files: files,
                tools: FFmpegTools(),
                workshop: workshop,
                link: link,
                callback: callback(to: plan.account.name)
            )
        )
    }

    private func callback(to provider: ProviderName) -> (@Sendable () -> String)? {
        guard let callbacks else { return nil }
        return { callbacks.url(for: provider) }
    }

    /// The one provider that makes videos here where nothing is configured.
    func onlyLocal(_ provider: any VideoProvider) -> MountedProvider {
        .local(
            provider,
            account: ProviderAccount(
                name: provider.name,
                dialect: nil,
                concurrency: provider.concurrency,
                models: Dictionary(catalog.models.map { ($0.id, $0.id) }) { first, _ in first },
                abilities: .everything(of: catalog),
                adaptiveTextRatio: .landscape
            )
        )
    }

    /// The faces of the accounts as they are configured now.
    final class Faces: Sendable {
        private let byName = Mutex<[ProviderName: any ClientFace]>([:])

        subscript(name: ProviderName) -> (any ClientFace)? { byName.withLock { $0[name] } }

        fileprivate func set(_ plans: [AccountPlan]) {
            byName.withLock { byName in
                byName = [:]
                for plan in plans { byName[plan.account.name] = plan.face }
            }
        }
    }
}
