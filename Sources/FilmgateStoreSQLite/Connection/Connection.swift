internal import CSQLite

/// One connection to the file. It belongs to one thread at a time.
final class Connection {
    private let handle: OpaquePointer
    private var statements: [ObjectIdentifier: Statement] = [:]
    private var isOpen = true
    /// How many pages the write-ahead log held after the last commit of this connection.
    private let logPages = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

    /// Opens the file, which must be there; `vfs` names the file system layer, `nil` is the operating system's.
    init(path: String, vfs: String?) throws {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, vfs)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw SQLiteFailure(code: code, on: handle)
        }
        self.handle = handle
        logPages.initialize(to: 0)
        sqlite3_busy_timeout(handle, Connection.patience)
        sqlite3_wal_hook(
            handle,
            { context, _, _, pages in
                context?.assumingMemoryBound(to: Int32.self).pointee = pages
                return SQLITE_OK
            },
            logPages
        )
    }

    /// Milliseconds that a connection waits for another process's write to end.
    private static let patience: Int32 = 5000

    deinit {
        close()
        logPages.deallocate()
    }

    /// Ends the connection; nothing may be asked of it afterwards.
    func close() {
        guard isOpen else { return }
        isOpen = false
        statements = [:]
        sqlite3_close_v2(handle)
    }

    /// Runs statements that answer nothing of interest.
    func execute(_ text: String) throws {
        let code = sqlite3_exec(handle, text, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(code: code, on: handle) }
    }

    /// The statement, prepared at its first use.
    func statement(_ sql: SQL) throws -> Statement {
        if let statement = statements[ObjectIdentifier(sql)] { return statement }
        let statement = try Statement(sql.text, on: handle)
        statements[ObjectIdentifier(sql)] = statement
        return statement
    }

    /// A statement for one use.
    func prepare(_ text: String) throws -> Statement {
        try Statement(text, on: handle)
    }

    func pragma(_ name: String) throws -> Int {
        try prepare("PRAGMA \(name)").first { $0.int() } ?? 0
    }

    /// How many rows the last statement wrote.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// How many rows were written since the connection was opened, also by statements that were undone.
    var totalChanges: Int { Int(sqlite3_total_changes(handle)) }

    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// `false` after SQLite ended a transaction by itself, which it does when the disk fails.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    var pagesInLog: Int { Int(logPages.pointee) }

    /// Copies what it can from the log into the file without waiting for anybody.
    func checkpoint() throws {
        try checkpoint(SQLITE_CHECKPOINT_PASSIVE)
    }

    /// Copies everything from the log into the file and empties the log, unless another process reads or writes.
    func emptyLog() throws {
        try checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
    }

    private func checkpoint(_ mode: Int32) throws {
        let code = sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
        guard code == SQLITE_OK || code & 0xff == SQLITE_BUSY else { throw SQLiteFailure(code: code, on: handle) }
    }
}
