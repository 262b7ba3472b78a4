package import FilmgateDomain

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// One field or file of a form.
package struct MultipartPart: Sendable {
    package let name: String
    /// As the client claims it, without any path; never to be used as a path.
    package let filename: String?
    /// As the client claims it.
    package let contentType: String?
    package let body: ByteRegion
}

/// Why a form was not taken.
package enum MultipartError: Error, Hashable, CustomStringConvertible {
    /// The Content-Type is not `multipart/form-data` with a boundary that RFC 2046 allows.
    case badContentType
    /// The form does not begin with its boundary or stops before the last one.
    case truncated
    case tooManyParts(limit: Int)
    case headerTooLong(limit: Int)
    /// The head of part number `part` (from 0) is not what RFC 7578 asks for.
    case badHeader(part: Int)

    package var description: String {
        switch self {
        case .badContentType: "the Content-Type is not multipart/form-data with a boundary"
        case .truncated: "the form stops before its last boundary"
        case .tooManyParts(let limit): "the form has more than \(limit) parts"
        case .headerTooLong(let limit): "the head of a part is longer than \(limit) bytes"
        case .badHeader(let part): "the head of part \(part + 1) cannot be read"
        }
    }
}

/// Reads `multipart/form-data` (RFC 7578) from a body that has come in whole. Parts are slices, nothing is copied.
package struct MultipartReader {
    package static let maximumParts = 64
    /// Bytes of the head of one part.
    package static let maximumHeader = 8 * 1024

    private let boundary: [UInt8]

    /// Takes the boundary from the value of the request's Content-Type header.
    package init(contentType: String) throws(MultipartError) {
        guard
            let value = HeaderValue(contentType),
            value.main.lowercased() == "multipart/form-data",
            let boundary = value.parameters["boundary"]
        else { throw .badContentType }
        let characters = Array(boundary.utf8)
        guard
            (1...70).contains(characters.count),
            characters.allSatisfy(Self.isBoundaryCharacter),
            characters.last != UInt8(ascii: " ")
        else { throw .badContentType }
        self.boundary = characters
    }

    /// RFC 2046, section 5.1.1.
    private static func isBoundaryCharacter(_ character: UInt8) -> Bool {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default:
            "'()+_,-./:=? ".utf8.contains(character)
        }
    }

    package func parts(of body: ByteRegion) throws(MultipartError) -> [MultipartPart] {
        try body.withUnsafeBytes { (bytes) throws(MultipartError) in
            var scanner = MultipartScanner(bytes, boundary: boundary)
            try scanner.skipPreamble()
            var parts: [MultipartPart] = []
            while let (head, content) = try scanner.nextPart() {
                guard parts.count < Self.maximumParts else { throw .tooManyParts(limit: Self.maximumParts) }
                guard let part = Self.part(head: head, body: body[content]) else {
                    throw .badHeader(part: parts.count)
                }
                parts.append(part)
            }
            return parts
        }
    }

    private static func part(head: String, body: ByteRegion) -> MultipartPart? {
        var disposition: HeaderValue?
        var contentType: String?
        // A line end counts as one Character, so this splits at CR LF as well.
        for line in head.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = String(line[line.index(after: colon)...])
            switch line[..<colon].lowercased() {
            case "content-disposition": disposition = HeaderValue(value)
            case "content-type": contentType = value.trimmed
            default: continue
            }
        }
        guard
            let disposition,
            disposition.main.lowercased() == "form-data",
            let name = disposition.parameters["name"]
        else { return nil }
        let filename = disposition.parameters["filename"].map { path in
            String(path[(path.lastIndex { $0 == "/" || $0 == "\\" }.map(path.index(after:)) ?? path.startIndex)...])
        }
        return MultipartPart(name: name, filename: filename, contentType: contentType, body: body)
    }
}

/// Walks over a form's bytes from boundary to boundary.
private struct MultipartScanner {
    private let bytes: UnsafeRawBufferPointer
    /// CR LF and two hyphens before the boundary proper.
    private let delimiter: [UInt8]
    /// Behind the boundary that was read last.
    private var offset = 0

    init(_ bytes: UnsafeRawBufferPointer, boundary: [UInt8]) {
        self.bytes = bytes
        delimiter = Array("\r\n--".utf8) + boundary
    }

    mutating func skipPreamble() throws(MultipartError) {
        if bytes.starts(with: delimiter.dropFirst(2)) {
            offset = delimiter.count - 2
            return
        }
        guard let first = find(delimiter, in: 0..<bytes.count) else { throw .truncated }
        offset = first + delimiter.count
    }

    /// The head and the place of the body of the next part; `nil` behind the last.
    mutating func nextPart() throws(MultipartError) -> (head: String, body: Range<Int>)? {
        if bytes[offset...].starts(with: "--".utf8) { return nil }
        while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t") {
            offset += 1
        }
        guard bytes[offset...].starts(with: "\r\n".utf8) else { throw .truncated }
        let start = offset
        let limit = min(bytes.count, start + MultipartReader.maximumHeader + 4)
        guard let headEnd = find(Array("\r\n\r\n".utf8), in: start..<limit) else {
            throw limit == bytes.count ? .truncated : .headerTooLong(limit: MultipartReader.maximumHeader)
        }
        // The blank line's own CR LF may begin the delimiter of a part without a body.
        let body = headEnd + 4
        guard let end = find(delimiter, in: headEnd + 2..<bytes.count) else { throw .truncated }
        offset = end + delimiter.count
        let head = String(decoding: bytes[min(start + 2, headEnd)..<headEnd], as: UTF8.self)
        return (head, body..<max(end, body))
    }

    private func find(_ needle: [UInt8], in range: Range<Int>) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        // Every needle begins with CR LF, and a boundary holds neither: two bytes rule out all but ends of lines, and
        // the search takes about the same time whatever the body holds. The loop's bound keeps every read within.
        var start = range.lowerBound
        while start <= range.upperBound - needle.count {
            let isLineEnd =
                base.load(fromByteOffset: start, as: UInt8.self) == UInt8(ascii: "\r")
                && base.load(fromByteOffset: start + 1, as: UInt8.self) == UInt8(ascii: "\n")
            if isLineEnd, memcmp(base + start, needle, needle.count) == 0 { return start }
            start += 1
        }
        return nil
    }
}
