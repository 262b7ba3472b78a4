import FilmgateDomain

extension JSONParser {
    /// What the scan of a string found, its quotes left out.
    private struct Span {
        var start: Int
        var end: Int
        /// How many bytes of the span belong to no escape, up to the first one; `nil` without escapes.
        var firstEscape: Int?
        var isASCII: Bool
    }

    /// A short string as text, a long one as the bytes in the body.
    mutating func stringValue() throws(JSONError) -> JSONValue {
        let span = try scan()
        let isLong = span.end - span.start >= Limits.longString
        guard isLong else { return .string(try text(span)) }
        if span.firstEscape == nil {
            guard span.isASCII || UTF8Check.isValid(slice(span.start, span.end)) else {
                throw failed(.badUTF8, at: span.start)
            }
            return .long(body[span.start..<span.end])
        }
        let resolved = try unescaped(span)
        return resolved.count >= Limits.longString
            ? .long(ByteRegion(resolved)) : .string(String(decoding: resolved, as: UTF8.self))
    }

    /// A string as text, however long.
    mutating func string() throws(JSONError) -> String {
        try text(scan())
    }

    private func text(_ span: Span) throws(JSONError) -> String {
        guard span.firstEscape == nil else { return String(decoding: try unescaped(span), as: UTF8.self) }
        let bytes = slice(span.start, span.end)
        guard span.isASCII || UTF8Check.isValid(bytes) else { throw failed(.badUTF8, at: span.start) }
        return bytes.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
    }

    @inline(__always)
    private func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    /// Finds the end of the string that starts at `index` and moves behind it; eight bytes at a time where nothing happens.
    private mutating func scan() throws(JSONError) -> Span {
        let start = index + 1
        var at = start
        var firstEscape: Int?
        var high: UInt64 = 0
        let end = bytes.count
        while true {
            while at + 8 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
                guard !Self.stops(word) else { break }
                high |= word
                at += 8
            }
            guard at < end else { throw failed(.ended, at: end) }
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                index = at + 1
                return Span(start: start, end: at, firstEscape: firstEscape, isASCII: high & Self.tops == 0)
            }
            guard byte >= 0x20 else { throw failed(.controlCharacter, at: at) }
            if byte == UInt8(ascii: "\\") {
                firstEscape = firstEscape ?? at
                guard at + 1 < end else { throw failed(.ended, at: end) }
                guard bytes[at + 1] >= 0x20 else { throw failed(.controlCharacter, at: at + 1) }
                high |= UInt64(bytes[at + 1])
                at += 2
                continue
            }
            high |= UInt64(byte)
            at += 1
        }
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Whether a quote, a backslash or a control character is among eight bytes.
    @inline(__always)
    private static func stops(_ word: UInt64) -> Bool {
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let found =
            ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash) | ((word &- (ones &* 0x20)) & ~word)
        return found & tops != 0
    }

    /// The bytes of a string with every escape resolved; what is left is valid UTF-8.
    private func unescaped(_ span: Span) throws(JSONError) -> [UInt8] {
        guard span.isASCII || UTF8Check.isValid(slice(span.start, span.end)) else {
            throw failed(.badUTF8, at: span.start)
        }
        var result: [UInt8] = []
        result.reserveCapacity(span.end - span.start)
        var at = span.start
        while at < span.end {
            var run = at
            while run < span.end, bytes[run] != UInt8(ascii: "\\") { run += 1 }
            result.append(contentsOf: slice(at, run))
            guard run < span.end else { break }
            at = run + 2
            guard at <= span.end else { throw failed(.badEscape, at: run) }
            switch bytes[run + 1] {
            case UInt8(ascii: "\""): result.append(0x22)
            case UInt8(ascii: "\\"): result.append(0x5C)
            case UInt8(ascii: "/"): result.append(0x2F)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                let scalar = try scalar(at: &at, within: span)
                result.append(contentsOf: String(Character(scalar)).utf8)
            default: throw failed(.badEscape, at: run)
            }
        }
        return result
    }

    /// The character whose hexadecimal digits stand at `at`, both halves of a surrogate pair included.
    private func scalar(at: inout Int, within span: Span) throws(JSONError) -> Unicode.Scalar {
        let escape = at - 2
        let first = try hexadecimal(at: &at, within: span)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard
            (0xD800..<0xDC00).contains(first), at + 6 <= span.end,
            bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
        else { throw failed(.loneSurrogate, at: escape) }
        at += 2
        let second = try hexadecimal(at: &at, within: span)
        guard
            (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failed(.loneSurrogate, at: escape) }
        return scalar
    }

    private func hexadecimal(at: inout Int, within span: Span) throws(JSONError) -> UInt32 {
        guard at + 4 <= span.end else { throw failed(.badEscape, at: at - 2) }
        var value: UInt32 = 0
        for offset in 0..<4 {
            let byte = bytes[at + offset]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: throw failed(.badEscape, at: at - 2)
            }
        }
        at += 4
        return value
    }
}
