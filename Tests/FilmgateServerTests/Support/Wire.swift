import NIOCore
import NIOPosix

/// A bare connection: what is sent and what comes back, byte by byte.
struct Wire {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Connects for as long as `body` takes.
    static func open(_ door: Door, _ body: (inout Session) async throws -> Void) async throws {
        guard let port = door.url.split(separator: ":").last.flatMap({ Int($0) }) else { return }
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            let pieces = Inbox<ByteBuffer>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { pieces.finish() }
                    for try await piece in inbound { pieces.put(piece) }
                }
                var session = Session(pieces: pieces, outbound: outbound)
                try await body(&session)
                group.cancelAll()
            }
        }
    }

    struct Session {
        fileprivate let pieces: Inbox<ByteBuffer>
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private(set) var received = ""

        func send(_ text: String) async throws { try await outbound.write(ByteBuffer(string: text)) }

        /// Reads until `text` has come, and takes everything up to its end.
        mutating func read(through text: String) async throws -> String {
            while true {
                if let range = received.firstRange(of: text) {
                    let taken = String(received[..<range.upperBound])
                    received = String(received[range.upperBound...])
                    return taken
                }
                do {
                    received += String(buffer: try await pieces.take())
                } catch {
                    throw Broken(got: received)
                }
            }
        }
    }

    struct Broken: Error {
        let got: String
    }
}
