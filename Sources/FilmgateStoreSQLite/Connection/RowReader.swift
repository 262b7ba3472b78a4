internal import CSQLite
import FilmgateDomain

/// Reads the columns of a row one after the other.
struct RowReader {
    private let handle: OpaquePointer
    private var index: Int32 = -1

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    private mutating func next() -> Int32 {
        index += 1
        return index
    }

    /// The next column, or `nil` where it is null.
    private mutating func optional<Value>(_ read: (inout RowReader) throws -> Value) rethrows -> Value? {
        guard sqlite3_column_type(handle, index + 1) != SQLITE_NULL else {
            index += 1
            return nil
        }
        return try read(&self)
    }

    mutating func integer() -> Int64 {
        sqlite3_column_int64(handle, next())
    }

    mutating func optionalInteger() -> Int64? {
        optional { $0.integer() }
    }

    mutating func int() -> Int {
        Int(integer())
    }

    mutating func optionalInt() -> Int? {
        optional { $0.int() }
    }

    /// An amount that may lack, and the currency that it would be in.
    mutating func optionalMoney() throws -> Money? {
        let micros = optionalInteger()
        let currency: Currency = try word()
        return micros.map { Money(micros: $0, currency: currency) }
    }

    mutating func bool() -> Bool {
        integer() != 0
    }

    mutating func timestamp() -> Timestamp {
        Timestamp(milliseconds: integer())
    }

    mutating func optionalTimestamp() -> Timestamp? {
        optional { $0.timestamp() }
    }

    mutating func text() -> String {
        let column = next()
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    mutating func optionalText() -> String? {
        optional { $0.text() }
    }

    private mutating func blob() -> UnsafeRawBufferPointer {
        let column = next()
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    mutating func bytes() -> [UInt8] {
        Array(blob())
    }

    mutating func taskID() throws -> VideoTask.ID {
        let bytes = blob()
        guard bytes.count == 16 else { throw DamagedRow("task id") }
        return VideoTask.ID(
            ULID(
                high: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        )
    }

    mutating func optionalTaskID() throws -> VideoTask.ID? {
        try optional { try $0.taskID() }
    }

    mutating func hash() throws -> ContentHash {
        let bytes = blob()
        let digits = String(unsafeUninitializedCapacity: 2 * bytes.count) { buffer in
            for (index, byte) in bytes.enumerated() {
                buffer[2 * index] = RowReader.digit(byte >> 4)
                buffer[2 * index + 1] = RowReader.digit(byte & 15)
            }
            return 2 * bytes.count
        }
        guard let hash = ContentHash(rawValue: digits) else { throw DamagedRow("hash") }
        return hash
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    mutating func optionalHash() throws -> ContentHash? {
        try optional { try $0.hash() }
    }

    /// A value of a closed or open set, by its text.
    mutating func word<Value: RawRepresentable>(
        _ type: Value.Type = Value.self
    ) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text()) else { throw DamagedRow("\(type)") }
        return value
    }

    mutating func optionalWord<Value: RawRepresentable>(
        _ type: Value.Type = Value.self
    ) throws -> Value? where Value.RawValue == String {
        try optional { try $0.word(type) }
    }

    mutating func state() throws -> VideoTask.State {
        try VideoTask.State(code: integer())
    }
}
