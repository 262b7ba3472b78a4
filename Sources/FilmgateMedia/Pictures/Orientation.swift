/// How a camera was held: the Exif tag by which a picture that lies on its side is set upright.
enum Orientation {
    /// Honest files have about a dozen entries before it.
    private static let maximumEntries = 128

    /// Whether the `count` bytes of Exif data at `start`, which begins like a TIFF file, says that width and height change places.
    ///
    /// Damaged Exif data says nothing: such pictures are common, and shown as they lie. A file that ends within it is cut off.
    static func swapsSides(
        _ reader: inout HeaderReader,
        exif start: Int,
        count: Int
    ) throws(HeaderFault) -> Bool {
        guard start + count <= reader.fileSize else { throw .truncated }
        do throws(HeaderFault) {
            let head = try reader.bytes(at: start, count: 8)
            guard let order = Endianness(tiff: head) else { return false }
            let directory = start + head.number(at: 4, width: 4, order)
            let entries = try reader.bytes(at: directory, count: 2).number(at: 0, width: 2, order)
            for index in 0..<min(entries, maximumEntries) {
                let entry = directory + 2 + 12 * index
                guard entry + 12 <= start + count else { return false }
                if let swaps = swapsSides(entry: try reader.bytes(at: entry, count: 12), order) { return swaps }
            }
            return false
        } catch {
            return false
        }
    }

    /// The same for one entry of a directory; `nil` where it is about something else.
    static func swapsSides(entry: [UInt8], _ order: Endianness) -> Bool? {
        guard entry.number(at: 0, width: 2, order) == 274, entry.number(at: 2, width: 2, order) == 3 else { return nil }
        // 5 to 8 are the quarter turns, mirrored or not.
        return (5...8).contains(entry.number(at: 8, width: 2, order))
    }
}

extension Endianness {
    /// The byte order that the first letters of a TIFF file name; `nil` where it is none.
    init?(tiff head: [UInt8]) {
        if head.starts(with: [0x49, 0x49, 42, 0]) {
            self = .little
        } else if head.starts(with: [0x4D, 0x4D, 0, 42]) {
            self = .big
        } else {
            return nil
        }
    }
}
