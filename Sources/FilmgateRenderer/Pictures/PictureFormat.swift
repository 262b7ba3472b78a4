/// The picture formats that are decoded, told by their first bytes and never by a name.
///
/// The demuxer that is forced upon ffmpeg follows from it. A playlist, a drawing language or a film is none of these,
/// so nothing that a user sends can make ffmpeg open something else.
enum PictureFormat: String, CaseIterable {
    case jpeg = "jpeg_pipe"
    case png = "png_pipe"
    case webp = "webp_pipe"
    case gif = "gif"
    case bmp = "bmp_pipe"
    case tiff = "tiff_pipe"

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
        } else {
            return nil
        }
    }

    /// The name of ffmpeg's demuxer.
    var demuxer: String { rawValue }

    /// The only decoder that may run.
    var decoder: String {
        switch self {
        case .jpeg: "mjpeg"
        case .png: "png"
        case .webp: "webp"
        case .gif: "gif"
        case .bmp: "bmp"
        case .tiff: "tiff"
        }
    }
}
