import FilmgateDomain

/// One numbered step of the schema. A step that was released never changes; a new one is appended.
struct Migration: Sendable {
    let number: Int
    let statements: String
    /// Fills in what the statements cannot compute. It reads and writes by its own statements alone, never by those of
    /// the store, which are for the newest schema.
    var fill: @Sendable (Connection) throws -> Void = { _ in }

    /// All steps, numbered from 1 without a gap.
    static let all = [first, second, third, fourth]
}

/// Brings a file to the newest schema.
struct Migrator {
    let connection: Connection
    /// The path of the file.
    let path: String
    let migrations: [Migration]

    private var known: Int { migrations.last?.number ?? 0 }

    /// Applies the steps that the file lacks, all of them or none; a file with tables is copied beforehand.
    ///
    /// - Throws: ``StoreError/newerSchema(found:known:)`` where the file was written by a newer program.
    func run() throws {
        let found = try version()
        guard found != known else { return }
        if found > 0 { try backUp(version: found) }
        try connection.execute("BEGIN IMMEDIATE")
        do {
            // Another process may have been faster.
            let found = try version()
            for migration in migrations where migration.number > found {
                try connection.execute(migration.statements)
                try migration.fill(connection)
            }
            try connection.execute("PRAGMA user_version = \(known)")
            try connection.execute("COMMIT")
        } catch {
            if connection.isInTransaction { try connection.execute("ROLLBACK") }
            throw error
        }
    }

    private func version() throws -> Int {
        let found = try connection.pragma("user_version")
        guard found <= known else { throw StoreError.newerSchema(found: found, known: known) }
        return found
    }

    /// Writes a copy of the file beside it, synced, before anything of it changes.
    private func backUp(version: Int) throws {
        let copy = "\(path).schema-\(version).backup"
        try Files.remove(copy)
        try Files.createPrivate(copy)
        try connection.execute("VACUUM INTO '\(copy.replacing("'", with: "''"))'")
        try Files.sync(copy)
    }
}
