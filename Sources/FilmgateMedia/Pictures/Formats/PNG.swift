extension PictureFormat {
    package static let png = PictureFormat(name: "png", mediaType: "image/png", fileExtension: "png")
}

/// PNG: the header chunk comes first, or it is no PNG; an `eXIf` chunk counts where it comes before the picture data.
enum PNGReader: PictureFormatReader {
    static let format = PictureFormat.png

    private static let maximumChunks = 128

    static func recognises(_ head: [UInt8]) -> Bool {
        head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        let chunk = try reader.bytes(at: 8, count: 8 + 13)
        guard chunk.number(at: 0, width: 4) == 13, chunk.spells("IHDR", at: 4) else {
            throw .malformed("the header chunk does not come first")
        }
        guard [1, 2, 4, 8, 16].contains(chunk[16]), [0, 2, 3, 4, 6].contains(chunk[17]) else {
            throw .malformed("there is no such bit depth or colour type")
        }
        let size = (width: chunk.number(at: 8, width: 4), height: chunk.number(at: 12, width: 4))
        return try swapsSides(&reader) ? (size.height, size.width) : size
    }

    /// Text and profile chunks are stepped over.
    private static func swapsSides(_ reader: inout HeaderReader) throws(HeaderFault) -> Bool {
        var offset = 33
        for _ in 0..<maximumChunks {
            let head = try reader.bytes(at: offset, count: 8)
            guard !head.spells("IDAT", at: 4) else { return false }
            let length = head.number(at: 0, width: 4)
            if head.spells("eXIf", at: 4) {
                return try Orientation.swapsSides(&reader, exif: offset + 8, count: length)
            }
            offset += 12 + length
        }
        return false
    }
}
