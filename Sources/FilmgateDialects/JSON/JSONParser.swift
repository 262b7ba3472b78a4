public import FilmgateDomain

/// Reads JSON by RFC 8259 to the letter, except that a byte order mark in front is skipped.
///
/// One pass over the bytes where they are. Long strings are not copied: a picture of 30 MB inside a create stays a slice
/// of the body. Depth and count are limited, so that no body can exhaust the stack or the memory.
public struct JSONParser {
    public struct Limits: Sendable {
        /// Arrays and objects inside each other.
        public var depth = 64
        /// Elements and members in the whole document.
        public var members = 100_000
        /// Bytes of a number's text.
        public var number = 1024
        /// Bytes from which a string stays in the body as ``JSONValue/long(_:)``.
        public static let longString = 64 << 10

        public init() {}
    }

    /// The value that `body` holds.
    public static func parse(_ body: ByteRegion, limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try body.withUnsafeBytes { (bytes) throws(JSONError) -> JSONValue in
            var parser = JSONParser(bytes: bytes, body: body, limits: limits)
            return try parser.document()
        }
    }

    /// The value that `bytes` hold.
    public static func parse(_ bytes: [UInt8], limits: Limits = Limits()) throws(JSONError) -> JSONValue {
        try parse(ByteRegion(bytes), limits: limits)
    }

    let bytes: UnsafeRawBufferPointer
    let body: ByteRegion
    let limits: Limits
    var index = 0
    private var depth = 0
    private var members = 0

    private init(bytes: UnsafeRawBufferPointer, body: ByteRegion, limits: Limits) {
        self.bytes = bytes
        self.body = body
        self.limits = limits
    }

    /// The byte at `index`; 0, which is no JSON outside strings, at the end.
    @inline(__always)
    var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

    func failed(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(offset: offset ?? index, reason: reason)
    }

    private mutating func document() throws(JSONError) -> JSONValue {
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { index = 3 }
        skipSpace()
        guard index < bytes.count else { throw failed(.empty) }
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw failed(.trailing) }
        return value
    }

    @inline(__always)
    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        switch current {
        case UInt8(ascii: "\""):
            return try stringValue()
        case UInt8(ascii: "{"):
            return try nested { (parser) throws(JSONError) in .object(try parser.object()) }
        case UInt8(ascii: "["):
            return try nested { (parser) throws(JSONError) in .array(try parser.array()) }
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return try number()
        case UInt8(ascii: "t"):
            return try word("true", .bool(true))
        case UInt8(ascii: "f"):
            return try word("false", .bool(false))
        case UInt8(ascii: "n"):
            return try word("null", .null)
        default:
            throw failed(index < bytes.count ? .unexpected : .ended)
        }
    }

    @inline(__always)
    private mutating func nested(
        _ read: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        depth += 1
        guard depth <= limits.depth else { throw failed(.tooDeep(limits.depth)) }
        index += 1
        skipSpace()
        let value = try read(&self)
        depth -= 1
        return value
    }

    @inline(__always)
    private mutating func count() throws(JSONError) {
        members += 1
        guard members <= limits.members else { throw failed(.tooMany(limits.members)) }
    }

    private mutating func object() throws(JSONError) -> JSONObject {
        var found: [(key: String, value: JSONValue)] = []
        if current == UInt8(ascii: "}") {
            index += 1
            return JSONObject()
        }
        found.reserveCapacity(depth == 1 ? 16 : 4)
        while true {
            guard current == UInt8(ascii: "\"") else { throw failed(index < bytes.count ? .expectedKey : .ended) }
            try count()
            let key = try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failed(index < bytes.count ? .expectedColon : .ended) }
            index += 1
            skipSpace()
            found.append((key, try value()))
            skipSpace()
            switch current {
            case UInt8(ascii: ","):
                index += 1
                skipSpace()
            case UInt8(ascii: "}"):
                index += 1
                return JSONObject(found)
            default:
                throw failed(index < bytes.count ? .expectedComma : .ended)
            }
        }
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var found: [JSONValue] = []
        if current == UInt8(ascii: "]") {
            index += 1
            return found
        }
        while true {
            try count()
            found.append(try value())
            skipSpace()
            switch current {
            case UInt8(ascii: ","):
                index += 1
                skipSpace()
            case UInt8(ascii: "]"):
                index += 1
                return found
            default:
                throw failed(index < bytes.count ? .expectedComma : .ended)
            }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        guard index + length <= bytes.count else { throw failed(.unexpected) }
        for offset in 0..<length where bytes[index + offset] != word.utf8Start[offset] {
            throw failed(.unexpected)
        }
        index += length
        return value
    }
}
