import FilmgateMedia
import HTTPTypes
import NIOCore

/// Who a request comes from, for the log.
struct ClientAddress: Sendable {
    /// Whose forwarded headers are believed.
    let trusted: [CIDRBlock]

    /// The peer's address, or what trusted proxies say of it: `X-Forwarded-For` is read from its end, as far as the
    /// addresses are trusted. The first that is not is the client; what stands before it anybody can have written.
    func text(of peer: SocketAddress?, _ headers: HTTPFields) -> String {
        guard let text = peer?.ipAddress.map(Self.unmapped), let address = IPAddress(text) else { return "unknown" }
        guard isTrusted(address) else { return text }
        let hops = headers[values: .xForwardedFor].flatMap { $0.split(separator: ",") }
        var client = text
        for hop in hops.reversed() {
            let hop = String(hop.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            guard let address = IPAddress(hop) else { return client }
            client = hop
            if !isTrusted(address) { return client }
        }
        return client
    }

    /// On a listener for both versions an address of the old one comes as `::ffff:10.0.0.5`.
    private static func unmapped(_ text: String) -> String {
        let prefix = "::ffff:"
        return text.hasPrefix(prefix) && text.contains(".") ? String(text.dropFirst(prefix.count)) : text
    }

    private func isTrusted(_ address: IPAddress) -> Bool {
        trusted.contains { $0.contains(address) }
    }
}
