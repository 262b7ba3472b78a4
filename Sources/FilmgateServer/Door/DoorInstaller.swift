import NIOCore
import NIOHTTPTypesHTTP1

/// Puts the door's handlers where they belong on a channel that carries requests: before the codec on a connection of
/// HTTP/1; on a stream of HTTP/2, which is a channel of its own, deadlines of its own.
final class DoorInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let settings: DoorSettings

    init(_ settings: DoorSettings) {
        self.settings = settings
    }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            let pipeline = context.pipeline.syncOperations
            if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
                return try pipeline.addHandler(HostGate(), position: .before(codec))
            }
            guard
                let connection = try? context.channel.parent?.pipeline.syncOperations.handler(
                    type: ConnectionDeadlines.self
                )
            else { return }
            connection.streamOpened()
            let loop = context.eventLoop
            context.channel.closeFuture.assumeIsolated().whenComplete { _ in connection.answered(at: loop.now) }
            // The library refuses a host that is none, and the pace of bodies is another handler's; left is who does not read.
            try pipeline.addHandler(
                ConnectionDeadlines(head: settings.headTimeout, idle: settings.idleTimeout),
                position: .after(self)
            )
        } catch {
            context.fireErrorCaught(error)
        }
    }
}
