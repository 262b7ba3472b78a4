import Crypto
import FilmgateDomain
import FilmgateMedia
import HTTPTypes

/// Finds out who is asking, by the bearer key alone: never by anything in the query.
struct Authenticator: Sendable {
    let accounts: any AccountStore
    let now: @Sendable () -> Timestamp
    let uses: KeyUses

    /// The holder of the key in `Authorization`. `takesBareKey` says whether a key without a scheme counts.
    func principal(of headers: HTTPFields, takesBareKey: Bool) async throws -> Principal {
        guard let field = headers[.authorization] else { throw Self.missing }
        guard
            let key = Self.key(in: field.utf8, takesBareKey: takesBareKey),
            let hash = ContentHash(keyText: key),
            let principal = try await accounts.principal(keyHash: hash)
        else { throw Self.wrong }
        let moment = now()
        if let end = principal.key.expiresAt, end <= moment { throw Self.wrong }
        uses.note(principal.key, at: moment)
        return principal
    }

    /// The key of `Bearer KEY`, or of `KEY` alone where that counts; nothing longer than a key can be.
    private static func key(in field: String.UTF8View, takesBareKey: Bool) -> Substring? {
        let parts = field.split(separator: UInt8(ascii: " "), maxSplits: 2)
        guard let last = parts.last, last.count <= 256 else { return nil }
        switch parts.count {
        case 2 where parts[0].count == 6 && Substring(parts[0]).lowercased() == "bearer": return Substring(last)
        case 1 where takesBareKey: return Substring(last)
        default: return nil
        }
    }

    private static let missing = Refusal(.unauthenticated, .request, .absent)
    private static let wrong = Refusal(.unauthenticated, .request, .plain)
}

extension ContentHash {
    /// The SHA-256 of a key's UTF-8: all that is kept of it.
    package init?(keyText: some StringProtocol) {
        var hasher = SHA256()
        let isHashed: Void? = keyText.utf8.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if isHashed == nil { hasher.update(data: Array(keyText.utf8)) }
        self.init(rawValue: hasher.finalize().withUnsafeBytes { Hex.string($0) })
    }
}
