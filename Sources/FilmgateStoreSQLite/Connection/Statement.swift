internal import CSQLite

/// The text of a statement that is prepared once per connection.
final class SQL: Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }
}

/// A prepared statement. Its values are bound in the order of its question marks.
final class Statement {
    private let handle: OpaquePointer

    init(_ text: String, on database: OpaquePointer) throws {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw SQLiteFailure(code: code, on: database) }
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Runs a statement that answers no row.
    func run(_ bind: (inout Binder) -> Void = { _ in }) throws {
        defer { sqlite3_reset(handle) }
        try start(bind)
        while try step() {}
    }

    /// The first row; `nil` where there is none.
    func first<Value>(
        _ bind: (inout Binder) -> Void = { _ in },
        _ read: (inout RowReader) throws -> Value
    ) throws -> Value? {
        defer { sqlite3_reset(handle) }
        try start(bind)
        guard try step() else { return nil }
        var row = RowReader(handle: handle)
        return try read(&row)
    }

    func all<Value>(
        _ bind: (inout Binder) -> Void = { _ in },
        _ read: (inout RowReader) throws -> Value
    ) throws -> [Value] {
        defer { sqlite3_reset(handle) }
        try start(bind)
        var values: [Value] = []
        while try step() {
            var row = RowReader(handle: handle)
            values.append(try read(&row))
        }
        return values
    }

    private func start(_ bind: (inout Binder) -> Void) throws {
        var binder = Binder(handle: handle)
        bind(&binder)
        guard binder.code == SQLITE_OK else {
            throw SQLiteFailure(code: binder.code, on: sqlite3_db_handle(handle))
        }
    }

    /// Whether there is a row.
    private func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw SQLiteFailure(code: code, on: sqlite3_db_handle(handle))
        }
    }
}

extension SQLiteFailure {
    init(code: Int32, on database: OpaquePointer?) {
        let extended = sqlite3_extended_errcode(database)
        self.init(
            code: extended & 0xff == code & 0xff ? extended : code,
            message: sqlite3_errmsg(database).map { String(cString: $0) } ?? "no message"
        )
    }
}
