import NIOCore

/// Cuts off clients that do not finish a request's head in time, one byte a second or not at all.
///
/// It stands before every decoder and sees only that bytes come; ``BodyGate`` tells it what they were. The first head must
/// come within the time from the connection's opening, the handshake of TLS included; a later one from its first byte.
final class HeadDeadline: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum State {
        /// A head is on its way.
        case reading
        /// The head has come, its body or its answer has not.
        case serving
        /// Nothing is on its way.
        case idle
        /// Nobody is watched any more: HTTP/2 has deadlines of its own.
        case over
    }

    private let limit: TimeAmount
    private var state = State.reading
    private var check: Scheduled<Void>?

    init(limit: Duration) {
        self.limit = TimeAmount(limit)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { schedule(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        schedule(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if state == .idle {
            state = .reading
            schedule(context)
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        stop()
    }

    /// A head has come whole.
    func headCame() {
        guard state != .over else { return }
        state = .serving
        stop()
    }

    /// The request has come whole: the next byte begins another.
    func requestCame() {
        if state == .serving { state = .idle }
    }

    /// Watches no more.
    func end() {
        state = .over
        stop()
    }

    private func stop() {
        check?.cancel()
        check = nil
    }

    private func schedule(_ context: ChannelHandlerContext) {
        guard state == .reading, check == nil else { return }
        // The check runs on the channel's own event loop, where this handler lives.
        check = context.eventLoop.assumeIsolated().scheduleTask(in: limit) { [weak self] in
            guard let self, self.state == .reading else { return }
            self.check = nil
            context.close(promise: nil)
        }
    }
}
