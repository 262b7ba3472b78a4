import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import FilmgateServer

@Suite("The deadlines of a connection")
struct ConnectionDeadlinesTests {
    private static let limit = Duration.seconds(15)

    private func open() throws -> (EmbeddedChannel, ConnectionDeadlines) {
        let handler = ConnectionDeadlines(head: Self.limit, idle: .seconds(75))
        let channel = EmbeddedChannel(handler: handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return (channel, handler)
    }

    private func byte(_ channel: EmbeddedChannel) throws {
        try channel.writeInbound(ByteBuffer(string: "x"))
    }

    @Test("a connection that says nothing is cut off")
    func silent() throws {
        let (channel, _) = try open()
        channel.embeddedEventLoop.advanceTime(by: .seconds(14))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("one byte a second buys no time")
    func dripping() throws {
        let (channel, _) = try open()
        for _ in 0..<14 {
            try byte(channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("the next head has its time from its first byte")
    func next() throws {
        let (channel, deadlines) = try open()
        try byte(channel)
        deadlines.headCame()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        deadlines.requestCame()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive, "an answer takes as long as it takes")
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(14))
        #expect(channel.isActive)
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("a connection that is left idle is closed, from the end of the last answer")
    func idle() throws {
        let (channel, deadlines) = try open()
        try byte(channel)
        deadlines.headCame()
        deadlines.requestCame()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        deadlines.answered(at: channel.embeddedEventLoop.now)
        channel.embeddedEventLoop.advanceTime(by: .seconds(74))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("who does not read what is ready is cut off, and who reads again is not")
    func stalled() throws {
        let (channel, deadlines) = try open()
        try byte(channel)
        deadlines.headCame()
        deadlines.requestCame()
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(74))
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive)
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.advanceTime(by: .seconds(74))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("a head that comes with the end of the request before it has come whole")
    func pipelined() throws {
        let (channel, deadlines) = try open()
        try byte(channel)
        deadlines.headCame()
        deadlines.requestCame()
        deadlines.headCame()
        // The body of the second request.
        for _ in 0..<40 {
            try byte(channel)
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        }
        #expect(channel.isActive)
    }

    @Test("a connection of streams may be open as long as one is, and is cut off after the library's own goodbye")
    func streams() throws {
        let (channel, deadlines) = try open()
        try byte(channel)
        deadlines.streamOpened()
        deadlines.streamOpened()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        deadlines.answered(at: channel.embeddedEventLoop.now)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive)
        deadlines.answered(at: channel.embeddedEventLoop.now)
        channel.embeddedEventLoop.advanceTime(by: .seconds(89))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("the gate for bodies tells it of heads, ends and answers")
    func together() throws {
        let (channel, _) = try open()
        try channel.pipeline.syncOperations.addHandler(PartsOfBytes())
        try channel.pipeline.syncOperations.addHandler(BodyGate())
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try channel.writeOutbound(HTTPResponsePart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(74))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    /// Makes a whole request of whatever comes.
    private final class PartsOfBytes: ChannelInboundHandler, ChannelOutboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = HTTPRequestPart
        typealias OutboundIn = HTTPResponsePart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/")
            context.fireChannelRead(wrapInboundOut(.head(head)))
            context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }
}
