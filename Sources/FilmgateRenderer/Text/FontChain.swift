import CFreeType

/// Several fonts tried in order for each character, so that Chinese and Latin text can stand in one line and a
/// character that no font has is left out instead of shown as an empty box.
final class FontChain {
    /// Where Debian and macOS keep fonts that together cover Latin, Greek, Cyrillic, symbols and Chinese.
    static let systemFonts = [
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
        "/usr/share/fonts/truetype/noto/NotoSansSymbols2-Regular.ttf",
        "/System/Library/Fonts/Helvetica.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/STHeiti Medium.ttc",
        "/System/Library/Fonts/Hiragino Sans GB.ttc",
        "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    ]

    /// A drawn character: 0...255 coverage, and where it lies relative to the pen on the base line.
    struct Glyph {
        let coverage: [UInt8]
        let width: Int
        let height: Int
        let left: Int
        let top: Int
        /// How far the pen moves, in 1/64 pixel.
        let advance: Int
    }

    private var library: FT_Library?
    private var faces: [FT_Face] = []
    private var glyphs: [UInt32: Glyph?] = [:]

    /// Opens the fonts that exist; missing or broken files are passed over.
    init(_ files: [String], pixelSize: Int) {
        guard FT_Init_FreeType(&library) == 0 else { return }
        for file in files.isEmpty ? Self.systemFonts : files {
            var face: FT_Face?
            guard FT_New_Face(library, file, 0, &face) == 0, let face else { continue }
            guard FT_Set_Pixel_Sizes(face, 0, UInt32(pixelSize)) == 0 else {
                FT_Done_Face(face)
                continue
            }
            faces.append(face)
        }
    }

    deinit {
        for face in faces { FT_Done_Face(face) }
        if let library { FT_Done_FreeType(library) }
    }

    /// Whether some font has the character.
    func covers(_ scalar: Unicode.Scalar) -> Bool { face(for: scalar) != nil }

    /// The drawn character, nil when no font has it.
    func glyph(_ scalar: Unicode.Scalar) -> Glyph? {
        if let known = glyphs[scalar.value] { return known }
        let glyph = draw(scalar)
        glyphs[scalar.value] = glyph
        return glyph
    }

    /// How far the pen moves over the character, in 1/64 pixel.
    func advance(_ scalar: Unicode.Scalar) -> Int { glyph(scalar)?.advance ?? 0 }

    private func face(for scalar: Unicode.Scalar) -> (face: FT_Face, index: FT_UInt)? {
        for face in faces {
            let index = FT_Get_Char_Index(face, FT_ULong(scalar.value))
            if index != 0 { return (face, index) }
        }
        return nil
    }

    private func draw(_ scalar: Unicode.Scalar) -> Glyph? {
        guard let (face, index) = face(for: scalar) else { return nil }
        // Unhinted shapes: hinting would make letters differ between sizes of the same video.
        guard FT_Load_Glyph(face, index, FT_Int32(FT_LOAD_RENDER | FT_LOAD_NO_HINTING)) == 0 else { return nil }
        let slot = face.pointee.glyph.pointee
        let bitmap = slot.bitmap
        let width = Int(bitmap.width)
        let height = Int(bitmap.rows)
        var coverage = [UInt8](repeating: 0, count: width * height)
        if let buffer = bitmap.buffer, bitmap.pixel_mode == UInt8(FT_PIXEL_MODE_GRAY.rawValue) {
            for row in 0..<height {
                for column in 0..<width {
                    coverage[row * width + column] = buffer[row * Int(bitmap.pitch) + column]
                }
            }
        }
        return Glyph(
            coverage: coverage,
            width: width,
            height: height,
            left: Int(slot.bitmap_left),
            top: Int(slot.bitmap_top),
            advance: Int(slot.advance.x)
        )
    }
}
