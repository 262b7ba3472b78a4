/// A host and a port, as `127.0.0.1:9464` or `[::1]:9464`.
package struct ListenAddress: Sendable, Equatable {
    package var host: String
    /// 0 takes a free one.
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `nil` where the text is no host with a port.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, (0...65535).contains(port) else { return nil }
        self.init(host: String(host), port: port)
    }
}
