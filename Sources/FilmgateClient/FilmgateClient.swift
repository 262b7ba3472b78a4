public import FilmgateDialects
public import FilmgateDomain

/// A client of any vendor of Seedance video generation, or of a Filmgate server, over any of the dialects.
///
/// It is a value without state of its own: copy it, share it among tasks.
public struct FilmgateClient: Sendable {
    /// The dialect that it speaks.
    public let face: any ClientFace
    public let policy: ClientPolicy

    let endpoint: VendorEndpoint
    let clock: any Clock<Duration>
    /// From 0 to 1; spreads what would else happen at once.
    let jitter: @Sendable () -> Double
    let catalog: ModelCatalog

    /// Makes a client of one account.
    ///
    /// - Parameters:
    ///   - baseURL: scheme and host, with a path where the API does not begin at the root: `https://host/toapis`. The
    ///     dialect's own beginning, such as `/api/v3`, may be there or not.
    ///   - apiKey: sent as a bearer token, to this host alone; `nil` where none is needed.
    ///   - dialect: `ark`, `volc`, `anyfast`, `xcompute`, `toapis`, `aigeneration` or `openai`.
    ///   - transport: how requests travel.
    ///   - policy: timeouts, tries and waits.
    ///   - clock: what waits are measured by.
    /// - Throws: ``ClientError/badURL(_:)``, ``ClientError/unknownDialect(_:)``.
    public init(
        baseURL: String,
        apiKey: String?,
        dialect: DialectName = .ark,
        transport: any HTTPTransport = URLSessionTransport(),
        policy: ClientPolicy = ClientPolicy(),
        clock: any Clock<Duration> = ContinuousClock()
    ) throws(ClientError) {
        guard let face = ClientFaces.named(dialect) else { throw .unknownDialect(dialect) }
        try self.init(
            baseURL: baseURL,
            apiKey: apiKey,
            face: face,
            transport: transport,
            policy: policy,
            clock: clock
        )
    }

    /// Makes a client that speaks `face`, for example one with settings. `jitter` gives numbers from 0 to 1; `catalog` has the
    /// models that are known by more than one name.
    public init(
        baseURL: String,
        apiKey: String?,
        face: any ClientFace,
        transport: any HTTPTransport = URLSessionTransport(),
        policy: ClientPolicy = ClientPolicy(),
        clock: any Clock<Duration> = ContinuousClock(),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        catalog: ModelCatalog = .standard
    ) throws(ClientError) {
        self.face = face
        self.policy = policy
        self.clock = clock
        self.jitter = jitter
        self.catalog = catalog
        endpoint = VendorEndpoint(base: try BaseURL(baseURL), apiKey: apiKey, transport: transport)
    }
}
