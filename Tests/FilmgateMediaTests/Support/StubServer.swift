import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on the loopback address, whose answers are a function of the request's path.
final class StubServer: Sendable {
    /// What is sent, in order.
    enum Step: Sendable {
        case head(Int, [(String, String)])
        case bytes(Int)
        case end
        /// Closes the connection at once.
        case cut
    }

    struct Received: Sendable {
        let path: String
        let method: String
        let headers: [String: String]
        let body: [UInt8]
    }

    let port: Int
    private let channel: any Channel
    private let log: RequestLog

    private init(_ channel: any Channel, _ port: Int, _ log: RequestLog) {
        self.channel = channel
        self.port = port
        self.log = log
    }

    /// Every request so far.
    var received: [Received] { log.all }

    func url(_ path: String, host: String = "127.0.0.1") -> String {
        "http://\(host):\(port)\(path)"
    }

    /// Starts a server for as long as `body` runs.
    static func run(
        _ answer: @escaping @Sendable (Received) -> [Step],
        _ body: (StubServer) async throws -> Void
    ) async throws {
        let log = RequestLog()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(log: log, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = StubServer(channel, channel.localAddress?.port ?? 0, log)
        do {
            try await body(server)
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    final class RequestLog: Sendable {
        private let requests = Mutex<[Received]>([])

        var all: [Received] { requests.withLock { $0 } }

        func add(_ request: Received) {
            requests.withLock { $0.append(request) }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let log: RequestLog
        private let answer: @Sendable (Received) -> [Step]
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(log: RequestLog, answer: @escaping @Sendable (Received) -> [Step]) {
            self.log = log
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let piece):
                body += Array(piece.readableBytesView)
            case .end:
                guard let head else { return }
                let headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
                let request = Received(path: head.uri, method: head.method.rawValue, headers: headers, body: body)
                log.add(request)
                for step in answer(request) { take(step, context) }
            }
        }

        private func take(_ step: Step, _ context: ChannelHandlerContext) {
            switch step {
            case .head(let status, let headers):
                let head = HTTPResponseHead(
                    version: .http1_1,
                    status: .init(statusCode: status),
                    headers: HTTPHeaders(headers)
                )
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            case .bytes(let count):
                let bytes = ByteBuffer(repeating: UInt8(ascii: "x"), count: count)
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
            case .end:
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .cut:
                context.close(promise: nil)
            }
        }
    }
}
