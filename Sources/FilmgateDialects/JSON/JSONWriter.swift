public import FilmgateDomain

/// Writes JSON: compact, UTF-8 as it is, members in their order.
public struct JSONWriter {
    /// The bytes of `value`.
    public static func bytes(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter()
        writer.output.reserveCapacity(512)
        writer.write(value)
        return writer.output
    }

    /// The text of `value`.
    public static func text(_ value: JSONValue) -> String {
        String(decoding: bytes(value), as: UTF8.self)
    }

    /// The bytes of `value` in pieces, in order: long strings that need no escapes stay where they are.
    public static func pieces(_ value: JSONValue) -> [ByteRegion] {
        var writer = JSONWriter()
        writer.keepsRegions = true
        writer.write(value)
        writer.endPiece()
        return writer.pieces
    }

    private var output: [UInt8] = []
    private var pieces: [ByteRegion] = []
    private var keepsRegions = false

    private mutating func endPiece() {
        guard !output.isEmpty else { return }
        pieces.append(ByteRegion(output))
        output.removeAll(keepingCapacity: true)
    }

    private mutating func write(_ region: ByteRegion) {
        guard keepsRegions, region.withUnsafeBytes({ $0.allSatisfy { !Self.isEscaped($0) } }) else {
            region.withUnsafeBytes { write($0) }
            return
        }
        output.append(UInt8(ascii: "\""))
        endPiece()
        pieces.append(region)
        output.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .integer(let number): write(number)
        case .double(let number):
            // JSON has no word for what is not a number.
            if number.isFinite { output.append(contentsOf: number.description.utf8) } else { append("null") }
        case .string(let text): write(text)
        case .long(let region): write(region)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                write(element)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                write(member.key)
                output.append(UInt8(ascii: ":"))
                write(member.value)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private mutating func append(_ word: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    private mutating func write(_ number: Int) {
        var digits: (UInt64, UInt64, UInt32) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { buffer in
            var at = buffer.count
            var rest = number.magnitude
            repeat {
                at -= 1
                buffer[at] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            if number < 0 { output.append(UInt8(ascii: "-")) }
            output.append(contentsOf: buffer[at...])
        }
    }

    private mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// A string's bytes in quotes; only what must be escaped is.
    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        output.append(UInt8(ascii: "\""))
        var start = 0
        for at in 0..<bytes.count {
            let byte = bytes[at]
            guard Self.isEscaped(byte) else { continue }
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<at]))
            start = at + 1
            output.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: output.append(UInt8(ascii: "b"))
            case 0x09: output.append(UInt8(ascii: "t"))
            case 0x0A: output.append(UInt8(ascii: "n"))
            case 0x0C: output.append(UInt8(ascii: "f"))
            case 0x0D: output.append(UInt8(ascii: "r"))
            case 0x00..<0x20:
                append("u00")
                let digits: StaticString = "0123456789abcdef"
                output.append(digits.utf8Start[Int(byte >> 4)])
                output.append(digits.utf8Start[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start...]))
        output.append(UInt8(ascii: "\""))
    }
}
