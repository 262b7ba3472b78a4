extension PictureFormat {
    package static let webp = PictureFormat(name: "webp", mediaType: "image/webp", fileExtension: "webp")
}

/// WebP in its three forms: lossy (`VP8 `), lossless (`VP8L`), extended (`VP8X`).
enum WebPReader: PictureFormatReader {
    static let format = PictureFormat.webp

    /// A long animation has a chunk for each frame; its Exif data is then not looked for to the end.
    private static let maximumChunks = 1024

    static func recognises(_ head: [UInt8]) -> Bool {
        head.spells("RIFF") && head.spells("WEBP", at: 8)
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        let kind = try reader.bytes(at: 12, count: 8)
        if kind.spells("VP8 ") {
            let frame = try reader.bytes(at: 20, count: 10)
            guard frame[0] & 1 == 0, frame[3] == 0x9D, frame[4] == 0x01, frame[5] == 0x2A else {
                throw .malformed("the lossy data does not begin with a key frame")
            }
            // The two highest bits are a scale for display, not size.
            return (
                frame.number(at: 6, width: 2, .little) & 0x3FFF,
                frame.number(at: 8, width: 2, .little) & 0x3FFF
            )
        }
        if kind.spells("VP8L") {
            let head = try reader.bytes(at: 20, count: 5)
            let bits = head.number(at: 1, width: 4, .little)
            guard head[0] == 0x2F, bits >> 29 == 0 else { throw .malformed("the lossless header is wrong") }
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        }
        if kind.spells("VP8X") {
            let head = try reader.bytes(at: 20, count: 10)
            let size = (
                width: head.number(at: 4, width: 3, .little) + 1, height: head.number(at: 7, width: 3, .little) + 1
            )
            let hasExif = head[0] & 8 != 0
            guard hasExif, try swapsSides(&reader) else { return size }
            return (size.height, size.width)
        }
        throw .malformed("there is no picture in the container")
    }

    /// The Exif chunk comes last, so the others are stepped over.
    private static func swapsSides(_ reader: inout HeaderReader) throws(HeaderFault) -> Bool {
        let end = try reader.bytes(at: 4, count: 4).number(at: 0, width: 4, .little) + 8
        var offset = 12
        for _ in 0..<maximumChunks {
            guard offset < end else { return false }
            let head = try reader.bytes(at: offset, count: 8)
            let length = head.number(at: 4, width: 4, .little)
            guard !head.spells("EXIF") else {
                // Some encoders keep the six bytes that JPEG has before it.
                let prefix = try reader.bytes(at: offset + 8, count: 4).spells("Exif") ? 6 : 0
                return try Orientation.swapsSides(&reader, exif: offset + 8 + prefix, count: length - prefix)
            }
            offset += 8 + length + length & 1
        }
        return false
    }
}
