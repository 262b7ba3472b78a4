import FilmgateDialects
import FilmgateDomain

/// Whose a path is that no route answers.
struct PathOwners {
    /// The dialects that answer this very path, to another method.
    let declaring: [any Dialect]
    /// The dialects below one of whose paths it lies.
    let around: [any Dialect]

    init(of path: String, among dialects: [any Dialect]) {
        declaring = dialects.filter { !$0.operations(at: path).isEmpty }
        around = dialects.filter { $0.owns(path) }
    }
}

extension Dialect {
    /// What it answers at a path, at its vendor's or below its own prefix.
    fileprivate func operations(at path: String) -> [FilmgateDialects.Operation] {
        let prefix = "/\(name.rawValue)/"
        let own = path.hasPrefix(prefix) ? operations.filter { $0.matches(path.dropFirst(prefix.count - 1)) } : []
        return own.isEmpty ? operations.filter { $0.matches(path[...]) } : own
    }

    /// Whether a path is its prefix or lies below: below its prefix, below a path that it answers, or below the root of
    /// such a path where that is more than a version.
    fileprivate func owns(_ path: String) -> Bool {
        if path.isAt("/\(name.rawValue)") { return true }
        return operations.contains { operation in
            let steps = operation.path.split(separator: "/")
            if path.isAt("/" + steps.prefix { $0 != "{id}" }.joined(separator: "/")) { return true }
            return steps.count > 2 && steps[0] != "v1" && path.isAt("/\(steps[0])/\(steps[1])")
        }
    }
}

extension FilmgateDialects.Operation {
    /// Whether a path is this one, with any step where the id stands.
    fileprivate func matches(_ path: Substring) -> Bool {
        let steps = path.split(separator: "/")
        let pattern = self.path.split(separator: "/")
        return steps.count == pattern.count && zip(steps, pattern).allSatisfy { $1 == "{id}" || $0 == $1 }
    }
}

extension String {
    fileprivate func isAt(_ root: String) -> Bool { self == root || hasPrefix(root + "/") }
}
