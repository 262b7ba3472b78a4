import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Sits between the HTTP decoder and the server and does two things for request bodies that neither of them does: it
/// answers `Expect: 100-continue` when it is told to, and it cuts off bodies that come in too slowly.
///
/// The order to continue is an outbound user event, so that a route can give it once it knows who is asking.
final class BodyGate: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The outbound event that lets a waiting body come.
    struct Continue: Sendable {}

    /// How slow a body may be.
    struct Pace: Sendable {
        /// What every body may take, however short.
        var grace: Duration = .seconds(20)
        /// Bytes a second that it must make beyond that.
        var bytesPerSecond = 16 << 10
    }

    private let pace: Pace
    private var began: ContinuousClock.Instant?
    private var received = 0
    /// Bytes that came after the answer: of a body that nobody wants, only so much is read to keep the connection.
    private var unwanted = 0
    private static let unwantedLimit = 8 << 20
    private var expectsContinue = false
    private var hasAnswered = false
    private var check: Scheduled<Void>?
    /// Told of every request and answer.
    private var deadlines: ConnectionDeadlines?
    /// Whether the channel is a whole connection, of HTTP/1, and not one stream of many.
    private var isConnection = false

    init(pace: Pace = Pace()) {
        self.pace = pace
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        deadlines = try? pipeline.handler(type: ConnectionDeadlines.self)
        isConnection = (try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self)) != nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            deadlines?.headCame()
            expectsContinue = head.headerFields[.expect]?.lowercased() == "100-continue"
            hasAnswered = false
            received = 0
            unwanted = 0
            began = .now
        case .body(let bytes):
            received += bytes.readableBytes
            if hasAnswered {
                unwanted += bytes.readableBytes
                if unwanted > Self.unwantedLimit {
                    stop()
                    context.close(promise: nil)
                    return
                }
            }
        case .end:
            stop()
            deadlines?.requestCame()
        }
        context.fireChannelRead(data)
    }

    /// Most bodies come with their head; only those that are still on their way are looked at later.
    func channelReadComplete(context: ChannelHandlerContext) {
        if began != nil, check == nil { schedule(context, after: pace.grace) }
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head: hasAnswered = true
        case .body: break
        case .end: deadlines?.answered(at: context.eventLoop.now)
        }
        context.write(data, promise: promise)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Continue else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if expectsContinue, !hasAnswered, received == 0 {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        expectsContinue = false
        promise?.succeed()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    private func stop() {
        check?.cancel()
        check = nil
        began = nil
    }

    private func schedule(_ context: ChannelHandlerContext, after delay: Duration) {
        check?.cancel()
        // The check runs on the channel's own event loop, where this handler lives.
        check = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { [weak self] in
            self?.judge(context)
        }
    }

    /// Ends the request of a body that is behind its pace: with its connection, or, where that has several at a time (HTTP/2), with
    /// its stream alone. A body that keeps up is looked at again later.
    private func judge(_ context: ChannelHandlerContext) {
        guard let began else { return }
        let allowed = pace.grace + .seconds(received / pace.bytesPerSecond)
        let elapsed = ContinuousClock.now - began
        if elapsed < allowed {
            schedule(context, after: allowed - elapsed + .seconds(1))
            return
        }
        stop()
        if !hasAnswered {
            hasAnswered = true
            var head = HTTPResponse(status: .requestTimeout)
            // HTTP/2 forbids the field.
            if isConnection { head.headerFields[.connection] = "close" }
            head.headerFields[.contentLength] = "0"
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
        context.close(promise: nil)
    }
}
