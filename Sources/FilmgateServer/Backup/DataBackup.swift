import FilmgateDialects
package import FilmgateDomain
import FilmgateMedia
import FilmgateStoreSQLite
import Foundation

/// Copies a data directory while its server runs, and makes a data directory of such a copy. Every call blocks.
///
/// A copy holds the store, all artifacts, and the keys of links and of upstreams' callbacks. `backup.json` is written last: a
/// copy without it was cut off. Artifacts never change, so on one file system they are shared by hard links.
package enum DataBackup {
    private static let manifest = "backup.json"
    private static let secrets = ["links.key", "upstream-callbacks.key"]
    private static let format = 1

    /// What a copy holds.
    package struct Summary: Sendable, Equatable {
        package var schema: Int
        package var artifacts: Int
    }

    /// Copies `source` into `target`, which must be absent or empty.
    package static func backUp(_ source: String, to target: String, at now: Timestamp) throws -> Summary {
        guard FileManager.default.fileExists(atPath: source + "/" + DatabaseBackup.fileName) else {
            throw BackupError.noData(source)
        }
        guard try FileSystem.makeEmptyDirectory(target) else { throw BackupError.notEmpty(target) }
        // Before the store is copied, so that none that it names can be removed meanwhile; afterwards for what has come since.
        _ = try shareArtifacts(of: source, with: target)
        let schema = try DatabaseBackup.copy(from: source, into: target)
        let artifacts = try shareArtifacts(of: source, with: target)
        try copySecrets(from: source, to: target)
        let text = JSONWriter.bytes([
            "format": .integer(format), "schema": .integer(schema), "artifacts": .integer(artifacts),
            "created_at": .integer(Int(now.milliseconds)),
        ])
        try FileSystem.syncDirectory(target)
        let file = try OpenFile.creating(target + "/" + manifest)
        try text.withUnsafeBytes { try file.write($0) }
        try file.sync()
        try FileSystem.syncDirectory(target)
        return Summary(schema: schema, artifacts: artifacts)
    }

    /// Makes the data directory `target`, which must be absent or empty, of the copy in `source`, which stays as it is.
    package static func restore(_ source: String, to target: String) throws -> Summary {
        guard
            let data = FileManager.default.contents(atPath: source + "/" + manifest),
            case .object(let object)? = try? JSONParser.parse(Array(data)),
            case .integer(let schema)? = object["schema"]
        else { throw BackupError.noBackup(source) }
        guard object["format"] == .integer(format) else { throw BackupError.newerFormat(source) }
        guard try FileSystem.makeEmptyDirectory(target) else { throw BackupError.notEmpty(target) }
        let store = DatabaseBackup.fileName
        guard try FileSystem.copy(source + "/" + store, to: target + "/" + store) else {
            throw BackupError.noBackup(source)
        }
        let problems = try DatabaseBackup.problems(in: target)
        guard problems.isEmpty else { throw BackupError.damaged(source, problems) }
        let artifacts = try shareArtifacts(of: source, with: target)
        try copySecrets(from: source, to: target)
        try FileSystem.syncDirectory(target)
        return Summary(schema: schema, artifacts: artifacts)
    }

    /// - Returns: how many `target` holds afterwards.
    private static func shareArtifacts(of source: String, with target: String) throws -> Int {
        let origin = source + "/artifacts"
        let copy = target + "/artifacts"
        _ = try FileSystem.makeDirectory(copy)
        var count = 0
        for shard in try FileSystem.names(in: origin).sorted() where shard.utf8.count == 2 {
            _ = try FileSystem.makeDirectory(copy + "/" + shard)
            var names = Set(try FileSystem.names(in: copy + "/" + shard))
            for name in try FileSystem.names(in: origin + "/" + shard) where !names.contains(name) {
                let path = "/" + shard + "/" + name
                if try FileSystem.share(origin + path, as: copy + path) { names.insert(name) }
            }
            count += names.count
            try FileSystem.syncDirectory(copy + "/" + shard)
        }
        try FileSystem.syncDirectory(copy)
        return count
    }

    private static func copySecrets(from source: String, to target: String) throws {
        for name in secrets { _ = try FileSystem.copy(source + "/" + name, to: target + "/" + name) }
    }
}

/// Why a copy cannot be made or used.
package enum BackupError: Error, Equatable, CustomStringConvertible {
    case noData(String)
    case notEmpty(String)
    case noBackup(String)
    case newerFormat(String)
    case damaged(String, [String])

    package var description: String {
        switch self {
        case .noData(let path): "\(path) is not a data directory of filmgate"
        case .notEmpty(let path): "\(path) must be absent or empty"
        case .noBackup(let path): "\(path) is no whole backup: it has no backup.json, which is written last"
        case .newerFormat(let path): "\(path) was written by a newer version"
        case .damaged(let path, let problems): "the store in \(path) is damaged: \(problems.joined(separator: "; "))"
        }
    }
}
