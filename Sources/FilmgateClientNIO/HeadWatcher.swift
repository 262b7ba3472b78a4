internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// Which requests have begun to leave: the difference between a create that certainly made nothing and one in doubt.
final class SentHeads: Sendable {
    private let next = Atomic<UInt64>(0)
    private let sent = Mutex<Set<UInt64>>([])

    func ticket() -> UInt64 { next.wrappingAdd(1, ordering: .relaxed).newValue }

    func note(_ ticket: UInt64) {
        sent.withLock { _ = $0.insert(ticket) }
    }

    func wasSent(_ ticket: UInt64) -> Bool {
        sent.withLock { $0.contains(ticket) }
    }

    func forget(_ ticket: UInt64) {
        sent.withLock { _ = $0.remove(ticket) }
    }
}

/// Stands between the client and the encoder of one connection. It notes each head that is about to become bytes, by a
/// header that never leaves: nothing before it has written to the socket.
final class HeadWatcher: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    static let header = "filmgate-ticket"

    private let ledger: SentHeads

    init(_ ledger: SentHeads) {
        self.ledger = ledger
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard
            case .head(var head) = unwrapOutboundIn(data),
            let ticket = head.headers.first(name: Self.header).flatMap({ UInt64($0) })
        else {
            context.write(data, promise: promise)
            return
        }
        head.headers.remove(name: Self.header)
        ledger.note(ticket)
        context.write(wrapOutboundOut(.head(head)), promise: promise)
    }
}
