import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Refuses requests of HTTP/1.1 without a host, with two, or with one that cannot be one (RFC 9112 section 3.2): where two
/// read such a request differently, one can be led past the other.
final class HostGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var hasRefused = false
    /// Requests that are not answered yet.
    private var open = 0

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        if case .head(let head) = unwrapInboundIn(data) {
            guard Self.isRight(head) else { return refuse(context) }
            open += 1
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { open -= 1 }
        context.write(data, promise: promise)
    }

    /// Answers, unless the answer to an earlier request is still to come, and closes.
    private func refuse(_ context: ChannelHandlerContext) {
        hasRefused = true
        guard open == 0 else {
            context.close(promise: nil)
            return
        }
        let answer = HTTPResponseHead(
            version: .http1_1,
            status: .badRequest,
            headers: ["content-length": "0", "connection": "close"]
        )
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        let sent = context.eventLoop.makePromise(of: Void.self)
        let channel = context.channel
        sent.futureResult.whenComplete { _ in channel.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
    }

    private static func isRight(_ head: HTTPRequestHead) -> Bool {
        let hosts = head.headers["host"]
        if hosts.count > 1 { return false }
        guard let host = hosts.first else { return head.version == .http1_0 }
        return host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: allowed.contains(byte)
            }
        }
    }

    /// What stands in names, addresses and ports beside letters and digits (RFC 3986 section 3.2.2).
    private static let allowed = Set("-._~%!$&'()*+,;=:[]".utf8)
}
