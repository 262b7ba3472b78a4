import FilmgateClient
import FilmgateClientNIO
import Synchronization
import Testing

/// Every transport there is.
enum TransportKind: String, CaseIterable, Sendable {
    case session
    case nio

    func use<Value>(_ body: (any HTTPTransport) async throws -> Value) async throws -> Value {
        switch self {
        case .session: return try await body(URLSessionTransport())
        case .nio:
            let transport = AsyncHTTPTransport()
            do {
                let value = try await body(transport)
                try await transport.shutdown()
                return value
            } catch {
                try await transport.shutdown()
                throw error
            }
        }
    }
}

@Suite("Every transport says exactly how far a request came (DESIGN section 6)")
struct TransportTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Twice: a\r\nX-Twice: b\r\n\r\nhi"

    private static func call(
        _ url: String,
        _ method: String = "POST",
        body: [ByteRegion] = [ByteRegion(Array("{}".utf8))],
        timeout: Duration = .seconds(20),
        idle: Duration? = nil
    ) -> HTTPCall {
        HTTPCall(
            method: method,
            url: url,
            headers: [(name: "Content-Type", value: "application/json")],
            body: method == "GET" ? [] : body,
            timeout: timeout,
            idle: idle
        )
    }

    private func failure(_ transport: any HTTPTransport, _ call: HTTPCall) async throws -> TransportError {
        do throws(TransportError) {
            let answer = try await transport.send(call, limit: 1000)
            Issue.record("an answer came: \(answer)")
            throw TransportError(.exchanging, "an answer came")
        } catch {
            return error
        }
    }

    @Test(
        "A whole exchange brings status, headers and body, and sends nothing of our own",
        arguments: TransportKind.allCases
    )
    func exchanges(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            try await RawServer.run(answer: { _ in .send([Self.ok]) }) { server in
                let answer = try await transport.send(Self.call(server.url("/a?b=c")), limit: 1000)
                #expect(answer.status == 200)
                #expect(String(decoding: answer.body, as: UTF8.self) == "hi")
                #expect(answer.headers["content-length"] == "2")
                let request = try #require(server.requests.first)
                #expect(request.head.hasPrefix("POST /a?b=c HTTP/1.1\r\n"))
                #expect(request.body == Array("{}".utf8))
                #expect(!request.head.lowercased().contains("ticket"))
            }
        }
    }

    @Test("A body of many pieces arrives whole and in order, with its length", arguments: TransportKind.allCases)
    func pieces(_ kind: TransportKind) async throws {
        let pieces = [
            [UInt8](repeating: 1, count: 5), (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 % 251) }, [9],
        ]
        try await kind.use { transport in
            try await RawServer.run(answer: { _ in .send([Self.ok]) }) { server in
                _ = try await transport.send(Self.call(server.url(), body: pieces.map { ByteRegion($0) }), limit: 1000)
                let request = try #require(server.requests.first)
                #expect(request.body == pieces.flatMap(\.self))
                #expect(!request.head.lowercased().contains("chunked"))
            }
        }
    }

    @Test("Where nobody listens, no byte was sent", arguments: TransportKind.allCases)
    func refused(_ kind: TransportKind) async throws {
        let port = try await RawServer.deadPort()
        try await kind.use { transport in
            let error = try await failure(transport, Self.call("http://127.0.0.1:\(port)/"))
            #expect(error.phase == .connecting && !error.isCancellation)
        }
    }

    @Test(
        "Where TLS fails, no byte of the request was sent; what the system does not say for certain counts as doubt",
        arguments: TransportKind.allCases
    )
    func tls(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            try await RawServer.run(firstByte: .sendAndClose(["this is no TLS\r\n\r\n"])) { server in
                let error = try await failure(transport, Self.call(server.url(scheme: "https")))
                #expect(!error.isTimeout)
                // Foundation on Linux has one word for many failures.
                if kind == .nio { #expect(error.phase == .connecting) }
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test("A name that does not exist was sent nothing", arguments: TransportKind.allCases)
    func name(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            let error = try await failure(transport, Self.call("http://nobody.invalid/"))
            #expect(error.phase == .connecting)
        }
    }

    @Test("A connection that closes at once fails at once", arguments: TransportKind.allCases)
    func closesAtOnce(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            try await RawServer.run(accepted: .close) { server in
                let error = try await failure(transport, Self.call(server.url()))
                #expect(!error.isTimeout && !error.isCancellation)
            }
        }
    }

    @Test("Once a byte has arrived nobody knows, whatever closes the connection", arguments: TransportKind.allCases)
    func closesAfterReading(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            try await RawServer.run(firstByte: .close) { server in
                let error = try await failure(transport, Self.call(server.url()))
                #expect(error.phase == .exchanging && !error.isTimeout)
            }
            try await RawServer.run(answer: { _ in .close }) { server in
                let error = try await failure(transport, Self.call(server.url()))
                #expect(error.phase == .exchanging)
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test(
        "A kept connection that dies under a create leaves doubt, and the create is not sent again",
        arguments: TransportKind.allCases
    )
    func reused(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            let answered = Mutex(0)
            try await RawServer.run(
                answer: { _ in
                    answered.withLock { count in
                        count += 1
                        return count == 1 ? .send([Self.ok]) : .close
                    }
                }
            ) { server in
                _ = try await transport.send(Self.call(server.url()), limit: 1000)
                let error = try await failure(transport, Self.call(server.url()))
                #expect(error.phase == .exchanging)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test("An answer that is cut short is no answer", arguments: TransportKind.allCases)
    func cutShort(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            let short = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"
            try await RawServer.run(answer: { _ in .sendAndClose([short]) }) { server in
                let error = try await failure(transport, Self.call(server.url()))
                #expect(error.phase == .exchanging)
                let pieces = Mutex<[UInt8]>([])
                await #expect(throws: TransportError.self) {
                    try await transport.stream(Self.call(server.url(), "GET")) { answer in
                        #expect(answer.status == 200)
                    } piece: { bytes in
                        pieces.withLock { $0 += bytes.bytes }
                    }
                }
                #expect(pieces.withLock { $0 } == Array("hello".utf8))
            }
        }
    }

    @Test("A server that says nothing is given up in time", arguments: TransportKind.allCases)
    func stalls(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            try await RawServer.run { server in
                let error = try await failure(transport, Self.call(server.url(), timeout: .milliseconds(300)))
                #expect(error.isTimeout)
                // On a busy machine the time may be over before a byte has left.
                #expect(error.phase == .exchanging || server.bytes == 0)
            }
        }
    }

    @Test("A download that falls silent is given up in time", arguments: TransportKind.allCases)
    func silent(_ kind: TransportKind) async throws {
        let begun = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello"
        try await kind.use { transport in
            try await RawServer.run(answer: { _ in .send([begun]) }) { server in
                let call = Self.call(server.url(), "GET", idle: .seconds(1))
                let error = await #expect(throws: TransportError.self) {
                    try await transport.stream(call) { _ in
                    } piece: { _ in
                    }
                }
                #expect(error?.isTimeout == true)
            }
        }
    }

    @Test("Redirects are answers like any other", arguments: TransportKind.allCases)
    func redirects(_ kind: TransportKind) async throws {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
        try await kind.use { transport in
            try await RawServer.run(answer: { _ in .send([redirect]) }) { server in
                let answer = try await transport.send(Self.call(server.url(), "GET"), limit: 1000)
                #expect(answer.status == 302 && answer.headers["location"] == "/elsewhere")
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("An answer that is too long is refused", arguments: TransportKind.allCases)
    func tooLong(_ kind: TransportKind) async throws {
        let long = "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + String(repeating: "x", count: 2000)
        try await kind.use { transport in
            try await RawServer.run(answer: { _ in .send([long]) }) { server in
                let error = try await failure(transport, Self.call(server.url(), "GET"))
                #expect(error.reason.contains("1000 bytes"))
            }
        }
    }

    @Test("What a closure throws is what the caller gets", arguments: TransportKind.allCases)
    func closures(_ kind: TransportKind) async throws {
        struct Mine: Error, Equatable {}
        try await kind.use { transport in
            try await RawServer.run(answer: { _ in .send([Self.ok]) }) { server in
                await #expect(throws: Mine()) {
                    try await transport.stream(Self.call(server.url(), "GET")) { _ in
                        throw Mine()
                    } piece: { _ in
                    }
                }
                await #expect(throws: Mine()) {
                    try await transport.stream(Self.call(server.url(), "GET")) { _ in
                    } piece: { _ in
                        throw Mine()
                    }
                }
            }
        }
    }

    @Test("A cancelled call says so", arguments: TransportKind.allCases)
    func cancels(_ kind: TransportKind) async throws {
        try await kind.use { transport in
            let (arrived, arrival) = AsyncStream<Void>.makeStream()
            try await RawServer.run(
                answer: { _ in
                    arrival.yield()
                    return .nothing
                }
            ) { server in
                let call = Self.call(server.url())
                let task = Task { try await failure(transport, call) }
                for await _ in arrived.prefix(1) {}
                task.cancel()
                let cancelled = try await task.value
                #expect(cancelled.isCancellation && cancelled.phase == .exchanging)
            }
        }
    }

    @Test("One client serves many calls over kept connections")
    func keepsConnections() async throws {
        try await TransportKind.nio.use { transport in
            try await RawServer.run(answer: { _ in .send([Self.ok]) }) { server in
                for _ in 0..<20 { _ = try await transport.send(Self.call(server.url(), "GET"), limit: 1000) }
                #expect(server.connections == 1)
                #expect(server.requests.count == 20)
            }
        }
    }
}
