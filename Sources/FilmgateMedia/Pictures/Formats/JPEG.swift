extension PictureFormat {
    package static let jpeg = PictureFormat(name: "jpeg", mediaType: "image/jpeg", fileExtension: "jpg")
}

/// JPEG (ITU-T T.81): segments are skipped, however large, until the frame header says the size; on the way the Exif segment says how it lies.
enum JPEGReader: PictureFormatReader {
    static let format = PictureFormat.jpeg

    /// Honest files have a few dozen; a colour profile or preview in many pieces has the most.
    private static let maximumSegments = 512

    static func recognises(_ head: [UInt8]) -> Bool {
        head.starts(with: [0xFF, 0xD8, 0xFF])
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        var offset = 2
        var swapsSides = false
        for _ in 0..<maximumSegments {
            let segment = try reader.bytes(at: offset, count: 2)
            guard segment[0] == 0xFF else { throw .malformed("a segment does not begin with a marker") }
            switch segment[1] {
            case 0xFF:
                // A fill byte: the marker proper follows.
                offset += 1
            case 0x01, 0xD0...0xD7:
                offset += 2
            case 0xC0...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                let frame = try reader.bytes(at: offset + 2, count: 8)
                guard frame.number(at: 0, width: 2) >= 8 + 3 else { throw .malformed("the frame header is too short") }
                let size = (width: frame.number(at: 5, width: 2), height: frame.number(at: 3, width: 2))
                return swapsSides ? (size.height, size.width) : size
            case 0x00, 0xD8, 0xD9, 0xDA:
                throw .malformed("there is no frame header before the picture data")
            default:
                let length = try reader.bytes(at: offset + 2, count: 2).number(at: 0, width: 2)
                guard length >= 2 else { throw .malformed("a segment has no length") }
                if segment[1] == 0xE1, length >= 16, try reader.bytes(at: offset + 4, count: 6).spells("Exif\0\0") {
                    swapsSides = try Orientation.swapsSides(&reader, exif: offset + 10, count: length - 8)
                }
                offset += 2 + length
            }
        }
        throw .malformed("there is no frame header in the first \(maximumSegments) segments")
    }
}
