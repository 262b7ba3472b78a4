import NIOCore

/// Cuts off clients that do not finish a request's head in time, one byte a second or not at all, that leave their connection
/// idle, or that do not read what they asked for.
///
/// It stands before every decoder and sees only that bytes come; ``BodyGate`` tells it what they were. The first head must
/// come within the time from the connection's opening, the handshake of TLS included; a later one from its first byte.
final class ConnectionDeadlines: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let head: TimeAmount
    private let idle: TimeAmount
    /// Since when a head is on its way; `nil` while none is.
    private var readingSince: NIODeadline?
    /// Whether the next byte begins a head.
    private var isBetweenRequests = false
    /// Requests whose head has come and whose answer has not been sent.
    private var open = 0
    private var idleSince = NIODeadline.now()
    /// Since when the client has not taken enough of what is ready for it for more to be sent.
    private var stalledSince: NIODeadline?
    /// Whether it carries several requests at a time, each on a channel of its own (HTTP/2).
    private var isMultiplexed = false
    /// `nil` once the connection is over: the timer that is still to come holds nothing of it.
    private var context: ChannelHandlerContext?

    init(head: Duration, idle: Duration) {
        self.head = TimeAmount(head)
        self.idle = TimeAmount(idle)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isBetweenRequests {
            isBetweenRequests = false
            readingSince = context.eventLoop.now
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stalledSince = context.channel.isWritable ? nil : context.eventLoop.now
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    /// A head has come whole.
    func headCame() {
        readingSince = nil
        isBetweenRequests = false
        open += 1
    }

    /// The request has come whole: the next byte begins another.
    func requestCame() {
        isBetweenRequests = true
    }

    /// A request was answered to the last byte.
    func answered(at now: NIODeadline) {
        open -= 1
        idleSince = now
    }

    /// A stream of HTTP/2 was opened, which is a head that has come; its end is that of a request. The library says goodbye
    /// to an idle connection by itself and waits for an answer; who gives none is cut off later.
    func streamOpened() {
        isMultiplexed = true
        headCame()
    }

    private func begin(_ context: ChannelHandlerContext) {
        self.context = context
        readingSince = context.eventLoop.now
        schedule(context, at: context.eventLoop.now + head)
    }

    /// When the connection ends as things stand.
    private var deadline: NIODeadline? {
        var ends: [NIODeadline] = []
        if let stalledSince { ends.append(stalledSince + idle) }
        if let readingSince {
            ends.append(readingSince + head)
        } else if open == 0 {
            ends.append(idleSince + idle + (isMultiplexed ? head : .zero))
        }
        return ends.min()
    }

    /// One timer for each connection, which is never taken back: to take one out of an event loop costs a search among all of
    /// them. It looks at least as often as a head may take, and so finds each end when it is due.
    private func schedule(_ context: ChannelHandlerContext, at moment: NIODeadline) {
        // The check runs on the channel's own event loop, where this handler lives.
        context.eventLoop.assumeIsolated().scheduleTask(deadline: moment) { [weak self] in
            guard let self, let context = self.context else { return }
            let now = context.eventLoop.now
            guard let deadline = self.deadline, deadline <= now else {
                self.schedule(context, at: min(self.deadline ?? .distantFuture, now + self.head))
                return
            }
            self.context = nil
            context.close(promise: nil)
        }
    }
}
