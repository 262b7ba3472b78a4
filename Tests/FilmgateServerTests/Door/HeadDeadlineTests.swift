import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import FilmgateServer

@Suite("The deadline for heads")
struct HeadDeadlineTests {
    private static let limit = Duration.seconds(15)

    private func open() throws -> (EmbeddedChannel, HeadDeadline) {
        let handler = HeadDeadline(limit: Self.limit)
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
        let (channel, deadline) = try open()
        try byte(channel)
        deadline.headCame()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        deadline.requestCame()
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive)
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(14))
        #expect(channel.isActive)
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test("who is not watched any more is left alone")
    func over() throws {
        let (channel, deadline) = try open()
        deadline.end()
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(100))
        #expect(channel.isActive)
        #expect(try channel.finish().isClean == false)
    }

    @Test("the gate for bodies tells it of heads and ends")
    func together() throws {
        let (channel, _) = try open()
        try channel.pipeline.syncOperations.addHandler(PartsOfBytes())
        try channel.pipeline.syncOperations.addHandler(BodyGate())
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        try byte(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
    }

    /// Makes a whole request of whatever comes.
    private final class PartsOfBytes: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = HTTPRequestPart

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let head = HTTPRequest(method: .get, scheme: "http", authority: "x", path: "/")
            context.fireChannelRead(wrapInboundOut(.head(head)))
            context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }
}
