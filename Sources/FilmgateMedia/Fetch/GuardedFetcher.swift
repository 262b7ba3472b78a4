package import AsyncHTTPClient
package import FilmgateDomain
package import NIOCore
internal import NIOHTTP1

/// Fetches what a URL from outside names, without being led into our own network.
///
/// The host's addresses are looked up once, every one of them is checked, and the connection goes to a checked one,
/// whatever the name resolves to a moment later. Redirects pass the same check. No proxy and no cookies are used, and
/// bodies are taken as they come, not decompressed.
package struct GuardedFetcher: Sendable {
    private let policy: AddressPolicy
    private let resolver: any AddressResolver
    private let group: any EventLoopGroup
    private let userAgent: String
    private let clock: any Clock<Duration>
    private let configuration: HTTPClient.Configuration

    /// Addresses of one host that are tried until one answers.
    private static let maximumAddresses = 3

    /// Makes a fetcher that calls itself `userAgent`, for example `filmgate/1.0`.
    ///
    /// `clock` measures the limits on the whole download and on finding the address. `configuration` is there for trust
    /// roots; proxy, redirects, addresses and timeouts are set here.
    package init(
        policy: AddressPolicy,
        resolver: any AddressResolver,
        group: any EventLoopGroup,
        userAgent: String,
        clock: any Clock<Duration> = ContinuousClock(),
        configuration: HTTPClient.Configuration = .init()
    ) {
        self.policy = policy
        self.resolver = resolver
        self.group = group
        self.userAgent = userAgent
        self.clock = clock
        self.configuration = configuration
    }

    /// Downloads `url` into `sink`, which the caller finishes, or discards when this fails.
    package func fetch(
        _ url: String,
        limits: FetchLimits,
        into sink: any ArtifactSink
    ) async throws(FetchError) -> FetchedFile {
        try await typed {
            try await withTimeLimit(limits.total, clock: clock) {
                let download = Download(limits: limits, sink: sink)
                var rest = limits.resumptions
                while true {
                    do {
                        return try await follow(url, download)
                    } catch  where rest > 0 && FetchError(error) == .connectionFailed && download.canResume {
                        rest -= 1
                    }
                }
            }
        }
    }

    /// Downloads `url` into `store`.
    package func fetch(
        _ url: String,
        limits: FetchLimits,
        into store: any ArtifactStore
    ) async throws(FetchError) -> StoredFile {
        let sink: any ArtifactSink
        do {
            sink = try await store.makeSink()
        } catch {
            throw .notStored(reason: String(describing: error))
        }
        do throws(FetchError) {
            _ = try await fetch(url, limits: limits, into: sink)
        } catch {
            await sink.discard()
            throw error
        }
        do {
            return try await sink.finish()
        } catch {
            await sink.discard()
            throw .notStored(reason: String(describing: error))
        }
    }

    /// Posts `body` to `url`, for callbacks, and returns the answer's status and headers, whatever they are. Redirects
    /// are not followed; of the answer's body nothing is read.
    package func post(
        _ body: [UInt8],
        to url: String,
        headers: [(name: String, value: String)],
        limits: FetchLimits = FetchLimits(bytes: 0)
    ) async throws(FetchError) -> PostAnswer {
        try await typed {
            try await withTimeLimit(limits.total, clock: clock) {
                let url = try parsed { () throws(BadURL) in try FetchURL(url) }
                return try await exchange(url, limits: limits) {
                    $0.method = .POST
                    $0.body = .bytes(ByteBuffer(bytes: body))
                    for header in headers { $0.headers.add(name: header.name, value: header.value) }
                } handle: { response in
                    PostAnswer(
                        status: Int(response.status.code),
                        headers: response.headers.map { (name: $0.name, value: $0.value) }
                    )
                }
            }
        }
    }

    /// Judges a URL that will be called later: its form, and the addresses that its host has now.
    package func check(_ url: String, limits: FetchLimits = FetchLimits(bytes: 0)) async throws(FetchError) {
        try await typed {
            _ = try await addresses(for: parsed { () throws(BadURL) in try FetchURL(url) }, limits: limits)
        }
    }

    /// Whether everybody can reach the host of `url`, not only we: no range that the operator allows counts.
    package func isPublic(_ url: String, limits: FetchLimits = FetchLimits(bytes: 0)) async -> Bool {
        do {
            let addresses = try await addresses(for: parsed { () throws(BadURL) in try FetchURL(url) }, limits: limits)
            return addresses.allSatisfy(AddressPolicy.isPublic)
        } catch {
            return false
        }
    }

    private func follow(_ text: String, _ download: Download) async throws -> FetchedFile {
        var url = try parsed { () throws(BadURL) in try FetchURL(text) }
        for _ in 0...download.limits.redirects {
            let step = try await exchange(url, limits: download.limits) {
                download.prepare(&$0)
            } handle: {
                try await download.take($0)
            }
            switch step {
            case .finished(let file): return file
            case .redirect(let location):
                let here = url
                url = try parsed { () throws(BadURL) in try here.redirected(to: location) }
            }
        }
        throw FetchError.redirectLimit
    }

    /// One request and its answer, over a connection to a checked address.
    private func exchange<Value: Sendable>(
        _ url: FetchURL,
        limits: FetchLimits,
        prepare: @Sendable (inout HTTPClientRequest) -> Void,
        handle: @escaping @Sendable (HTTPClientResponse) async throws -> Value
    ) async throws -> Value {
        var request = HTTPClientRequest(url: url.text)
        request.headers.add(name: "User-Agent", value: userAgent)
        request.headers.add(name: "Accept", value: "*/*")
        prepare(&request)
        var failure = FetchError.connectionFailed
        for address in try await addresses(for: url, limits: limits).prefix(Self.maximumAddresses) {
            do {
                return try await HTTPClient.withHTTPClient(
                    eventLoopGroup: group,
                    configuration: pinned(url, to: address, limits)
                ) { [request] client in
                    let response: HTTPClientResponse
                    do {
                        // The time limit is enforced by cancellation, so the deadline need only be far enough.
                        response = try await client.execute(request, timeout: .init(limits.total))
                    } catch {
                        throw BeforeHead(cause: error)
                    }
                    return try await handle(response)
                }
            } catch let error as BeforeHead {
                // Nothing has been taken yet: another address of the same host may do better.
                failure = FetchError(error.cause)
                guard failure == .connectionFailed || error.isConnectTimeout else { throw failure }
            }
        }
        throw failure
    }

    /// The request failed before the head of an answer came.
    private struct BeforeHead: Error {
        let cause: any Error

        var isConnectTimeout: Bool { cause as? HTTPClientError == .connectTimeout }
    }

    private func addresses(for url: FetchURL, limits: FetchLimits) async throws -> [IPAddress] {
        let addresses: [IPAddress]
        switch url.host {
        case .address(let address):
            addresses = [address]
        case .name(let name):
            do {
                addresses = try await withTimeLimit(limits.connect, clock: clock) { [resolver] in
                    try await resolver.addresses(of: name)
                }
            } catch is NameNotFound {
                throw FetchError.unresolvable(host: name)
            }
        }
        // One bad address among good ones is no accident either.
        guard !addresses.isEmpty, addresses.allSatisfy(policy.permits) else {
            throw FetchError.forbiddenAddress(host: url.hostText)
        }
        return addresses
    }

    /// A client that reaches `address` and nothing else; `Host` and the certificate's name stay those of the URL.
    private func pinned(_ url: FetchURL, to address: IPAddress, _ limits: FetchLimits) -> HTTPClient.Configuration {
        var configuration = configuration
        configuration.dnsOverride = [:]
        if case .name(let name) = url.host { configuration.dnsOverride[name] = address.description }
        configuration.redirectConfiguration = .disallow
        configuration.proxy = nil
        configuration.decompression = .disabled
        configuration.httpVersion = .http1Only
        configuration.timeout = .init(connect: .init(limits.connect), read: .init(limits.idle))
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private func parsed(_ parse: () throws(BadURL) -> FetchURL) throws(FetchError) -> FetchURL {
        do throws(BadURL) {
            return try parse()
        } catch {
            throw .badURL(error)
        }
    }

    private func typed<Value>(_ body: () async throws -> Value) async throws(FetchError) -> Value {
        do {
            return try await body()
        } catch {
            throw FetchError(error)
        }
    }
}

/// How a host answered a post.
package struct PostAnswer: Sendable {
    package let status: Int
    package let headers: [(name: String, value: String)]
}

extension FetchError {
    fileprivate init(_ error: any Error) {
        switch error {
        case let error as FetchError: self = error
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError:
            switch error {
            case .cancelled: self = .cancelled
            case .connectTimeout, .readTimeout, .deadlineExceeded, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout:
                self = .timedOut
            default: self = .connectionFailed
            }
        default: self = .connectionFailed
        }
    }
}
