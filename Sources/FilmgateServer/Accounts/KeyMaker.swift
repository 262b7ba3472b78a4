package import FilmgateDomain

/// Makes API keys. The key itself is returned once and kept nowhere.
package struct KeyMaker: Sendable {
    private let accounts: any AccountStore
    private let now: @Sendable () -> Timestamp

    package init(accounts: any AccountStore, now: @escaping @Sendable () -> Timestamp) {
        self.accounts = accounts
        self.now = now
    }

    /// A new key of a project, which is made where there is none of that name.
    package func make(name: String, project: String, dialect: DialectName?) async throws -> String {
        try await make(name: name, project: project, dialect: dialect) { _ in }
    }

    package func make(
        name: String,
        project: String,
        dialect: DialectName?,
        settle: (inout APIKey) throws -> Void
    ) async throws -> String {
        let owner = try await accounts.project(named: project, now: now())
        return try await make(
            name: name,
            in: owner.id,
            dialect: dialect,
            by: AuditEntry.commandLine,
            settle: settle
        ).text
    }

    /// A new key: `fg_` and 256 random bits. `settle` sets what it may do.
    func make(
        name: String,
        in project: Project.ID,
        dialect: DialectName?,
        by actor: String,
        settle: (inout APIKey) throws -> Void
    ) async throws -> (key: APIKey, text: String) {
        let moment = now()
        var (key, text) = Self.new(in: project, name: name, dialect: dialect, at: moment)
        try settle(&key)
        try await accounts.administer([.addKey(key)], by: actor, at: moment)
        return (key, text)
    }

    /// A successor that may do what the key of that id may; the old one counts until the overlap has passed. `nil` where
    /// there is no such key, or where it counts no more.
    package func rotate(
        _ id: APIKey.ID,
        overlap: Duration,
        by actor: String = AuditEntry.commandLine
    ) async throws -> (key: APIKey, text: String)? {
        let moment = now()
        guard let old = try await accounts.keys().first(where: { $0.key.id == id })?.key, old.revokedAt == nil,
            old.expiresAt.map({ $0 > moment }) ?? true
        else { return nil }
        var (new, text) = Self.new(in: old.project, name: old.name, dialect: old.homeDialect, at: moment)
        (new.scopes, new.models, new.dialects) = (old.scopes, old.models, old.dialects)
        (new.limits, new.expiresAt) = (old.limits, old.expiresAt)
        let end = moment + overlap
        var ending = old
        ending.expiresAt = old.expiresAt.map { min($0, end) } ?? end
        try await accounts.administer([.saveKey(ending, was: old), .addKey(new)], by: actor, at: moment)
        return (new, text)
    }

    private static func new(
        in project: Project.ID,
        name: String,
        dialect: DialectName?,
        at moment: Timestamp
    ) -> (key: APIKey, text: String) {
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
            project: project,
            name: name,
            hash: hash,
            homeDialect: dialect,
            createdAt: moment
        )
        return (key, text)
    }
}
