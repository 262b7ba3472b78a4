extension PictureFormat {
    package static let gif = PictureFormat(name: "gif", mediaType: "image/gif", fileExtension: "gif")
}

/// GIF: the size of the logical screen, on which every frame lies.
enum GIFReader: PictureFormatReader {
    static let format = PictureFormat.gif

    static func recognises(_ head: [UInt8]) -> Bool {
        head.spells("GIF87a") || head.spells("GIF89a")
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        let screen = try reader.bytes(at: 6, count: 7)
        return (screen.number(at: 0, width: 2, .little), screen.number(at: 2, width: 2, .little))
    }
}
