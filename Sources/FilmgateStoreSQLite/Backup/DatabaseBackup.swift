import FilmgateDomain

/// Copies the file of a store while a server may be writing to it, and checks such copies.
package enum DatabaseBackup {
    package static let fileName = "filmgate.sqlite"

    /// Writes one state of the store in `directory` into `target`, a directory, synced. Nothing of the store changes, and no
    /// write waits.
    ///
    /// - Returns: the number of its schema.
    /// - Throws: ``StoreError/newerSchema(found:known:)``, ``SQLiteFailure``, ``SystemFailure``
    package static func copy(from directory: String, into target: String) throws -> Int {
        let connection = try Connection(path: directory + "/" + fileName, vfs: nil)
        defer { connection.close() }
        let schema = try version(of: connection)
        let copy = target + "/" + fileName
        try Files.createPrivate(copy)
        try connection.execute("VACUUM INTO '\(copy.replacing("'", with: "''"))'")
        try Files.sync(copy)
        return schema
    }

    /// Reads the whole file and makes sure that nothing in it is damaged.
    ///
    /// - Returns: what is wrong; empty where nothing is.
    package static func problems(in directory: String) throws -> [String] {
        let connection = try Connection(path: directory + "/" + fileName, vfs: nil)
        defer { connection.close() }
        _ = try version(of: connection)
        let damage = try connection.prepare("PRAGMA integrity_check(20)").all { $0.text() }.filter { $0 != "ok" }
        let orphans = try connection.prepare("PRAGMA foreign_key_check").all {
            "a row of \($0.text()) belongs to nothing"
        }
        return damage + orphans.prefix(20)
    }

    private static func version(of connection: Connection) throws -> Int {
        let found = try connection.pragma("user_version")
        let known = Migration.all.last?.number ?? 0
        guard found <= known else { throw StoreError.newerSchema(found: found, known: known) }
        return found
    }
}
