import Foundation
import Yams

/// The sections about who may come in, and how.
extension ConfigurationReader {
    private static var limitKeys: [String] {
        ["connections", "head_timeout", "idle_timeout", "body_grace", "body_rate"]
    }

    func limits(_ node: Node, _ settings: inout DoorSettings) throws(ConfigurationError) {
        var result = settings
        defer { settings = result }
        try section(node, key: "limits") { (key, node) throws(ConfigurationError) in
            switch key {
            case "limits.connections": result.connections = try integer(node, key, 16...1_000_000)
            case "limits.head_timeout": result.headTimeout = try duration(node, key)
            case "limits.idle_timeout": result.idleTimeout = try duration(node, key)
            case "limits.body_grace": result.bodyGrace = try duration(node, key)
            case "limits.body_rate": result.bodyRate = try integer(node, key, 1...1 << 30)
            default: throw unknown(key, node, known: Self.limitKeys)
            }
        }
    }

    func metrics(_ node: Node, _ settings: inout ServerSettings) throws(ConfigurationError) {
        var listener = settings.metricsListener
        defer { settings.metricsListener = listener }
        try section(node, key: "metrics") { (key, node) throws(ConfigurationError) in
            guard key == "metrics.listen" else { throw unknown(key, node, known: ["listen"]) }
            let text = try string(node, key)
            guard let address = ListenAddress(text) else {
                throw wrong(key, node, "must be an address and a port such as 127.0.0.1:9464, not \(text)")
            }
            listener = address
        }
    }

    func tls(_ node: Node) throws(ConfigurationError) -> TLSSettings? {
        if node.null != nil { return nil }
        var files: [String: String] = [:]
        try section(node, key: "tls") { (key, node) throws(ConfigurationError) in
            guard ["tls.certificate", "tls.key"].contains(key) else {
                throw unknown(key, node, known: ["certificate", "key"])
            }
            let path = try string(node, key)
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw wrong(key, node, "must name a file in PEM that can be read, not \(path)")
            }
            files[key] = path
        }
        guard let certificate = files["tls.certificate"], let secret = files["tls.key"] else {
            throw wrong("tls", node, "must hold certificate and key, the paths of two files in PEM")
        }
        return TLSSettings(certificate: certificate, key: secret)
    }

    func cors(_ node: Node, _ settings: inout ServerSettings) throws(ConfigurationError) {
        var origins = settings.origins
        defer { settings.origins = origins }
        try section(node, key: "cors") { (key, node) throws(ConfigurationError) in
            guard key == "cors.origins" else { throw unknown(key, node, known: ["origins"]) }
            try each(node, key: key) { (item) throws(ConfigurationError) in
                let text = try string(item, key)
                guard let origin = Self.origin(text), origin == text else {
                    let right = Self.origin(text) ?? "https://films.example.com"
                    throw wrong(key, item, "must hold origins as browsers send them, such as \(right), not \(text)")
                }
                origins.insert(text)
            }
        }
    }

    /// The origin of a page at an address, as a browser sends it: no path, no default port, all in small letters.
    private static func origin(_ text: String) -> String? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host()?.lowercased(),
            !host.isEmpty
        else { return nil }
        let defaults = ["http": 80, "https": 443]
        let bracketed = host.contains(":") ? "[\(host)]" : host
        let port = url.port == defaults[scheme] ? nil : url.port
        return "\(scheme)://\(bracketed)" + (port.map { ":\($0)" } ?? "")
    }

    func storage(_ node: Node, _ settings: inout StorageSettings) throws(ConfigurationError) {
        var result = settings
        defer { settings = result }
        try section(node, key: "storage") { (key, node) throws(ConfigurationError) in
            guard key == "storage.min_free" else { throw unknown(key, node, known: ["min_free"]) }
            let text = try string(node, key)
            guard let bytes = Units.bytes(text) else {
                throw wrong(key, node, "must be a size such as 512MB, 2GB or 0, not \(text)")
            }
            result.minimumFree = bytes
        }
    }
}
