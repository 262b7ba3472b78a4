package import FilmgateDomain

/// Makes API keys. The key itself is returned once and kept nowhere.
package struct KeyMaker: Sendable {
    private let accounts: any AccountStore
    private let now: @Sendable () -> Timestamp

    package init(accounts: any AccountStore, now: @escaping @Sendable () -> Timestamp) {
        self.accounts = accounts
        self.now = now
    }

    /// A new key: `fg_` and 256 random bits.
    package func make(name: String, project: String, dialect: DialectName?) async throws -> String {
        let moment = now()
        let owner = try await accounts.project(named: project, now: moment)
        let text =
            "fg_"
            + (0..<2).map { _ in
                Base32.encode(
                    high: .random(in: 0...UInt64.max),
                    low: .random(in: 0...UInt64.max),
                    digits: 26,
                    alphabet: Base32.lower
                )
            }.joined()
        guard let hash = ContentHash(keyText: text) else { preconditionFailure("a SHA-256 has 64 digits") }
        let key = APIKey(
            id: APIKey.ID(
                rawValue: "key_"
                    + ULID(
                        milliseconds: UInt64(moment.milliseconds),
                        random: (.random(in: 0...UInt16.max), .random(in: 0...UInt64.max))
                    ).text.lowercased()
            ),
            project: owner.id,
            name: name,
            hash: hash,
            homeDialect: dialect,
            createdAt: moment
        )
        try await accounts.add(key)
        return text
    }
}
