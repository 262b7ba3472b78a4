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

    /// How many bytes decide, the marks of ``isPlain(_:)`` among them.
    static let headLength = 64 << 10

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

    /// Whether FFmpeg shows a picture that begins so as it is meant: nothing in it speaks of a profile, a turn or ink. Where
    /// that is not sure the answer is no, which costs a process more and nothing else.
    func isPlain(_ head: [UInt8]) -> Bool {
        switch self {
        case .bmp, .gif: true
        // Both stand before the picture data, if that is in sight.
        case .png: head.contains(anyOf: ["IDAT"]) && !head.contains(anyOf: ["iCCP", "eXIf"])
        // All of it stands in segments before the picture data; with four colours an Adobe segment is among them.
        case .jpeg: !head.contains(anyOf: ["ICC_PROFILE", "Exif", "Adobe"])
        case .webp:
            head.dropFirst(12).starts(with: Array("VP8 ".utf8)) || head.dropFirst(12).starts(with: Array("VP8L".utf8))
        case .tiff, .heif: false
        }
    }

    /// The demuxer and the only decoder that FFmpeg may use on a plain picture; what else the file may claim to be does not
    /// matter then. A JPEG that is cut off would decode to a half grey picture, so its decoder is told to be strict.
    var arguments: [String] {
        switch self {
        case .jpeg: ["-f", "jpeg_pipe", "-c:v", "mjpeg", "-err_detect", "explode", "-xerror"]
        case .png: ["-f", "png_pipe", "-c:v", "png"]
        case .webp: ["-f", "webp_pipe", "-c:v", "webp"]
        case .gif: ["-f", "gif", "-c:v", "gif"]
        case .bmp: ["-f", "bmp_pipe", "-c:v", "bmp"]
        case .tiff, .heif: []
        }
    }

    /// What HEIF files call themselves; the first four are coded in HEVC, as phones do.
    private static let heifBrands = ["heic", "heix", "heim", "heis", "mif1", "msf1"]
}

extension [UInt8] {
    fileprivate func contains(anyOf words: [String]) -> Bool {
        words.contains { word in
            let word = Array(word.utf8)
            return indices.contains { self[$0] == word[0] && self[$0...].starts(with: word) }
        }
    }
}
