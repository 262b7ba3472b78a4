/// A box: four characters that say what it is, and a range of the file that holds it.
struct MP4Box: Hashable {
    /// Four characters; those that cannot be printed are `?`.
    let type: String
    /// Where its content lies in the file, without the box's own header.
    let content: Range<Int>

    /// Boxes side by side, at most; honest files have one or two dozen.
    private static let maximumCount = 256

    /// The boxes that fill `range`.
    static func list(_ reader: inout HeaderReader, in range: Range<Int>) throws(HeaderFault) -> [MP4Box] {
        var boxes: [MP4Box] = []
        var offset = range.lowerBound
        // QuickTime may end a list with four zero bytes, too few for another box.
        while range.upperBound - offset >= 8 {
            guard boxes.count < maximumCount else { throw .malformed("it has too many boxes") }
            let head = try reader.bytes(at: offset, count: 8)
            var length = head.number(at: 0, width: 4)
            var headLength = 8
            switch length {
            case 0:
                length = range.upperBound - offset
            case 1:
                headLength = 16
                guard let wide = try reader.bytes(at: offset + 8, count: 8).wideNumber(at: 0) else {
                    throw .malformed("a box is longer than any file")
                }
                length = wide
            default:
                break
            }
            guard length >= headLength else { throw .malformed("a box is shorter than its own header") }
            guard length <= range.upperBound - offset else {
                guard range.upperBound == reader.fileSize else { throw .malformed("a box is longer than its parent") }
                throw .truncated
            }
            boxes.append(
                MP4Box(type: printable(head[4..<8]), content: offset + headLength..<offset + length)
            )
            offset += length
        }
        return boxes
    }

    /// The content of the first box of `type` in `range`; missing is malformed.
    static func content(
        of type: String,
        _ reader: inout HeaderReader,
        in range: Range<Int>
    ) throws(HeaderFault) -> Range<Int> {
        guard let box = try list(&reader, in: range).first(where: { $0.type == type }) else {
            throw .malformed("a track has no box \(type)")
        }
        return box.content
    }

    /// `count` bytes at `offset` within `range`, which they must not leave.
    static func field(
        _ reader: inout HeaderReader,
        in range: Range<Int>,
        at offset: Int,
        count: Int
    ) throws(HeaderFault) -> [UInt8] {
        guard offset + count <= range.count else { throw .malformed("a box is too short") }
        return try reader.bytes(at: range.lowerBound + offset, count: count)
    }

    /// Four characters as text that is safe to log.
    static func printable(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }
}
