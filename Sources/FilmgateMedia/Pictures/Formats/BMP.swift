extension PictureFormat {
    package static let bmp = PictureFormat(name: "bmp", mediaType: "image/bmp", fileExtension: "bmp")
}

/// BMP with the old core header or any of the info headers; rows from the top are written as a negative height.
enum BMPReader: PictureFormatReader {
    static let format = PictureFormat.bmp

    /// Two letters are a weak sign, so the header's length, which has few legal values, has to agree.
    static func recognises(_ head: [UInt8]) -> Bool {
        head.spells("BM") && (head.count < 16 || head.number(at: 14, width: 2, .little) < 256)
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        switch try reader.bytes(at: 14, count: 4).number(at: 0, width: 4, .little) {
        case 12:
            let core = try reader.bytes(at: 18, count: 8)
            try check(planes: core.number(at: 4, width: 2, .little))
            return (core.number(at: 0, width: 2, .little), core.number(at: 2, width: 2, .little))
        case 40, 52, 56, 64, 108, 124:
            let info = try reader.bytes(at: 18, count: 12)
            try check(planes: info.number(at: 8, width: 2, .little))
            return (signed(info.number(at: 0, width: 4, .little)), abs(signed(info.number(at: 4, width: 4, .little))))
        default:
            throw .malformed("there is no header of that length")
        }
    }

    private static func check(planes: Int) throws(HeaderFault) {
        guard planes == 1 else { throw .malformed("it has \(planes) planes instead of 1") }
    }

    private static func signed(_ value: Int) -> Int {
        Int(Int32(truncatingIfNeeded: value))
    }
}
