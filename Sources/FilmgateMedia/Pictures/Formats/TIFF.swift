extension PictureFormat {
    package static let tiff = PictureFormat(name: "tiff", mediaType: "image/tiff", fileExtension: "tiff")
}

/// TIFF in both byte orders: the size of the first picture, and how it lies. BigTIFF is refused.
enum TIFFReader: PictureFormatReader {
    static let format = PictureFormat.tiff

    private static let maximumEntries = 512

    static func recognises(_ head: [UInt8]) -> Bool {
        head.starts(with: [0x49, 0x49, 42, 0]) || head.starts(with: [0x4D, 0x4D, 0, 42])
            || head.starts(with: [0x49, 0x49, 43, 0]) || head.starts(with: [0x4D, 0x4D, 0, 43])
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        let head = try reader.bytes(at: 0, count: 8)
        guard let order = Endianness(tiff: head) else { throw .malformed("BigTIFF is not read") }
        let directory = head.number(at: 4, width: 4, order)
        guard directory >= 8 else { throw .malformed("the directory lies within the header") }
        let count = try reader.bytes(at: directory, count: 2).number(at: 0, width: 2, order)
        guard (1...maximumEntries).contains(count) else { throw .malformed("the directory has \(count) entries") }

        var width: Int?
        var height: Int?
        var swapsSides = false
        for index in 0..<count {
            let entry = try reader.bytes(at: directory + 2 + 12 * index, count: 12)
            switch entry.number(at: 0, width: 2, order) {
            case 256: width = try value(entry, order)
            case 257: height = try value(entry, order)
            default: swapsSides = Orientation.swapsSides(entry: entry, order) ?? swapsSides
            }
        }
        guard let width, let height else { throw .malformed("the directory does not say the size") }
        return swapsSides ? (height, width) : (width, height)
    }

    /// The single short or long number of an entry.
    private static func value(_ entry: [UInt8], _ order: Endianness) throws(HeaderFault) -> Int {
        guard entry.number(at: 4, width: 4, order) == 1 else { throw .malformed("the size is a list") }
        switch entry.number(at: 2, width: 2, order) {
        case 3: return entry.number(at: 8, width: 2, order)
        case 4: return entry.number(at: 8, width: 4, order)
        default: throw .malformed("the size is not a whole number")
        }
    }
}
