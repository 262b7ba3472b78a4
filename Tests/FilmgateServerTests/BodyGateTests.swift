import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import FilmgateServer

@Suite("The gate for bodies")
struct BodyGateTests {
    private func channel(_ pace: BodyGate.Pace = BodyGate.Pace()) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: BodyGate(pace: pace))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    private func head(expects: Bool = false) -> HTTPRequestPart {
        var request = HTTPRequest(method: .post, scheme: "http", authority: "x", path: "/")
        if expects { request.headerFields[.expect] = "100-Continue" }
        return .head(request)
    }

    private func answers(_ channel: EmbeddedChannel) throws -> [HTTPResponse.Status] {
        var statuses: [HTTPResponse.Status] = []
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { statuses.append(head.status) }
        }
        return statuses
    }

    @Test("a body that does not come in time is answered with 408 and cut off")
    func tooSlow() throws {
        let channel = try channel(BodyGate.Pace(grace: .zero, bytesPerSecond: 1 << 20))
        try channel.writeInbound(head())
        #expect(try answers(channel).isEmpty)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(try answers(channel) == [.requestTimeout])
        #expect(!channel.isActive)
    }

    @Test("where the answer has begun a slow body is cut off without another")
    func tooSlowAfterAnswer() throws {
        let channel = try channel(BodyGate.Pace(grace: .zero))
        try channel.writeInbound(head())
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .unauthorized)))
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(try answers(channel) == [.unauthorized])
        #expect(!channel.isActive)
    }

    @Test("a body that keeps its pace is let through, however often it is looked at")
    func inTime() throws {
        let channel = try channel(BodyGate.Pace(grace: .seconds(3600), bytesPerSecond: 1))
        try channel.writeInbound(head())
        for _ in 0..<5 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(7200))
            try channel.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "piece")))
        }
        try channel.writeInbound(HTTPRequestPart.end(nil))
        #expect(try answers(channel).isEmpty)
        #expect(channel.isActive)
        var parts = 0
        while try channel.readInbound(as: HTTPRequestPart.self) != nil { parts += 1 }
        #expect(parts == 7)
        #expect(try channel.finish().isClean)
    }

    @Test("a body that has come is not looked at again")
    func whole() throws {
        let channel = try channel(BodyGate.Pace(grace: .zero))
        try channel.writeInbound(head())
        try channel.writeInbound(HTTPRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(3600))
        #expect(channel.isActive)
        #expect(try answers(channel).isEmpty)
    }

    @Test("the word to go on is given once, only where it is expected, and before any of the body")
    func goOn() throws {
        func order(_ channel: EmbeddedChannel) throws {
            try channel.triggerUserOutboundEvent(BodyGate.Continue()).wait()
        }
        let waiting = try channel()
        try waiting.writeInbound(head(expects: true))
        try order(waiting)
        try order(waiting)
        #expect(try answers(waiting) == [.continue])
        let plain = try channel()
        try plain.writeInbound(head())
        try order(plain)
        #expect(try answers(plain).isEmpty)
        let eager = try channel()
        try eager.writeInbound(head(expects: true))
        try eager.writeInbound(HTTPRequestPart.body(ByteBuffer(string: "x")))
        try order(eager)
        #expect(try answers(eager).isEmpty)
        let refused = try channel()
        try refused.writeInbound(head(expects: true))
        try refused.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .unauthorized)))
        try order(refused)
        #expect(try answers(refused) == [.unauthorized])
    }

    @Test("of a body that nobody wants only so much is read")
    func unwanted() throws {
        let channel = try channel()
        try channel.writeInbound(head())
        try channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .unauthorized)))
        let piece = ByteBuffer(repeating: 0, count: 1 << 20)
        for _ in 0..<8 { try channel.writeInbound(HTTPRequestPart.body(piece)) }
        #expect(channel.isActive)
        try channel.writeInbound(HTTPRequestPart.body(piece))
        channel.embeddedEventLoop.run()
        #expect(!channel.isActive)
    }
}
