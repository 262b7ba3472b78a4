import AsyncHTTPClient
import FilmgateDomain
import FilmgateMedia
import NIOPosix
import Testing

@Suite("Guarded downloads")
struct GuardedFetcherTests {
    private func fetcher(
        allowing blocks: [String] = ["127.0.0.1"],
        resolver: any AddressResolver = FakeResolver([:]),
        clock: any Clock<Duration> = ContinuousClock()
    ) -> GuardedFetcher {
        GuardedFetcher(
            policy: AddressPolicy(allowing: blocks.compactMap { CIDRBlock($0) }),
            resolver: resolver,
            group: .singletonMultiThreadedEventLoopGroup,
            userAgent: "filmgate/test",
            clock: clock
        )
    }

    /// Two cores run many tests beside these: what is not about time has plenty.
    private static let limits = patient(strict)
    private static let strict = FetchLimits(bytes: 100_000)

    private static func patient(_ limits: FetchLimits) -> FetchLimits {
        var limits = limits
        (limits.connect, limits.idle, limits.total) = (.seconds(60), .seconds(60), .seconds(240))
        return limits
    }

    private static func file(_ count: Int, _ headers: [(String, String)] = []) -> [StubServer.Step] {
        [.head(200, headers + [("Content-Length", "\(count)")]), .bytes(count), .end]
    }

    @Test("A file is downloaded as it is, and we say who we are")
    func plain() async throws {
        try await StubServer.run { _ in
            Self.file(70_000, [("Content-Type", "image/png")])
        } _: { server in
            let sink = MemorySink()
            let file = try await fetcher().fetch(server.url("/a?b=c"), limits: Self.limits, into: sink)
            #expect(file == (try Self.fetched(70_000, "image/png", sink)))
            let request = try #require(server.received.first)
            #expect(request.path == "/a?b=c")
            #expect(request.headers["user-agent"] == "filmgate/test")
            #expect(request.headers["host"] == "127.0.0.1:\(server.port)")
            #expect(request.headers["accept-encoding"] == nil)
        }
    }

    private static func fetched(_ size: Int, _ type: String?, _ sink: MemorySink) throws -> FetchedFile {
        #expect(sink.bytes.count == size)
        return FetchedFile(size: size, contentType: type)
    }

    @Test("A name is looked up once and the connection goes there, while Host keeps the name")
    func pinned() async throws {
        // The second answer is what a rebinding name server would give: nobody must ask for it.
        let resolver = FakeResolver(["films.example": [["127.0.0.1"], ["10.0.0.1"]]])
        try await StubServer.run { _ in
            Self.file(5)
        } _: { server in
            let sink = MemorySink()
            let url = server.url("/x", host: "Films.Example.")
            _ = try await fetcher(resolver: resolver).fetch(url, limits: Self.limits, into: sink)
            #expect(server.received.first?.headers["host"] == "films.example:\(server.port)")
            #expect(resolver.names == ["films.example"])
        }
    }

