package import FilmgateDomain

/// Why a data URL was not taken.
package enum DataURLError: Error, Hashable, CustomStringConvertible {
    /// It does not begin as `data:<kind>/<lower-case format>;base64,` does.
    case wrongHead(kind: String)
    case empty
    /// The decoded file would have more than `limit` bytes.
    case tooLarge(size: Int, limit: Int)
    /// A character at `offset` (from the start of the URL) is not base64.
    case badCharacter(offset: Int)
    /// The data stops within a group of four characters, or its padding is wrong.
    case badLength
    /// The decoded bytes could not be kept.
    case notStored(reason: String)

    package var description: String {
        switch self {
        case .wrongHead(let kind):
            "the data URL must begin with data:\(kind)/<format>;base64, where the format is in lower case"
        case .empty: "the data URL holds nothing"
        case .tooLarge(let size, let limit): "the file has \(size) bytes, at most \(limit) are taken"
        case .badCharacter(let offset): "the character at offset \(offset) of the data URL is not base64"
        case .badLength: "the base64 of the data URL is cut off or wrongly padded"
        case .notStored(let reason): reason
        }
    }
}

/// A picture or sound inside a request: `data:image/<format>;base64,<data>`.
package struct Base64DataURL: Sendable {
    /// What the URL claims, for example `png`. The file's own header decides.
    package let claimedFormat: String
    /// The file's size in bytes.
    package let decodedSize: Int

    /// The whole URL.
    private let text: ByteRegion
    /// Where the data lies in `text`, without padding.
    private let data: Range<Int>

    /// Characters that are decoded at a time.
    private static let pieceSize = 64 * 1024
    private static let maximumFormatLength = 32

    /// Whether `text` is meant to be a data URL of any kind.
    package static func isDataURL(_ text: ByteRegion) -> Bool {
        text[0..<5].withUnsafeBytes { $0.count == 5 && String(decoding: $0, as: UTF8.self).lowercased() == "data:" }
    }

    /// Reads the head of the URL and judges the size; the data itself is judged by ``decode(into:)``.
    ///
    /// `text` holds the URL's bytes, all of them, without JSON escapes. `kind` is the first half of the media type,
    /// `image` or `audio`. The decoded file may have `limit` bytes at most.
    package init(_ text: ByteRegion, kind: String = "image", limit: Int) throws(DataURLError) {
        let scheme = Array("data:\(kind)/".utf8)
        let head = text[0..<scheme.count + Self.maximumFormatLength + 8].bytes
        guard head.starts(with: scheme), let comma = head.firstIndex(of: UInt8(ascii: ",")) else {
            throw .wrongHead(kind: kind)
        }
        let middle = head[scheme.count..<comma]
        let format = middle.prefix { $0 != UInt8(ascii: ";") }
        guard
            !format.isEmpty,
            format.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) }),
            middle.dropFirst(format.count).elementsEqual(";base64".utf8)
        else { throw .wrongHead(kind: kind) }
        let padding = text[text.count - 2..<text.count].bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        let end = max(text.count - padding, comma + 1)
        let length = end - comma - 1
        guard length > 0 else { throw .empty }
        // Padding may be left out; where it is not, it has to fill the last group.
        guard length % 4 != 1, padding == 0 || (length + padding).isMultiple(of: 4) else { throw .badLength }
        let size = length / 4 * 3 + [0, 0, 1, 2][length % 4]
        guard size <= limit else { throw .tooLarge(size: size, limit: limit) }
        self.text = text
        claimedFormat = String(decoding: format, as: UTF8.self)
        data = comma + 1..<end
        decodedSize = size
    }

    /// Decodes the data into `sink`, which the caller finishes, or discards when this fails.
    package func decode(into sink: some ArtifactSink) async throws(DataURLError) {
        var offset = data.lowerBound
        while offset < data.upperBound {
            let end = min(offset + Self.pieceSize, data.upperBound)
            let piece = try decode(offset..<end)
            do {
                try await sink.write(ByteRegion(piece))
            } catch {
                throw .notStored(reason: String(describing: error))
            }
            offset = end
        }
    }

    /// Decodes one piece; only the last one is not made of whole groups.
    private func decode(_ range: Range<Int>) throws(DataURLError) -> OwnedBytes {
        try text[range].withUnsafeBytes { (characters) throws(DataURLError) in
            let groups = UnsafeRawBufferPointer(rebasing: characters[..<(characters.count / 4 * 4)])
            let rest = characters[groups.count...]
            var tail: [UInt8] = []
            if !rest.isEmpty {
                guard let bytes = Base64Tables.standard.decodeTail(rest) else {
                    throw .badCharacter(offset: range.lowerBound + groups.count)
                }
                tail = bytes
            }
            let size = groups.count / 4 * 3
            return try OwnedBytes(capacity: size + tail.count) { (buffer) throws(DataURLError) in
                let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<size])
                if let group = Base64Tables.standard.decodeGroups(groups, into: target) {
                    let bad = groups[group..<group + 4].firstIndex { !Base64Tables.standard.contains($0) } ?? group
                    throw .badCharacter(offset: range.lowerBound + bad)
                }
                buffer[size...].copyBytes(from: tail)
                return buffer.count
            }
        }
    }
}
