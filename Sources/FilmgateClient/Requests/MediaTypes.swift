/// What media files are, by their first bytes.
package enum MediaTypes {
    /// `image/png` and its like; `nil` for what is not known. 16 bytes are enough.
    package static func type(of head: [UInt8]) -> String? {
        for (offset, magic, type) in table where head.dropFirst(offset).starts(with: magic.utf8Bytes) {
            guard type == "RIFF" else { return type }
            return riff.first { head.dropFirst(8).starts(with: $0.magic.utf8) }?.type
        }
        if head.dropFirst(4).starts(with: "ftyp".utf8) {
            let brand = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
            return brands[brand] ?? (brand.hasPrefix("qt") ? "video/quicktime" : "video/mp4")
        }
        return nil
    }

    /// `png` for `image/png`.
    package static func ending(of type: String) -> String {
        endings[type] ?? String(type.split(separator: "/").last ?? "bin")
    }

    private enum Magic {
        case text(String)
        case bytes([UInt8])

        var utf8Bytes: [UInt8] {
            switch self {
            case .text(let text): Array(text.utf8)
            case .bytes(let bytes): bytes
            }
        }
    }

    private static let table: [(Int, Magic, String)] = [
        (0, .bytes([0xFF, 0xD8, 0xFF]), "image/jpeg"),
        (0, .bytes([0x89, 0x50, 0x4E, 0x47]), "image/png"),
        (0, .text("GIF8"), "image/gif"),
        (0, .text("BM"), "image/bmp"),
        (0, .bytes([0x49, 0x49, 0x2A, 0x00]), "image/tiff"),
        (0, .bytes([0x4D, 0x4D, 0x00, 0x2A]), "image/tiff"),
        (0, .text("RIFF"), "RIFF"),
        (0, .text("ID3"), "audio/mpeg"),
        (0, .bytes([0xFF, 0xFB]), "audio/mpeg"),
        (0, .bytes([0xFF, 0xF3]), "audio/mpeg"),
    ]
    private static let riff: [(magic: String, type: String)] = [("WEBP", "image/webp"), ("WAVE", "audio/wav")]
    private static let brands = [
        "heic": "image/heic", "heix": "image/heic", "hevc": "image/heic", "mif1": "image/heif", "msf1": "image/heif",
        "avif": "image/avif", "M4A ": "audio/mp4",
    ]
    private static let endings = [
        "image/jpeg": "jpg", "video/quicktime": "mov", "audio/mpeg": "mp3", "audio/mp4": "m4a",
    ]
}
