import ArgumentParser
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An upstream that answers at once: an Ark whose tasks have succeeded by the time that anybody asks, all with one video.
///
/// It keeps nothing, so that what is measured is the gateway in front of it.
struct BenchUpstream: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "upstream", shouldDisplay: false)

    @Option var port: Int
    @Option var video: String

    func run() async throws {
        let video = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: video)))
        let port = port
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.init(rawValue: TCP_NODELAY)), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(InstantArk(port: port, video: video))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        try await server.closeFuture.get()
    }
}

/// Ark's four calls, answered from the request alone.
private final class InstantArk: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let port: Int
    private let video: ByteBuffer
    private var head: HTTPRequestHead?
    private var body = 0

    private static let made = Atomic<UInt64>(0)
    private static let tasks = "/api/v3/contents/generations/tasks"

    init(port: Int, video: ByteBuffer) {
        self.port = port
        self.video = video
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let piece): body += piece.readableBytes
        case .end:
            guard let head else { return }
            answer(head, context: context)
            self.head = nil
            if !head.isKeepAlive {
                context.flush()
                context.close(promise: nil)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
    }

    private func answer(_ head: HTTPRequestHead, context: ChannelHandlerContext) {
        let (path, query) = Self.split(head.uri)
        if head.method == .POST {
            let number = Self.made.add(1, ordering: .relaxed).newValue
            send(#"{"id":"cgt-20260101000000-\#(number)"}"#, context: context)
        } else if path == "/video.mp4" {
            send(video, type: "video/mp4", context: context)
        } else if path == Self.tasks[...] {
            let items = query.split(separator: "&").compactMap { item -> String? in
                guard item.hasPrefix("filter.task_ids=") else { return nil }
                return task(item.dropFirst("filter.task_ids=".count))
            }
            send(#"{"items":[\#(items.joined(separator: ","))],"total":\#(items.count)}"#, context: context)
        } else {
            send(task(path.dropFirst(Self.tasks.count + 1)), context: context)
        }
    }

    private func task(_ id: Substring) -> String {
        #"{"id":"\#(id)","model":"doubao-seedance-2-0-mini-260615","status":"succeeded","content":{"video_url":"#
            + #""http://127.0.0.1:\#(port)/video.mp4"},"usage":{"completion_tokens":108900,"total_tokens":108900},"#
            + #""created_at":1779375595,"updated_at":1779375695,"seed":67015,"resolution":"720p","ratio":"16:9","#
            + #""duration":5,"framespersecond":24,"service_tier":"default","execution_expires_after":172800}"#
    }

    private static func split(_ uri: String) -> (Substring, Substring) {
        guard let mark = uri.firstIndex(of: "?") else { return (uri[...], "") }
        return (uri[..<mark], uri[uri.index(after: mark)...])
    }

    private func send(_ text: String, context: ChannelHandlerContext) {
        send(ByteBuffer(string: text), type: "application/json", context: context)
    }

    private func send(_ bytes: ByteBuffer, type: String, context: ChannelHandlerContext) {
        let headers: HTTPHeaders = ["content-type": type, "content-length": "\(bytes.readableBytes)"]
        context.write(wrapOutboundOut(.head(.init(version: .http1_1, status: .ok, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
