import FilmgateDomain

extension RowReader {
    /// The columns of ``ReadTransaction/projectColumns``.
    fileprivate mutating func project() throws -> Project {
        var project = Project(
            id: Project.ID(rawValue: text()),
            name: text(),
            currency: try word(),
            priceFactor: int(),
            isUnlimited: bool(),
            createdAt: timestamp()
        )
        project.limits = try limits()
        return project
    }

    /// The columns of ``ReadTransaction/keyColumns``.
    fileprivate mutating func key() throws -> APIKey {
        var key = APIKey(
            id: APIKey.ID(rawValue: text()),
            project: Project.ID(rawValue: text()),
            name: text(),
            hash: try hash(),
            homeDialect: try optionalWord(),
            createdAt: timestamp()
        )
        key.revokedAt = optionalTimestamp()
        key.scopes = Set(
            try words().map { text in
                guard let scope = KeyScope(rawValue: text) else { throw DamagedRow("scopes") }
                return scope
            }
        )
        key.expiresAt = optionalTimestamp()
        key.models = optionalText().map { Set($0.split(separator: " ").map(String.init)) }
        key.dialects = optionalText().map { Set($0.split(separator: " ").map { DialectName(rawValue: String($0)) }) }
        key.limits = try limits()
        key.lastUsedAt = optionalTimestamp()
        return key
    }

    private mutating func words() throws -> [String] {
        text().split(separator: " ").map(String.init)
    }

    private mutating func limits() throws -> Limits {
        guard let limits = Limits(text: text()) else { throw DamagedRow("limits") }
        return limits
    }
}

extension ReadTransaction {
    private static let projectColumns =
        "p.id, p.name, p.currency, p.price_factor, p.is_unlimited, p.created_at, p.limits"
    private static let keyColumns =
        """
        k.id, p.id, k.name, k.hash, k.home_dialect, k.created_at, k.revoked_at, k.scopes, k.expires_at, k.models, \
        k.dialects, k.limits, k.last_used_at
        """

    private static let principal = SQL(
        """
        SELECT \(keyColumns), \(projectColumns)
        FROM keys k JOIN projects p ON p.number = k.project WHERE k.hash = ? AND k.revoked_at IS NULL
        """
    )
    private static let projectByName = SQL("SELECT \(projectColumns) FROM projects p WHERE p.name = ?")
    private static let projectByID = SQL("SELECT \(projectColumns) FROM projects p WHERE p.id = ?")
    private static let keyByID = SQL(
        "SELECT \(keyColumns) FROM keys k JOIN projects p ON p.number = k.project WHERE k.id = ?"
    )
    private static let allProjects = SQL("SELECT \(projectColumns) FROM projects p ORDER BY p.number")
    private static let allKeys = SQL(
        """
        SELECT \(keyColumns), p.name FROM keys k JOIN projects p ON p.number = k.project
        ORDER BY k.created_at, k.number
        """
    )

    func principal(keyHash: ContentHash) throws -> Principal? {
        try connection.statement(ReadTransaction.principal).first {
            $0.add(keyHash)
        } _: {
            Principal(key: try $0.key(), project: try $0.project())
        }
    }

    func project(named name: String) throws -> Project? {
        try connection.statement(ReadTransaction.projectByName).first {
            $0.add(name)
        } _: {
            try $0.project()
        }
    }

    func project(_ id: Project.ID) throws -> Project? {
        try connection.statement(ReadTransaction.projectByID).first {
            $0.add(id.rawValue)
        } _: {
            try $0.project()
        }
    }

    func key(_ id: APIKey.ID) throws -> APIKey? {
        try connection.statement(ReadTransaction.keyByID).first {
            $0.add(id.rawValue)
        } _: {
            try $0.key()
        }
    }

    func projects() throws -> [Project] {
        try connection.statement(ReadTransaction.allProjects).all { try $0.project() }
    }

    func keys() throws -> [(key: APIKey, projectName: String)] {
        try connection.statement(ReadTransaction.allKeys).all { (key: try $0.key(), projectName: $0.text()) }
    }
}

extension WriteTransaction {
    private static let insertProject = SQL(
        """
        INSERT INTO projects (id, name, currency, price_factor, is_unlimited, created_at, limits)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let updateProject = SQL(
        "UPDATE projects SET price_factor = ?, is_unlimited = ?, limits = ? WHERE id = ?"
    )
    private static let insertKey = SQL(
        """
        INSERT INTO keys (id, project, name, hash, home_dialect, created_at, revoked_at, scopes, expires_at, models,
            dialects, limits)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let updateKey = SQL(
        """
        UPDATE keys SET name = ?, home_dialect = ?, scopes = ?, expires_at = ?, models = ?, dialects = ?, limits = ?
        WHERE id = ?
        """
    )
    private static let revokeKey = SQL("UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?")

    /// Adds a project with its first secret.
    func add(_ project: Project) throws {
        do {
            try connection.statement(WriteTransaction.insertProject).run {
                $0.add(project.id.rawValue)
                $0.add(project.name)
                $0.add(project.currency.rawValue)
                $0.add(project.priceFactor)
                $0.add(project.isUnlimited)
                $0.add(project.createdAt)
                $0.add(project.limits.text)
            }
        } catch let failure as SQLiteFailure where failure.code == WriteTransaction.notUnique {
            throw StoreError.duplicate
        }
        try addSecret(.random(at: project.createdAt), project: connection.lastInsertedRow)
    }

    func save(_ project: Project) throws {
        try connection.statement(WriteTransaction.updateProject).run {
            $0.add(project.priceFactor)
            $0.add(project.isUnlimited)
            $0.add(project.limits.text)
            $0.add(project.id.rawValue)
        }
        guard connection.changes > 0 else { throw StoreError.unknownProject }
    }

    func add(_ key: APIKey) throws {
        let project = try project(key.project)
        do {
            try connection.statement(WriteTransaction.insertKey).run {
                $0.add(key.id.rawValue)
                $0.add(project.number)
                $0.add(key.name)
                $0.add(key.hash)
                $0.add(key.homeDialect?.rawValue)
                $0.add(key.createdAt)
                $0.add(key.revokedAt)
                $0.add(key)
            }
        } catch let failure as SQLiteFailure where failure.code == WriteTransaction.notUnique {
            throw StoreError.duplicate
        }
    }

    func save(_ key: APIKey) throws {
        try connection.statement(WriteTransaction.updateKey).run {
            $0.add(key.name)
            $0.add(key.homeDialect?.rawValue)
            $0.add(key)
            $0.add(key.id.rawValue)
        }
        guard connection.changes > 0 else { throw StoreError.unknownKey }
    }

    /// A key that is revoked already keeps the moment at which it first was.
    func revoke(_ id: APIKey.ID, now: Timestamp) throws -> Bool {
        try connection.statement(WriteTransaction.revokeKey).run {
            $0.add(now)
            $0.add(id.rawValue)
        }
        return connection.changes > 0
    }
}

extension Binder {
    /// Scopes, expiry, models, dialects and limits of a key.
    fileprivate mutating func add(_ key: APIKey) {
        add(key.scopes.map(\.rawValue).sorted().joined(separator: " "))
        add(key.expiresAt)
        add(key.models.map { $0.sorted().joined(separator: " ") })
        add(key.dialects.map { $0.map(\.rawValue).sorted().joined(separator: " ") })
        add(key.limits.text)
    }
}
