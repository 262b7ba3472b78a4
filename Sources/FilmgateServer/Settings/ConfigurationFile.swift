import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Foundation
import Yams

/// Reads `filmgate.yaml`. Every key is known or refused, with its line.
package struct ConfigurationFile {
    private let path: String
    private let environment: [String: String]

    package init(path: String, environment: [String: String]) {
        self.path = path
        self.environment = environment
    }

    /// Puts what the file says into `settings`.
    package func apply(to settings: inout ServerSettings) throws {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw ConfigurationError(
                file: path,
                line: nil,
                key: "",
                problem: isThere ? "cannot be read as UTF-8 text" : "does not exist"
            )
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationError(file: path, line: nil, key: "", problem: "is not YAML: \(error)")
        }
        guard let root else { return }
        try section(root, key: "") { key, node in
            switch key {
            case "public_url": settings.publicURL = try address(node, key)
            case "dialects": try dialects(node, &settings)
            case "fetch":
                try section(node, key: "fetch") { key, node in
                    guard key == "fetch.allow" else { throw unknown(key, node) }
                    settings.allowedRanges += try list(node, key).map { try range($0, key) }
                }
            case "tasks":
                try section(node, key: "tasks") { key, node in
                    switch key {
                    case "tasks.max_age": settings.engine.maximumAge = try duration(node, key)
                    case "tasks.max_queued": settings.engine.maximumQueued = try integer(node, key, 1...10_000_000)
                    default: throw unknown(key, node)
                    }
                }
            case "retention":
                try section(node, key: "retention") { key, node in
                    switch key {
                    case "retention.records": settings.engine.recordRetention = try duration(node, key)
                    case "retention.files": settings.engine.fileRetention = try duration(node, key)
                    case "retention.cancelled": settings.engine.cancelledRetention = try duration(node, key)
                    default: throw unknown(key, node)
                    }
                }
            case "preview":
                try section(node, key: "preview") { key, node in
                    switch key {
                    case "preview.workers": settings.preview.workers = try integer(node, key, 1...64)
                    case "preview.mark": settings.preview.mark = try flag(node, key)
                    case "preview.priced": settings.engine.pricesPreviews = try flag(node, key)
                    default: throw unknown(key, node)
                    }
                }
            case "providers": try providers(node, &settings)
            default: throw unknown(key, node)
            }
        }
    }

    private func dialects(_ node: Node, _ settings: inout ServerSettings) throws {
        try section(node, key: "dialects") { key, node in
            let word = try string(node, key)
            switch key {
            case "dialects.contested":
                guard ["xcompute", "toapis"].contains(word) else {
                    throw wrong(key, node, "must be xcompute or toapis, not \(word)")
                }
                settings.contested = DialectName(rawValue: word)
            case "dialects.anyfast_read":
                switch word {
                case "current": settings.dialects.anyfastRead = .shapeBC
                case "oldest": settings.dialects.anyfastRead = .shapeA
                default: throw wrong(key, node, "must be current or oldest, not \(word)")
                }
            default: throw unknown(key, node)
            }
        }
    }

    /// The preview is the only provider so far; it is listed to serve on an address that is not loopback.
    private func providers(_ node: Node, _ settings: inout ServerSettings) throws {
        for item in try list(node, "providers") {
            try section(item, key: "providers") { key, node in
                let word = try string(node, key)
                switch key {
                case "providers.name": break
                case "providers.dialect":
                    guard word == "preview" else {
                        throw wrong(key, node, "must be preview: this version has no other provider")
                    }
                    settings.preview.isListed = true
                default: throw unknown(key, node)
                }
            }
        }
    }
}

extension ConfigurationFile {
    private func section(_ node: Node, key: String, _ take: (String, Node) throws -> Void) throws {
        // A section whose lines are all commented out.
        if node.null != nil { return }
        guard let mapping = node.mapping else { throw wrong(key, node, "must be a mapping of keys to values") }
        for (name, value) in mapping {
            guard let name = name.string else { throw wrong(key, value, "has a key that is no text") }
            try take(key.isEmpty ? name : "\(key).\(name)", value)
        }
    }

    private func list(_ node: Node, _ key: String) throws -> [Node] {
        guard let sequence = node.sequence else { throw wrong(key, node, "must be a list") }
        return Array(sequence)
    }

    /// A text, with each `${NAME}` replaced by the environment's value.
    private func string(_ node: Node, _ key: String) throws -> String {
        guard let text = node.string else { throw wrong(key, node, "must be a text") }
        var result = ""
        var rest = Substring(text)
        while let open = rest.range(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
            let name = String(rest[open.upperBound..<close])
            guard let value = environment[name] else {
                throw wrong(key, node, "names ${\(name)}, which is not in the environment")
            }
            result += rest[..<open.lowerBound] + value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func address(_ node: Node, _ key: String) throws -> String {
        let text = try string(node, key)
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw wrong(key, node, "must be an http or https address, not \(text)")
        }
        return text
    }

    private func range(_ node: Node, _ key: String) throws -> CIDRBlock {
        let text = try string(node, key)
        guard let block = CIDRBlock(text) else {
            throw wrong(key, node, "must hold ranges such as 127.0.0.0/8, not \(text)")
        }
        return block
    }

    private func integer(_ node: Node, _ key: String, _ range: ClosedRange<Int>) throws -> Int {
        let text = try string(node, key)
        guard let value = Int(text), range.contains(value) else {
            throw wrong(
                key,
                node,
                "must be a whole number from \(range.lowerBound) to \(range.upperBound), not \(text)"
            )
        }
        return value
    }

    private func flag(_ node: Node, _ key: String) throws -> Bool {
        guard let value = node.bool else { throw wrong(key, node, "must be true or false") }
        return value
    }

    private func duration(_ node: Node, _ key: String) throws -> Duration {
        let text = try string(node, key)
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let last = text.last, let unit = units[last], let count = Int(text.dropLast()),
            (1...100_000).contains(count)
        else { throw wrong(key, node, "must be a time such as 30s, 5m, 24h or 7d, not \(text)") }
        return .seconds(count * unit)
    }

    private func unknown(_ key: String, _ node: Node) -> ConfigurationError {
        wrong(key, node, "is not a known key")
    }

    private func wrong(_ key: String, _ node: Node, _ problem: String) -> ConfigurationError {
        ConfigurationError(file: path, line: node.mark?.line, key: key, problem: problem)
    }
}
