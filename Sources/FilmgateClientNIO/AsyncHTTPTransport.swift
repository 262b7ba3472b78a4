internal import AsyncHTTPClient
public import FilmgateClient
public import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// The transport of servers: AsyncHTTPClient with kept connections, over HTTP/1.1, without redirects, proxies or cookies.
///
/// One is enough for a process, and has to be shut down. It knows exactly whether a failed request was begun: a handler in
/// each connection sees every head that passes.
public final class AsyncHTTPTransport: HTTPTransport {
    /// How connections are made and kept.
    public struct Settings: Sendable {
        /// For the name, the connection and TLS together.
        public var connectTimeout: Duration = .seconds(10)
        /// Connections to one host, for reads and writes each; more requests wait for a free one.
        public var connectionsPerHost = 256
        /// How long an unused connection is kept for reads.
        public var idle: Duration = .seconds(60)
        /// The same for all that changes something: a connection that the other side has just closed would leave us in
        /// doubt, so only ones that were used a moment ago count.
        public var idleForWrites: Duration = .seconds(1)

        public init() {}
    }

    private let reading: HTTPClient
    private let writing: HTTPClient
    private let group: any EventLoopGroup
    private let ledger = SentHeads()

    public init(settings: Settings = Settings(), group: any EventLoopGroup) {
        self.group = group
        reading = Self.client(settings, idle: settings.idle, group, ledger)
        writing = Self.client(settings, idle: settings.idleForWrites, group, ledger)
    }

    /// Uses the event loops that all of NIO shares.
    public convenience init(settings: Settings = Settings()) {
        self.init(settings: settings, group: MultiThreadedEventLoopGroup.singleton)
    }

    /// Closes all connections. Must be called once, when nothing is sent any more.
    public func shutdown() async throws {
        try await reading.shutdown()
        try await writing.shutdown()
    }

    public func send(_ call: HTTPCall, limit: Int) async throws(TransportError) -> HTTPAnswer {
        let ticket = ledger.ticket()
        defer { ledger.forget(ticket) }
        do {
            return try await TimeLimited.run(call, on: group.any()) { _ in
                let response = try await self.execute(call, ticket)
                var answer = Self.answer(response)
                let declared = answer.headers["content-length"].flatMap { Int($0) } ?? 0
                guard declared <= limit else { throw TooLong() }
                answer.body.reserveCapacity(declared)
                for try await buffer in response.body {
                    guard answer.body.count + buffer.readableBytes <= limit else { throw TooLong() }
                    answer.body.append(contentsOf: buffer.readableBytesView)
                }
                try Task.checkCancellation()
                return answer
            }
        } catch {
            throw meaning(of: error, ticket, call, limit: limit)
        }
    }

    public func stream(
        _ call: HTTPCall,
        head: @escaping @Sendable (HTTPAnswer) throws -> Void,
        piece: @escaping @Sendable @concurrent (ByteRegion) async throws -> Void
    ) async throws {
        let ticket = ledger.ticket()
        defer { ledger.forget(ticket) }
        do {
            try await TimeLimited.run(call, on: group.any()) { activity in
                let response = try await self.execute(call, ticket)
                activity.note()
                do { try head(Self.answer(response)) } catch { throw Theirs(error: error) }
                for try await buffer in response.body {
                    activity.note()
                    do { try await piece(Self.region(buffer)) } catch { throw Theirs(error: error) }
                    activity.note()
                }
                // A cancelled body ends like one that is complete.
                try Task.checkCancellation()
            }
        } catch let theirs as Theirs {
            throw theirs.error
        } catch {
            throw meaning(of: error, ticket, call, limit: 0)
        }
    }

    /// What a closure of the caller's threw, which is not ours to judge.
    private struct Theirs: Error {
        let error: any Error
    }

    private struct TooLong: Error {}

    private func execute(_ call: HTTPCall, _ ticket: UInt64) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: call.url)
        request.method = HTTPMethod(rawValue: call.method)
        for header in call.headers { request.headers.add(name: header.name, value: header.value) }
        request.headers.add(name: HeadWatcher.header, value: String(ticket))
        request.body = RequestPieces.body(call.body)
        let client = call.isRead ? reading : writing
        return try await client.execute(request, timeout: TimeAmount(call.timeout))
    }

    private func meaning(of error: any Error, _ ticket: UInt64, _ call: HTTPCall, limit: Int) -> TransportError {
        let phase: TransportError.Phase = ledger.wasSent(ticket) ? .exchanging : .connecting
        if error is TooLong { return TransportError(phase, "the answer has more than \(limit) bytes") }
        if Task.isCancelled || error is CancellationError {
            return TransportError(phase, "cancelled", isCancellation: true)
        }
        if let late = error as? TimeLimited.Expired {
            return TransportError(phase, late.reason, isTimeout: true)
        }
        if let error = error as? HTTPClientError {
            let timeouts: [HTTPClientError] = [
                .connectTimeout, .tlsHandshakeTimeout, .deadlineExceeded, .readTimeout, .writeTimeout,
                .getConnectionFromPoolTimeout,
            ]
            return TransportError(phase, error.shortDescription, isTimeout: timeouts.contains(error))
        }
        return TransportError(phase, String(describing: error))
    }

    private static func client(
        _ settings: Settings,
        idle: Duration,
        _ group: any EventLoopGroup,
        _ ledger: SentHeads
    ) -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(settings.connectTimeout)),
            connectionPool: .init(
                idleTimeout: TimeAmount(idle),
                concurrentHTTP1ConnectionsPerHostSoftLimit: settings.connectionsPerHost
            ),
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        // Whoever sends decides about another try, and wants to know at once that there is nobody.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.eventLoop.submit {
                let pipeline = channel.pipeline.syncOperations
                let encoder = try pipeline.handler(type: HTTPRequestEncoder.self)
                try pipeline.addHandler(HeadWatcher(ledger), position: .after(encoder))
            }
        }
        return HTTPClient(eventLoopGroup: group, configuration: configuration)
    }

    private static func answer(_ response: HTTPClientResponse) -> HTTPAnswer {
        var headers: [String: String] = [:]
        for header in response.headers { headers[header.name.lowercased()] = header.value }
        return HTTPAnswer(status: Int(response.status.code), headers: headers)
    }

    private static func region(_ buffer: ByteBuffer) -> ByteRegion {
        buffer.withUnsafeReadableBytes { source in
            ByteRegion(FilledBytes(count: source.count) { $0.copyMemory(from: source) })
        }
    }
}
