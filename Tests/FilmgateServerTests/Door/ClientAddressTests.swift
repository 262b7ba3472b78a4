import FilmgateMedia
import HTTPTypes
import NIOCore
import Testing

@testable import FilmgateServer

@Suite("Who a request comes from")
struct ClientAddressTests {
    private func client(_ peer: String, _ forwarded: [String], trusted: [String]) throws -> String {
        var headers = HTTPFields()
        for value in forwarded { headers.append(HTTPField(name: .xForwardedFor, value: value)) }
        let clients = ClientAddress(trusted: trusted.compactMap { CIDRBlock($0) })
        return clients.text(of: try SocketAddress(ipAddress: peer, port: 1), headers)
    }

    @Test("what a stranger says of itself is not believed")
    func stranger() throws {
        #expect(try client("203.0.113.9", ["1.2.3.4"], trusted: ["10.0.0.0/8"]) == "203.0.113.9")
        #expect(try client("10.0.0.1", ["1.2.3.4"], trusted: []) == "10.0.0.1")
    }

    @Test("of a chain the last that is no trusted proxy counts, whatever stands before it")
    func chain() throws {
        let trusted = ["10.0.0.0/8"]
        #expect(try client("10.0.0.1", ["1.2.3.4"], trusted: trusted) == "1.2.3.4")
        #expect(try client("10.0.0.1", ["9.9.9.9, 1.2.3.4 , 10.0.0.2"], trusted: trusted) == "1.2.3.4")
        #expect(try client("10.0.0.1", ["9.9.9.9", "1.2.3.4", "10.0.0.2"], trusted: trusted) == "1.2.3.4")
        #expect(try client("10.0.0.1", ["10.0.0.3, 10.0.0.2"], trusted: trusted) == "10.0.0.3")
        #expect(try client("10.0.0.1", ["1.2.3.4, <script>, 10.0.0.2"], trusted: trusted) == "10.0.0.2")
        #expect(try client("10.0.0.1", [], trusted: trusted) == "10.0.0.1")
    }
}
