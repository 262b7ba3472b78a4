import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Foundation
import Yams

/// Reads `filmgate.yaml`. Every key is known or refused, with its line; all that is wrong is found in one go.
package struct ConfigurationFile {
    private let path: String
    private let environment: [String: String]

    package init(path: String, environment: [String: String]) {
        self.path = path
        self.environment = environment
    }

    /// Puts what the file says into `settings`.
    ///
    /// - Throws: the first thing that is wrong.
    package func apply(to settings: inout ServerSettings) throws(ConfigurationError) {
        if let problem = read(into: &settings).first { throw problem }
    }

    /// Everything that is wrong, in the order of the file's lines; what is right is in `settings`.
    package func read(into settings: inout ServerSettings) -> [ConfigurationError] {
        let reader = ConfigurationReader(path: path, environment: environment)
        do throws(ConfigurationError) {
            if let root = try root() {
                try Self.read(root, reader, into: &settings)
            }
        } catch {
            reader.note(error)
        }
        return reader.problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    }

    private func root() throws(ConfigurationError) -> Node? {
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
        do {
            return try Yams.compose(yaml: text)
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _) {
            throw ConfigurationError(file: path, line: mark.line, key: "", problem: "is not YAML: \(problem)")
        } catch {
            throw ConfigurationError(file: path, line: nil, key: "", problem: "is not YAML: \(error)")
        }
    }

    private static let keys = [
        "public_url", "trusted_proxies", "dialects", "fetch", "tasks", "polling", "retention", "preview", "providers",
        "simulate", "limits", "metrics", "tls", "cors", "storage",
    ]

    private static func read(
        _ root: Node,
        _ reader: ConfigurationReader,
        into settings: inout ServerSettings
    ) throws(ConfigurationError) {
        // Handed to closures that throw, a copy is simpler than the exclusive access that an inout would need.
        var result = settings
        defer { settings = result }
        try reader.section(root, key: "") { (key, node) throws(ConfigurationError) in
            switch key {
            case "public_url": result.publicURL = try reader.address(node, key)
            case "trusted_proxies":
                result.trustedProxies = try reader.list(node, key).map { (item) throws(ConfigurationError) in
                    try reader.range(item, key)
                }
            case "dialects": try reader.dialects(node, &result)
            case "fetch": try reader.fetch(node, &result)
            case "tasks": try reader.tasks(node, &result.engine)
            case "polling": try reader.polling(node, &result.engine)
            case "retention": try reader.retention(node, &result.engine)
            case "preview": try reader.preview(node, &result)
            case "limits": try reader.limits(node, &result.door)
            case "metrics": try reader.metrics(node, &result)
            case "storage": try reader.storage(node, &result.storage)
            case "tls": result.tls = try reader.tls(node)
            case "cors": try reader.cors(node, &result)
            case "providers": result.providers = try reader.providers(node)
            case "simulate": result.simulation = try reader.simulation(node)
            default: throw reader.unknown(key, node, known: keys)
            }
        }
    }
}
