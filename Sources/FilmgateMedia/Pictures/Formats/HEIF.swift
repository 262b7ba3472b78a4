extension PictureFormat {
    package static let heic = PictureFormat(name: "heic", mediaType: "image/heic", fileExtension: "heic")
    package static let heif = PictureFormat(name: "heif", mediaType: "image/heif", fileExtension: "heif")
}

/// HEIC: pictures in HEVC.
enum HEICReader: PictureFormatReader {
    static let format = PictureFormat.heic

    static func recognises(_ head: [UInt8]) -> Bool { HEIFFile.brand(head, isOneOf: ["heic", "heix", "heim", "heis"]) }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        try HEIFFile.readSize(&reader)
    }
}

/// HEIF of any other coding.
enum HEIFReader: PictureFormatReader {
    static let format = PictureFormat.heif

    static func recognises(_ head: [UInt8]) -> Bool { HEIFFile.brand(head, isOneOf: ["mif1", "msf1"]) }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        try HEIFFile.readSize(&reader)
    }
}

/// The boxes of a HEIF file (ISO/IEC 23008-12): the primary item, its properties, among them its size, what is
/// cut off and how it is turned. Exif data in it says nothing: it repeats what the properties say.
private enum HEIFFile {
    static func brand(_ head: [UInt8], isOneOf brands: [String]) -> Bool {
        head.count >= 12 && head.spells("ftyp", at: 4) && brands.contains(MP4Box.printable(head[8..<12]))
    }

    static func readSize(_ reader: inout HeaderReader) throws(HeaderFault) -> (width: Int, height: Int) {
        let top = try MP4Box.list(&reader, in: 0..<reader.fileSize)
        guard let meta = top.first(where: { $0.type == "meta" })?.content else { throw .truncated }
        guard meta.count > 4 else { throw .malformed("it has no items") }
        // Version and flags come before the boxes within.
        let items = meta.lowerBound + 4..<meta.upperBound
        let primary = try primaryItem(&reader, in: MP4Box.content(of: "pitm", &reader, in: items))
        let properties = try MP4Box.content(of: "iprp", &reader, in: items)
        let list = try MP4Box.list(&reader, in: MP4Box.content(of: "ipco", &reader, in: properties))
        let table = try MP4Box.content(of: "ipma", &reader, in: properties)
        var size: (width: Int, height: Int)?
        var isTurned = false
        for number in try associations(of: primary, &reader, in: table) where number > 0 && number <= list.count {
            let property = list[number - 1]
            switch property.type {
            case "ispe":
                let field = try MP4Box.field(&reader, in: property.content, at: 4, count: 8)
                size = (field.number(at: 0, width: 4), field.number(at: 4, width: 4))
            case "clap":
                // What is shown of it: two fractions, before any turn.
                let field = try MP4Box.field(&reader, in: property.content, at: 0, count: 16)
                let parts = stride(from: 0, to: 16, by: 4).map { field.number(at: $0, width: 4) }
                guard parts[1] > 0, parts[3] > 0 else { throw .malformed("its picture is cut to nothing") }
                size = (parts[0] / parts[1], parts[2] / parts[3])
            case "irot":
                // Quarter turns: one and three of them swap the sides.
                isTurned = try MP4Box.field(&reader, in: property.content, at: 0, count: 1)[0] & 1 == 1
            default:
                break
            }
        }
        guard let size else { throw .malformed("its picture has no size") }
        return isTurned ? (size.height, size.width) : size
    }

    private static func primaryItem(_ reader: inout HeaderReader, in box: Range<Int>) throws(HeaderFault) -> Int {
        let isWide = try MP4Box.field(&reader, in: box, at: 0, count: 1)[0] > 0
        return try MP4Box.field(&reader, in: box, at: 4, count: isWide ? 4 : 2).number(at: 0, width: isWide ? 4 : 2)
    }

    /// The numbers, from 1, of the properties of an item.
    private static func associations(
        of item: Int,
        _ reader: inout HeaderReader,
        in box: Range<Int>
    ) throws(HeaderFault) -> [Int] {
        let bytes = try reader.bytes(at: box.lowerBound, count: box.count)
        guard bytes.count >= 8 else { throw .malformed("a box is too short") }
        let idWidth = bytes[0] < 1 ? 2 : 4
        let width = bytes[3] & 1 == 1 ? 2 : 1
        var offset = 8
        for _ in 0..<bytes.number(at: 4, width: 4) {
            guard offset + idWidth + 1 <= bytes.count else { throw .malformed("a box is too short") }
            let id = bytes.number(at: offset, width: idWidth)
            let count = Int(bytes[offset + idWidth])
            offset += idWidth + 1
            guard offset + count * width <= bytes.count else { throw .malformed("a box is too short") }
            if id == item {
                // The highest bit says whether the property is essential.
                let mask = width == 2 ? 0x7FFF : 0x7F
                return (0..<count).map { bytes.number(at: offset + $0 * width, width: width) & mask }
            }
            offset += count * width
        }
        throw .malformed("its picture has no properties")
    }
}
