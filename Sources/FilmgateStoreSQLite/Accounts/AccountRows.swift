import FilmgateDomain

extension RowReader {
    /// The columns of ``ReadTransaction/projectColumns``.
    fileprivate mutating func project() throws -> Project {
        Project(
            id: Project.ID(rawValue: text()),
            name: text(),
            currency: try word(),
            priceFactor: int(),
            isUnlimited: bool(),
            createdAt: timestamp()
        )
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
        return key
    }
}

extension ReadTransaction {
    private static let projectColumns =
        "p.id, p.name, p.currency, p.price_factor, p.is_unlimited, p.created_at"
    private static let keyColumns =
        "k.id, p.id, k.name, k.hash, k.home_dialect, k.created_at, k.revoked_at"

    private static let principal = SQL(
        """
        SELECT \(keyColumns), \(projectColumns)
        FROM keys k JOIN projects p ON p.number = k.project WHERE k.hash = ? AND k.revoked_at IS NULL
        """
    )
    private static let projectByName = SQL("SELECT \(projectColumns) FROM projects p WHERE p.name = ?")
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

    func keys() throws -> [(key: APIKey, projectName: String)] {
        try connection.statement(ReadTransaction.allKeys).all { (key: try $0.key(), projectName: $0.text()) }
    }
}

extension WriteTransaction {
    private static let insertProject = SQL(
        """
        INSERT INTO projects (id, name, currency, price_factor, is_unlimited, created_at)
        VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING
        """
    )
    private static let updateProject = SQL("UPDATE projects SET price_factor = ?, is_unlimited = ? WHERE id = ?")
    private static let insertKey = SQL(
        """
        INSERT INTO keys (id, project, name, hash, home_dialect, created_at, revoked_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let revokeKey = SQL("UPDATE keys SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?")

    /// Adds a project with its first secret; the one that has the name already where there is one.
    func add(_ project: Project) throws -> Project {
        try connection.statement(WriteTransaction.insertProject).run {
            $0.add(project.id.rawValue)
            $0.add(project.name)
            $0.add(project.currency.rawValue)
            $0.add(project.priceFactor)
            $0.add(project.isUnlimited)
            $0.add(project.createdAt)
        }
        if connection.changes > 0 {
            try addSecret(.random(at: project.createdAt), project: connection.lastInsertedRow)
        }
        return try ReadTransaction(connection: connection).project(named: project.name) ?? project
    }

    func save(_ project: Project) throws {
        try connection.statement(WriteTransaction.updateProject).run {
            $0.add(project.priceFactor)
            $0.add(project.isUnlimited)
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
            }
        } catch let failure as SQLiteFailure where failure.code == WriteTransaction.notUnique {
            throw StoreError.duplicate
        }
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
