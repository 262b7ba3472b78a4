import NIOCore
import NIOPosix
import Synchronization

/// A server on the loopback address that speaks bytes, so that it can do what no well-behaved one does.
final class RawServer: Sendable {
    /// What is done once something happened on a connection.
    enum Action: Sendable {
        /// These bytes, in pieces that are flushed one by one.
        case send([String])
        /// The same, and then the end of the connection.
        case sendAndClose([String])
        case close
        case nothing
    }

    struct Received: Sendable, Equatable {
        /// From 0, in order of arrival.
        var connection: Int
        /// The request line and the headers.
        var head: String
        var body: [UInt8]
    }

    private struct State {
        var connections = 0
        var bytes = 0
        var requests: [Received] = []
    }

    private let state = Mutex(State())
    private let channel: any Channel
    let port: Int

    private init(_ channel: any Channel) {
        self.channel = channel
        port = channel.localAddress?.port ?? 0
    }

    var requests: [Received] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }
    var bytes: Int { state.withLock { $0.bytes } }

    func url(_ path: String = "/", scheme: String = "http") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    /// Runs a server for as long as `body` does. `accepted` is done to a new connection, `firstByte` at its first byte, and
    /// `answer` at each whole request.
    static func run<Value>(
        accepted: Action = .nothing,
        firstByte: Action = .nothing,
        answer: @escaping @Sendable (Received) -> Action = { _ in .nothing },
        _ body: (RawServer) async throws -> Value
    ) async throws -> Value {
        let box = Mutex<RawServer?>(nil)
        let shared = Shared(server: { box.withLock { $0 } })
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = Handler(shared: shared, accepted: accepted, firstByte: firstByte, answer: answer)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = RawServer(channel)
        box.withLock { $0 = server }
        do {
            let value = try await body(server)
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    /// A port at which nobody listens.
    static func deadPort() async throws -> Int { try await run { $0.port } }

    private struct Shared: Sendable {
        let server: @Sendable () -> RawServer?
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let shared: Shared
        private let accepted: Action
        private let firstByte: Action
        private let answer: @Sendable (Received) -> Action
        private var number = 0
        private var arrived: [UInt8] = []
        private var hasByte = false

        init(
            shared: Shared,
            accepted: Action,
            firstByte: Action,
            answer: @escaping @Sendable (Received) -> Action
        ) {
            self.shared = shared
            self.accepted = accepted
            self.firstByte = firstByte
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            shared.server()?.state.withLock { state in
                number = state.connections
                state.connections += 1
            }
            perform(accepted, context)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            shared.server()?.state.withLock { $0.bytes += buffer.readableBytes }
            arrived += Array(buffer.readableBytesView)
            if !hasByte {
                hasByte = true
                perform(firstByte, context)
            }
            while let request = next() {
                shared.server()?.state.withLock { $0.requests.append(request) }
                perform(answer(request), context)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        /// Takes a whole request off what has arrived.
        private func next() -> Received? {
            let end = Array("\r\n\r\n".utf8)
            guard
                let start = arrived.indices.first(where: { arrived[$0...].starts(with: end) }),
                case let head = String(decoding: arrived[..<start], as: UTF8.self),
                case let length = Self.length(head), arrived.count >= start + 4 + length
            else { return nil }
            let body = Array(arrived[(start + 4)..<(start + 4 + length)])
            arrived.removeFirst(start + 4 + length)
            return Received(connection: number, head: head, body: body)
        }

        private static func length(_ head: String) -> Int {
            let line = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            return line.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
        }

        private func perform(_ action: Action, _ context: ChannelHandlerContext) {
            switch action {
            case .nothing: break
            case .close: context.close(promise: nil)
            case .send(let texts): send(texts, context)
            case .sendAndClose(let texts):
                send(texts, context)
                context.close(promise: nil)
            }
        }

        private func send(_ texts: [String], _ context: ChannelHandlerContext) {
            for text in texts { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil) }
        }
    }
}
