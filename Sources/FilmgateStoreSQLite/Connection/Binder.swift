internal import CSQLite
import FilmgateDomain

/// Binds the values of a statement one after the other.
struct Binder {
    private let handle: OpaquePointer
    private var index: Int32 = 0
    /// The first thing that went wrong.
    private(set) var code = SQLITE_OK

    init(handle: OpaquePointer) {
        self.handle = handle
    }

    private mutating func bind(_ body: (OpaquePointer, Int32) -> Int32) {
        index += 1
        let result = body(handle, index)
        if code == SQLITE_OK { code = result }
    }

    mutating func null() {
        bind { sqlite3_bind_null($0, $1) }
    }

    mutating func add(_ value: Int64) {
        bind { sqlite3_bind_int64($0, $1, value) }
    }

    mutating func add(_ value: Int64?) {
        if let value { add(value) } else { null() }
    }

    mutating func add(_ value: Int) {
        add(Int64(value))
    }

    mutating func add(_ value: Int?) {
        add(value.map(Int64.init))
    }

    mutating func add(_ value: Bool) {
        add(value ? 1 : 0)
    }

    mutating func add(_ value: Timestamp) {
        add(value.milliseconds)
    }

    mutating func add(_ value: Timestamp?) {
        add(value?.milliseconds)
    }

    mutating func add(_ value: String) {
        var value = value
        value.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { text in
                bind { csqlite_bind_text($0, $1, text.baseAddress, Int32(text.count)) }
            }
        }
    }

    mutating func add(_ value: String?) {
        if let value { add(value) } else { null() }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        bind { csqlite_bind_blob($0, $1, bytes.baseAddress, Int32(bytes.count)) }
    }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    /// Sixteen bytes, most significant first, so that the database sorts them as the ids sort.
    mutating func add(_ value: VideoTask.ID) {
        withUnsafeBytes(of: (value.ulid.high.bigEndian, value.ulid.low.bigEndian)) { add($0) }
    }

    mutating func add(_ value: VideoTask.ID?) {
        if let value { add(value) } else { null() }
    }

    /// Thirty-two bytes.
    mutating func add(_ value: ContentHash) {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { bytes in
            var digits = value.rawValue.utf8.makeIterator()
            for index in 0..<32 {
                bytes[index] = ContentHash.value(digits.next()) << 4 | ContentHash.value(digits.next())
            }
            add(UnsafeRawBufferPointer(bytes))
        }
    }

    mutating func add(_ value: ContentHash?) {
        if let value { add(value) } else { null() }
    }

    mutating func add(_ value: VideoTask.State) {
        add(value.code)
    }
}

extension ContentHash {
    /// What a digit is worth; a hash holds only `0` to `9` and `a` to `f`.
    fileprivate static func value(_ digit: UInt8?) -> UInt8 {
        guard let digit else { return 0 }
        return digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }
}

extension VideoTask.State {
    /// The number that stands for the state in the file; never change one.
    var code: Int64 {
        switch self {
        case .queued: 0
        case .running: 1
        case .succeeded: 2
        case .failed: 3
        case .cancelled: 4
        case .expired: 5
        }
    }

    init(code: Int64) throws {
        switch code {
        case 0: self = .queued
        case 1: self = .running
        case 2: self = .succeeded
        case 3: self = .failed
        case 4: self = .cancelled
        case 5: self = .expired
        default: throw DamagedRow("state")
        }
    }
}
