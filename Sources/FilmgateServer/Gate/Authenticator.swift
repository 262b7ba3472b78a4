import Crypto
import FilmgateDomain
import FilmgateMedia
import HTTPTypes

/// Finds out who is asking, by the bearer key alone: never by anything in the query.
struct Authenticator: Sendable {
    let accounts: any AccountStore

    /// The holder of the key in `Authorization`. `takesBareKey` says whether a key without a scheme counts.
    func principal(of headers: HTTPFields, takesBareKey: Bool) async throws -> Principal {
        guard let field = headers[.authorization] else { throw Self.missing }
        let parts = field.split(separator: " ", omittingEmptySubsequences: true)
        let key: Substring
        switch parts.count {
        case 2 where parts[0].lowercased() == "bearer": key = parts[1]
        case 1 where takesBareKey: key = parts[0]
        default: throw Self.wrong
        }
        guard
            key.utf8.count <= 256,
            let hash = ContentHash(keyText: String(key)),
            let principal = try await accounts.principal(keyHash: hash)
        else { throw Self.wrong }
        return principal
    }

    private static let missing = Refusal(.unauthenticated, .request, .absent)
    private static let wrong = Refusal(.unauthenticated, .request, .plain)
}

extension ContentHash {
    /// The SHA-256 of a key's UTF-8: all that is kept of it.
    package init?(keyText: String) {
        self.init(rawValue: Hex.string(SHA256.hash(data: Array(keyText.utf8))))
    }
}
