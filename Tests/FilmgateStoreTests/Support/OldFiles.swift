@testable import FilmgateStoreSQLite

/// Runs `body` on a store that has taken over a file of an older schema, and its directory: of `migrations`, with what
/// `statements` put in.
func withOldFile(
    _ migrations: [Migration],
    _ statements: String,
    _ body: (SQLiteStore, String) async throws -> Void
) async throws {
    try await withDirectory { directory in
        let path = directory + "/filmgate.sqlite"
        try Files.createPrivate(path)
        let connection = try Connection(path: path, vfs: nil)
        try Migrator(connection: connection, path: path, migrations: migrations).run()
        try connection.execute(statements)
        connection.close()
        let store = try SQLiteStore(directory: directory)
        do {
            try await body(store, directory)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}
