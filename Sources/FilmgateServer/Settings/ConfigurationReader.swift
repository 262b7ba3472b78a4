import FilmgateDomain
import FilmgateMedia
import Foundation
import Yams

/// Reads typed values out of a YAML tree and gathers everything that is wrong on the way, each with its line.
///
/// A value that is wrong throws; ``section(_:key:_:)`` catches that for its key and goes on with the next one.
final class ConfigurationReader {
    let path: String
    private let environment: [String: String]
    private(set) var problems: [ConfigurationError] = []

    init(path: String, environment: [String: String]) {
        self.path = path
        self.environment = environment
    }

    /// Hands each key of a mapping over, with the section's own name before it.
    func section(
        _ node: Node,
        key: String,
        _ take: (String, Node) throws(ConfigurationError) -> Void
    ) throws(ConfigurationError) {
        // A section whose lines are all commented out.
        if node.null != nil { return }
        guard let mapping = node.mapping else { throw wrong(key, node, "must be a mapping of keys to values") }
        for (name, value) in mapping {
            do throws(ConfigurationError) {
                guard let name = name.string else { throw wrong(key, value, "has a key that is no text") }
                try take(key.isEmpty ? name : "\(key).\(name)", value)
            } catch {
                note(error)
            }
        }
    }

    /// Hands each item of a list over.
    func each(
        _ node: Node,
        key: String,
        _ take: (Node) throws(ConfigurationError) -> Void
    ) throws(ConfigurationError) {
        if node.null != nil { return }
        for item in try list(node, key) {
            do throws(ConfigurationError) {
                try take(item)
            } catch {
                note(error)
            }
        }
    }

    func note(_ problem: ConfigurationError) {
        problems.append(problem)
    }

    func list(_ node: Node, _ key: String) throws(ConfigurationError) -> [Node] {
        guard let sequence = node.sequence else { throw wrong(key, node, "must be a list") }
        return Array(sequence)
    }

    /// A text, with each `${NAME}` replaced by the environment's value.
    func string(_ node: Node, _ key: String) throws(ConfigurationError) -> String {
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

    /// One of the words.
    func word(_ node: Node, _ key: String, _ words: [String]) throws(ConfigurationError) -> String {
        let text = try string(node, key)
        guard words.contains(text) else {
            throw wrong(key, node, "must be \(Self.alternatives(words)), not \(text)")
        }
        return text
    }

    func address(_ node: Node, _ key: String) throws(ConfigurationError) -> String {
        let text = try string(node, key)
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), URL(string: text)?.host() != nil else {
            throw wrong(key, node, "must be an http or https address, not \(text)")
        }
        var trimmed = text
        while trimmed.last == "/" { trimmed.removeLast() }
        return trimmed
    }

    func range(_ node: Node, _ key: String) throws(ConfigurationError) -> CIDRBlock {
        let text = try string(node, key)
        guard let block = CIDRBlock(text) else {
            throw wrong(key, node, "must hold ranges such as 127.0.0.0/8, not \(text)")
        }
        return block
    }

    func integer(_ node: Node, _ key: String, _ range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
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

    /// A number from 0 to 1000 with at most three decimals, in thousandths.
    func factor(_ node: Node, _ key: String) throws(ConfigurationError) -> Int {
        let text = try string(node, key)
        guard let value = Units.thousandths(text), value <= 1_000_000 else {
            throw wrong(key, node, "must be a number from 0 to 1000 with at most three decimals, not \(text)")
        }
        return value
    }

    func probability(_ node: Node, _ key: String) throws(ConfigurationError) -> Double {
        let text = try string(node, key)
        guard let value = Double(text), (0...1).contains(value) else {
            throw wrong(key, node, "must be a probability from 0 to 1, not \(text)")
        }
        return value
    }

    func flag(_ node: Node, _ key: String) throws(ConfigurationError) -> Bool {
        guard let value = node.bool else {
            throw wrong(key, node, "must be true or false, not \(Self.words(of: node))")
        }
        return value
    }

    /// A time of at least `least`.
    func duration(
        _ node: Node,
        _ key: String,
        least: Duration = .seconds(1)
    ) throws(ConfigurationError) -> Duration {
        let text = try string(node, key)
        guard let value = Units.duration(text) else {
            throw wrong(key, node, "must be a time such as 500ms, 30s, 5m, 24h or 7d, not \(text)")
        }
        guard value >= least, value <= .seconds(100_000 * 86400) else {
            throw wrong(key, node, "must be at least \(Units.text(least)), not \(text)")
        }
        return value
    }

    func rate(_ node: Node, _ key: String) throws(ConfigurationError) -> CallRate {
        let text = try string(node, key)
        guard let value = Units.rate(text) else {
            throw wrong(key, node, "must be a rate such as 600/min, 20/s or 5000/h, not \(text)")
        }
        return value
    }

    func unknown(_ key: String, _ node: Node, known: [String]) -> ConfigurationError {
        wrong(key, node, "is not a known key; here can stand \(Self.alternatives(known))")
    }

    func wrong(_ key: String, _ node: Node, _ problem: String) -> ConfigurationError {
        ConfigurationError(file: path, line: node.mark?.line, key: key, problem: problem)
    }

    private static func alternatives(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func words(of node: Node) -> String {
        node.string ?? (node.sequence == nil ? "a mapping" : "a list")
    }
}
