import FilmgateDomain

/// Tasks, projects, keys and money in one file of SQLite, `filmgate.sqlite`.
///
/// - Writes go through one thread that commits those together that wait together (see ``Writer``); a call returns when
///   its commit is synced.
/// - Reads run on threads of their own and never wait for a write.
/// - Several processes may hold the same file open, for example to administer keys; ``DataDirectoryLock`` keeps a second
///   engine out.
package final class SQLiteStore: Sendable {
    /// Writes that may wait before ``StoreError/busy``.
    package static let writeCapacity = 4096
    private static let readCapacity = 65536
    private static let readerThreads = 2

    let writer: Writer
    let readers: ReaderPool
    let checkpointer: Checkpointer
    let principals: PrincipalCache
    let meter = CommitMeter()
    let makeID: @Sendable () -> ULID

    /// Opens the store, makes it where there is none, and brings its schema up to date. Blocks while it does.
    ///
    /// - Parameters:
    ///   - directory: the data directory; made where there is none.
    ///   - vfs: the name of the file system layer that SQLite is to use; `nil` is the operating system's.
    /// - Throws: ``StoreError/newerSchema(found:known:)``, ``SQLiteFailure``, ``SystemFailure``
    package convenience init(directory: String, vfs: String? = nil) throws {
        try self.init(directory: directory, vfs: vfs, migrations: Migration.all)
    }

    /// Opens the store with the steps of the schema, the length of the queue and the source of ids that are given.
    init(
        directory: String,
        vfs: String?,
        migrations: [Migration],
        writeCapacity: Int = SQLiteStore.writeCapacity,
        makeID: @escaping @Sendable () -> ULID = ULID.random
    ) throws {
        try Files.makeDirectory(directory)
        let path = directory + "/filmgate.sqlite"
        try Files.createPrivate(path)
        let connection = try SQLiteStore.connect(path, vfs: vfs)
        // Only an empty file takes this; afterwards it does nothing.
        try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        try connection.execute("PRAGMA journal_mode = WAL")
        try Migrator(connection: connection, path: path, migrations: migrations).run()
        let accounts = try AccountEpoch(path: directory + "/keys.epoch")
        // SQLite syncs its files, but not the name of the first of them.
        try Files.sync(directory)

        checkpointer = try Checkpointer(SQLiteStore.connect(path, vfs: vfs))
        readers = try ReaderPool(threads: SQLiteStore.readerThreads, capacity: SQLiteStore.readCapacity) {
            let connection = try SQLiteStore.connect(path, vfs: vfs)
            try connection.execute("PRAGMA query_only = ON")
            return connection
        }
        writer = try Writer(
            connection,
            capacity: writeCapacity,
            accounts: accounts,
            checkpoints: checkpointer,
            meter: meter
        )
        principals = PrincipalCache(epoch: accounts)
        self.makeID = makeID
    }

    /// Commits what waits, answers who waits, empties the log into the file and closes it; whatever comes afterwards is
    /// answered ``StoreError/closed``.
    package func close() async {
        await readers.close()
        await checkpointer.close()
        await writer.close()
    }

    private static func connect(_ path: String, vfs: String?) throws -> sending Connection {
        let connection = try Connection(path: path, vfs: vfs)
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            PRAGMA foreign_keys = ON;
            PRAGMA recursive_triggers = OFF;
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -32768;
            """
        )
        return connection
    }
}
