internal import Crypto

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The link keys cannot be used.
package enum LinkKeyError: Error, Hashable, CustomStringConvertible {
    /// Somebody else than the owner may read them.
    case notPrivate(permissions: UInt32)
    case malformed

    package var description: String {
        switch self {
        case .notPrivate(let permissions):
            "links.key may be read by others (mode \(String(permissions, radix: 8))): it must have mode 600"
        case .malformed:
            "links.key is damaged: restore it, or remove it, which makes all links that are out invalid"
        }
    }
}

/// The file in which the link keys outlive the process. Every call blocks.
struct LinkKeyFile: Sendable {
    let path: String

    private struct Content: Codable {
        struct Key: Codable {
            let id: UInt32
            /// 64 hexadecimal digits.
            let secret: String
            /// Seconds since 1970.
            let created: Int64
        }

        let keys: [Key]
    }

    private static let maximumSize = 64 * 1024

    /// None where there is no file yet.
    func read() throws -> [LinkKey] {
        guard try FileSystem.status(path) != nil else { return [] }
        let file = try OpenFile.reading(path)
        let status = try file.status()
        guard status.permissions & 0o077 == 0 else { throw LinkKeyError.notPrivate(permissions: status.permissions) }
        guard status.size <= Self.maximumSize else { throw LinkKeyError.malformed }
        let bytes = try [UInt8](capacity: status.size) { (buffer) throws(FileError) in
            try file.read(at: 0, into: buffer)
        }
        guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)), !content.keys.isEmpty else {
            throw LinkKeyError.malformed
        }
        return try content.keys.map { key in
            guard let secret = Hex.bytes(key.secret), secret.count == 32 else { throw LinkKeyError.malformed }
            return LinkKey(
                id: LinkKey.ID(rawValue: key.id),
                secret: SymmetricKey(data: secret),
                created: key.created
            )
        }
    }

    /// Replaces the file in one step; the old one stays whole until the new one is on disk.
    func write(_ keys: [LinkKey]) throws {
        let content = Content(
            keys: keys.map { key in
                Content.Key(
                    id: key.id.rawValue,
                    secret: key.secret.withUnsafeBytes { Hex.string($0) },
                    created: key.created
                )
            }
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(content)
        let temporary = path + "." + FileSystem.freshName()
        do {
            let file = try OpenFile.creating(temporary)
            try Array(data).withUnsafeBytes { try file.write($0) }
            try file.sync()
            try FileSystem.move(temporary, to: path)
        } catch {
            // The first error is the one to report.
            try? FileSystem.remove(temporary)
            throw error
        }
        try FileSystem.syncDirectory(FileSystem.parent(of: path))
    }
}
