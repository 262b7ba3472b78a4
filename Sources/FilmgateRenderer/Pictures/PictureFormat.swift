/// The picture formats that are decoded, told by their first bytes and never by a name.
///
/// A playlist, a drawing language or a film is none of these, so nothing that a user sends can make a decoder open
/// something else.
enum PictureFormat: CaseIterable {
    case jpeg
    case png
    case webp
    case gif
    case bmp
    case tiff
    case heif

    /// How many bytes decide.
    static let headLength = 16

    init?(head: [UInt8]) {
        func has(_ bytes: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: bytes) }
        if has([0xff, 0xd8, 0xff]) {
            self = .jpeg
        } else if has([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
            self = .png
        } else if has(Array("RIFF".utf8)), has(Array("WEBP".utf8), at: 8) {
            self = .webp
        } else if has(Array("GIF87a".utf8)) || has(Array("GIF89a".utf8)) {
            self = .gif
        } else if has(Array("BM".utf8)) {
            self = .bmp
        } else if has([0x49, 0x49, 0x2a, 0]) || has([0x4d, 0x4d, 0, 0x2a]) {
            self = .tiff
        } else if has(Array("ftyp".utf8), at: 4), Self.heifBrands.contains(where: { has(Array($0.utf8), at: 8) }) {
            self = .heif
        } else {
            return nil
        }
    }

    /// What HEIF files call themselves; the first four are coded in HEVC, as phones do.
    private static let heifBrands = ["heic", "heix", "heim", "heis", "mif1", "msf1"]
}
