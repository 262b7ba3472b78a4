/// What SQLite itself could not do: the disk is full, the file is damaged, a rule of the schema was broken.
package struct SQLiteFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The extended result code.
    package let code: Int32
    package let message: String

    /// The result code without its extension.
    package var primaryCode: Int32 { code & 0xff }

    package var description: String { "SQLite \(code): \(message)" }
}

/// A row that does not say what a row of its table must say: the file was changed by something else.
package struct DamagedRow: Error, Sendable, Equatable {
    /// What could not be read, for example `tasks.state`.
    package let field: String

    package init(_ field: String) {
        self.field = field
    }
}