    @Test("A name with one forbidden address among others is refused")
    func mixed() async throws {
        let resolver = FakeResolver(["films.example": [["127.0.0.1", "10.0.0.1"]]])
        try await StubServer.run { _ in
            Self.file(5)
        } _: { server in
            await #expect(throws: FetchError.forbiddenAddress(host: "films.example")) {
                let url = server.url("/", host: "films.example")
                _ = try await fetcher(resolver: resolver).fetch(url, limits: Self.limits, into: MemorySink())
            }
            #expect(server.received.isEmpty)
        }
    }

    @Test("Another address of the host is tried when the first does not answer")
    func secondAddress() async throws {
        let resolver = FakeResolver(["films.example": [["127.0.0.9", "127.0.0.1"]]])
        try await StubServer.run { _ in
            Self.file(5)
        } _: { server in
            let url = server.url("/", host: "films.example")
            let fetcher = fetcher(allowing: ["127.0.0.0/8"], resolver: resolver)
            let file = try await fetcher.fetch(url, limits: Self.limits, into: MemorySink())
            #expect(file.size == 5)
        }
    }

    @Test(
        "Ways into our own network are refused without a connection",
        arguments: [
            "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://0x7f000001/", "http://127.1/",
            "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
            "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://[::]/", "http://0.0.0.0/", "http://0/", "http://localhost/",
            "http://localhost./", "http://LOCALHOST:8080/", "http://sub.localhost/",
            "http://169.254.169.254/latest/meta-data",
            "http://[fd00::1]/", "http://[fe80::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
            "http://[::127.0.0.1]/", "https://10.0.0.1/", "http://192.168.1.1:3000/", "http://172.16.0.1/",
            "http://100.100.100.200/", "http://224.0.0.1/", "http://255.255.255.255/", "http://metadata.internal/",
        ]
    )
    func forbidden(url: String) async {
        let resolver = FakeResolver([
            "localhost": [["127.0.0.1", "::1"]], "sub.localhost": [["::1"]], "metadata.internal": [["169.254.169.254"]],
        ])
        let error = await #expect(throws: FetchError.self) {
            _ = try await fetcher(allowing: [], resolver: resolver).fetch(url, limits: Self.limits, into: MemorySink())
        }
        guard case .forbiddenAddress? = error else {
            Issue.record("\(url): \(String(describing: error))")
            return
        }
    }

    @Test("A refusal does not tell what a name resolves to")
    func discretion() async {
        let resolver = FakeResolver(["secret.example": [["10.1.2.3"]]])
        let error = await #expect(throws: FetchError.self) {
            try await fetcher(resolver: resolver).check("https://secret.example/")
        }
        #expect(error.map(String.init(describing:))?.contains("10.1.2.3") == false)
    }

    @Test(
        "URLs of other kinds are refused",
        arguments: [
            "http://user:pw@films.example/", "file:///etc/passwd", "gopher://films.example/", "ftp://films.example/",
            "data:image/png;base64,AAAA", "javascript:alert(1)", "http://", "http://[fe80::1%25eth0]/", "films.example",
            "http://films.example:0/", "http://films.example\\@127.0.0.1/", "http://127。0。0。1/",
        ]
    )
    func badURL(url: String) async {
        let error = await #expect(throws: FetchError.self) { try await fetcher().check(url) }
        guard case .badURL? = error else {
            Issue.record("\(url): \(String(describing: error))")
            return
        }
    }

    @Test("A name that is not found is told by name")
    func unresolvable() async {
        await #expect(throws: FetchError.unresolvable(host: "none.example")) {
            try await fetcher().check("https://none.example/a")
        }
    }

    @Test("The system's own resolver knows localhost and stops when it is cancelled")
    func systemResolver() async throws {
        let resolver = SystemResolver(threads: .singleton)
        let addresses = try await resolver.addresses(of: "localhost")
        #expect(addresses.contains { $0.description == "127.0.0.1" || $0.description == "::1" })
        await #expect(throws: NameNotFound.self) { try await resolver.addresses(of: "a..b") }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await resolver.addresses(of: "localhost")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("Redirects are followed, relative and absolute")
    func redirects() async throws {
        try await StubServer.run { request in
            switch request.path {
            case "/a/1": [.head(302, [("Location", "2"), ("Content-Length", "0")]), .end]
            case "/a/2": [.head(307, [("Location", "/3?x"), ("Content-Length", "3")]), .bytes(3), .end]
            default: Self.file(9)
            }
        } _: { server in
            let sink = MemorySink()
            let file = try await fetcher().fetch(server.url("/a/1"), limits: Self.limits, into: sink)
            #expect(file.size == 9)
            #expect(sink.bytes.count == 9)
            #expect(server.received.map(\.path) == ["/a/1", "/a/2", "/3?x"])
        }
    }

    @Test(
        "A redirect passes the same check",
        arguments: ["http://169.254.169.254/", "http://10.0.0.1:1/", "http://[::1]/", "//inside.example/"]
    )
    func redirectInside(location: String) async throws {
        let resolver = FakeResolver(["inside.example": [["192.168.0.1"]]])
        try await StubServer.run { _ in
            [.head(301, [("Location", location), ("Content-Length", "0")]), .end]
        } _: {
            server in
            let error = await #expect(throws: FetchError.self) {
                _ = try await fetcher(resolver: resolver).fetch(
                    server.url("/"),
                    limits: Self.limits,
                    into: MemorySink()
                )
            }
            guard case .forbiddenAddress? = error else {
                Issue.record("\(location): \(String(describing: error))")
                return
            }
        }
    }

    @Test("A redirect to another scheme is a bad URL, and redirects end")
    func badRedirects() async throws {
        try await StubServer.run { request in
            let location = request.path == "/file" ? "file:///etc/passwd" : "/again"
            return [.head(302, [("Location", location), ("Content-Length", "0")]), .end]
        } _: { server in
            await #expect(throws: FetchError.badURL(.schemeNotAllowed)) {
                try await fetcher().fetch(server.url("/file"), limits: Self.limits, into: MemorySink())
            }
            await #expect(throws: FetchError.redirectLimit) {
                try await fetcher().fetch(server.url("/"), limits: Self.limits, into: MemorySink())
            }
            #expect(server.received.count == 1 + 4)
        }
    }

    @Test("A file over the limit is refused, announced or not")
    func tooLarge() async throws {
        try await StubServer.run { request in
            switch request.path {
            case "/announced": [.head(200, [("Content-Length", "100001")])]
            case "/exact": Self.file(100_000)
            default: [.head(200, [("Transfer-Encoding", "chunked")]), .bytes(60_000), .bytes(60_000)]
            }
        } _: { server in
            for path in ["/announced", "/streamed"] {
                let sink = MemorySink()
                await #expect(throws: FetchError.tooLarge(limit: 100_000)) {
                    try await fetcher().fetch(server.url(path), limits: Self.limits, into: sink)
                }
                #expect(sink.bytes.count <= 100_000)
            }
            let file = try await fetcher().fetch(server.url("/exact"), limits: Self.limits, into: MemorySink())
            #expect(file.size == 100_000)
        }
    }

    @Test("Anything but the file is its status", arguments: [204, 304, 400, 403, 404, 429, 500, 503])
    func status(code: Int) async throws {
        try await StubServer.run { _ in
            [.head(code, [("Content-Length", "0")]), .end]
        } _: { server in
            await #expect(throws: FetchError.status(code)) {
                try await fetcher().fetch(server.url("/"), limits: Self.limits, into: MemorySink())
            }
        }
    }

    @Test("A body that never ends runs into the time limit")
    func slow() async throws {
        let clock = HandClock()
        try await StubServer.run { _ in
            [.head(200, [("Content-Length", "100")]), .bytes(10)]
        } _: { server in
            let sink = SignallingSink { clock.advance(by: .seconds(30)) }
            await #expect(throws: FetchError.timedOut) {
                try await fetcher(clock: clock).fetch(server.url("/"), limits: Self.strict, into: sink)
            }
        }
    }

    @Test("A server that never answers runs into the time limit")
    func silent() async throws {
        let clock = HandClock()
        try await StubServer.run { _ in
            clock.advance(by: .seconds(30))
            return []
        } _: { server in
            await #expect(throws: FetchError.timedOut) {
                try await fetcher(clock: clock).fetch(server.url("/"), limits: Self.strict, into: MemorySink())
            }
        }
    }

    @Test("A name server that never answers runs into the time limit for it")
    func deadResolver() async throws {
        let clock = HandClock()
        clock.advance(by: .seconds(1))
        let fetcher = fetcher(resolver: DeadResolver(), clock: clock)
        let limits = FetchLimits(bytes: 1, connect: .zero)
        await #expect(throws: FetchError.timedOut) {
            try await fetcher.fetch("http://films.example/", limits: limits, into: MemorySink())
        }
    }

    @Test("A cancelled download says so")
    func cancelled() async throws {
        try await StubServer.run { _ in
            [.head(200, [("Content-Length", "100")]), .bytes(10)]
        } _: { server in
            let fetcher = fetcher()
            let url = server.url("/")
            let (arrived, signal) = AsyncStream<Void>.makeStream()
            let task = Task {
                try await fetcher.fetch(url, limits: Self.limits, into: SignallingSink { signal.finish() })
            }
            for await _ in arrived {}
            task.cancel()
            await #expect(throws: FetchError.cancelled) { try await task.value }
        }
    }

    @Test("Nobody listening, or a connection cut off, is a failed connection")
    func broken() async throws {
        try await StubServer.run { request in
            request.path == "/now" ? [.cut] : [.head(200, [("Content-Length", "100")]), .bytes(10), .cut]
        } _: { server in
            for path in ["/now", "/later"] {
                await #expect(throws: FetchError.connectionFailed) {
                    try await fetcher().fetch(server.url(path), limits: Self.limits, into: MemorySink())
                }
            }
            // Nothing listens on the same port of another loopback address.
            await #expect(throws: FetchError.connectionFailed) {
                let url = server.url("/", host: "127.0.0.77")
                _ = try await fetcher(allowing: ["127.0.0.0/8"]).fetch(url, limits: Self.limits, into: MemorySink())
            }
        }
    }

    @Test("A download that broke off is taken up where it stopped")
    func resumption() async throws {
        try await StubServer.run { request in
            switch request.headers["range"] {
            case nil: [.head(200, [("Content-Length", "50"), ("ETag", "\"a\"")]), .bytes(20), .cut]
            case "bytes=20-": [.head(206, Self.part("bytes 20-49/50", 30)), .bytes(15), .cut]
            default: [.head(206, Self.part("bytes 35-49/50", 15)), .bytes(15), .end]
            }
        } _: { server in
            let sink = MemorySink()
            let limits = Self.patient(FetchLimits(bytes: 1000, resumptions: 2))
            let file = try await fetcher().fetch(server.url("/"), limits: limits, into: sink)
            #expect(file.size == 50)
            #expect(sink.bytes.count == 50)
            #expect(server.received.map { $0.headers["range"] } == [nil, "bytes=20-", "bytes=35-"])
            #expect(server.received.last?.headers["if-range"] == "\"a\"")
        }
    }

    private static func part(_ range: String, _ count: Int) -> [(String, String)] {
        [("Content-Range", range), ("Content-Length", "\(count)")]
    }

    @Test("A file that has changed meanwhile is not patched together")
    func changed() async throws {
        try await StubServer.run { request in
            if request.headers["range"] == nil {
                [.head(200, [("Content-Length", "50"), ("ETag", "\"a\"")]), .bytes(20), .cut]
            } else if request.path == "/whole" {
                Self.file(60)
            } else {
                [.head(206, Self.part("bytes 20-59/60", 40)), .bytes(40), .end]
            }
        } _: { server in
            let limits = Self.patient(FetchLimits(bytes: 1000, resumptions: 3))
            await #expect(throws: FetchError.status(200)) {
                try await fetcher().fetch(server.url("/whole"), limits: limits, into: MemorySink())
            }
            await #expect(throws: FetchError.connectionFailed) {
                try await fetcher().fetch(server.url("/part"), limits: limits, into: MemorySink())
            }
        }
    }

    @Test("A sink that fails is our fault, not the server's")
    func fullSink() async throws {
        try await StubServer.run { _ in
            Self.file(100)
        } _: { server in
            await #expect(throws: FetchError.notStored(reason: "Full()")) {
                try await fetcher().fetch(server.url("/"), limits: Self.limits, into: MemorySink(capacity: 10))
            }
        }
    }

    @Test("A download into a store leaves a file or nothing")
    func intoStore() async throws {
        let directory = try TemporaryDirectory()
        let store = try await DirectoryArtifactStore.open(at: directory.path, calls: .shared) { 0 }
        try await StubServer.run {
            $0.path == "/good" ? Self.file(100) : [.head(404, []), .end]
        } _: { server in
            let stored = try await fetcher().fetch(server.url("/good"), limits: Self.limits, into: store)
            #expect(try await store.size(of: stored.hash) == 100)
            await #expect(throws: FetchError.status(404)) {
                try await fetcher().fetch(server.url("/bad"), limits: Self.limits, into: store)
            }
            #expect(directory.names(in: "incoming").isEmpty)
        }
    }

    @Test("A post carries its body and headers, and a redirect is an answer like any other")
    func post() async throws {
        try await StubServer.run { request in
            request.path == "/moved"
                ? [.head(302, [("Location", "http://10.0.0.1/"), ("Content-Length", "0")]), .end]
                : [.head(503, [("Retry-After", "7"), ("Content-Length", "5")]), .bytes(5), .end]
        } _: { server in
            let headers = [(name: "Webhook-Id", value: "a"), (name: "Content-Type", value: "application/json")]
            let answer = try await fetcher().post(Array("{}".utf8), to: server.url("/hook"), headers: headers)
            #expect(answer.status == 503)
            #expect(answer.headers.first { $0.name == "Retry-After" }?.value == "7")
            let request = try #require(server.received.first)
            #expect(request.method == "POST")
            #expect(request.body == Array("{}".utf8))
            #expect(request.headers["webhook-id"] == "a")
            let moved = try await fetcher().post([], to: server.url("/moved"), headers: [])
            #expect(moved.status == 302)
            await #expect(throws: FetchError.forbiddenAddress(host: "10.0.0.1")) {
                _ = try await fetcher().post([], to: "http://10.0.0.1/", headers: [])
            }
        }
    }
}

/// Says when the first bytes arrive.
private final class SignallingSink: ArtifactSink {
    private let signal: @Sendable () -> Void

    init(_ signal: @escaping @Sendable () -> Void) {
        self.signal = signal
    }

    func write(_ bytes: ByteRegion) async throws {
        signal()
    }

    func finish() async throws -> StoredFile {
        throw MemorySink.Full()
    }

    func discard() async {}
}
