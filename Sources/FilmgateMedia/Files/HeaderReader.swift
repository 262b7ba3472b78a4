/// Why a header could not be read.
package enum HeaderFault: Error, Hashable {
    /// A field lies behind the end of the file.
    case truncated
    /// A field has a value that the format does not allow, or the header is longer than any honest one.
    case malformed(String)
    case unreadable(FileError)
}

/// Reads the fields of a file's header, and gives up when a hostile file asks for more than `budget` bytes of them.
package struct HeaderReader {
    private let source: any RandomAccessBytes
    private var budget: Int

    init(_ source: any RandomAccessBytes, budget: Int) {
        self.source = source
        self.budget = budget
    }

    /// The size of the whole file in bytes.
    var fileSize: Int { source.count }

    /// Exactly `count` bytes at `offset`.
    mutating func bytes(at offset: Int, count: Int) throws(HeaderFault) -> [UInt8] {
        guard offset >= 0, offset <= source.count, count <= source.count - offset else { throw .truncated }
        guard count <= budget else { throw .malformed("its header is too long") }
        budget -= count
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try [UInt8](capacity: count) { (buffer) throws(FileError) in
                try source.read(at: offset, into: buffer)
            }
        } catch {
            throw .unreadable(error)
        }
        guard bytes.count == count else { throw .truncated }
        return bytes
    }

    /// Up to `count` bytes from the start; fewer where the file is shorter.
    mutating func head(_ count: Int) throws(HeaderFault) -> [UInt8] {
        try bytes(at: 0, count: min(count, source.count))
    }
}

/// The order of the bytes of a number.
enum Endianness {
    case big
    case little
}

extension [UInt8] {
    /// The unsigned number of `width` bytes (up to 7) at `offset`, which the caller knows to be within.
    func number(at offset: Int, width: Int, _ order: Endianness = .big) -> Int {
        let field = self[offset..<offset + width]
        return switch order {
        case .big: field.reduce(0) { $0 << 8 | Int($1) }
        case .little: field.reversed().reduce(0) { $0 << 8 | Int($1) }
        }
    }

    /// The unsigned number of 8 bytes at `offset`; `nil` where it is beyond what a file offset can be.
    func wideNumber(at offset: Int) -> Int? {
        Int(exactly: self[offset..<offset + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    /// Whether the bytes at `offset` spell `text`; `false` where there are too few.
    func spells(_ text: StaticString, at offset: Int = 0) -> Bool {
        guard offset + text.utf8CodeUnitCount <= count else { return false }
        return text.withUTF8Buffer { self[offset..<offset + $0.count].elementsEqual($0) }
    }
}
