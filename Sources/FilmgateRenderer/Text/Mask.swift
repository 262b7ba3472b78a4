/// A block of text as coverage: the strokes, and the darkness that keeps them legible on any ground.
struct Mask {
    private(set) var width: Int
    private(set) var height: Int
    private var fill: [UInt8]
    private var dark: [UInt8]

    /// Draws lines with fonts of the pixel size `size` and an outline `rim` pixels wide; `plate` lays a soft dark ground
    /// under the whole block.
    init(_ lines: [[Unicode.Scalar]], _ fonts: FontChain, size: Int, rim: Int, centred: Bool, plate: Bool) {
        let spacing = size * 135 / 100
        let margin = plate ? size * 2 / 3 : rim + 2
        let widths = lines.map { $0.reduce(0) { $0 + fonts.advance($1) } / 64 }
        width = ((widths.max() ?? 0) + 2 * margin + 3) & ~1
        height = (spacing * lines.count + margin + 3) & ~1
        fill = [UInt8](repeating: 0, count: width * height)
        dark = fill
        for (number, line) in lines.enumerated() {
            let left = centred ? (width - widths[number]) / 2 : margin
            draw(line, fonts, x: left * 64, baseline: margin / 2 + number * spacing + size)
        }
        outline(rim)
        if plate { ground(rounded: size / 2) }
    }

    /// The overlay, with its top left corner at the given point of the frame.
    func patch(x: Int, y: Int, opacity: Int) -> Patch {
        Patch(x: max(0, x), y: max(0, y), width: width, height: height, fill: fill, rim: dark, opacity: opacity)
    }

    private mutating func draw(_ line: [Unicode.Scalar], _ fonts: FontChain, x: Int, baseline: Int) {
        var pen = x
        for scalar in line {
            guard let glyph = fonts.glyph(scalar) else { continue }
            for row in 0..<glyph.height {
                let y = baseline - glyph.top + row
                guard y >= 0, y < height else { continue }
                for column in 0..<glyph.width {
                    let x = pen / 64 + glyph.left + column
                    guard x >= 0, x < width else { continue }
                    fill[y * width + x] = max(fill[y * width + x], glyph.coverage[row * glyph.width + column])
                }
            }
            pen += glyph.advance
        }
    }

    /// Grows the strokes by a disc.
    private mutating func outline(_ radius: Int) {
        var offsets: [(x: Int, y: Int)] = []
        for y in -radius...radius {
            for x in -radius...radius where x * x + y * y <= radius * radius + radius / 2 { offsets.append((x, y)) }
        }
        for y in radius..<max(radius, height - radius) {
            for x in radius..<max(radius, width - radius) {
                let value = fill[y * width + x]
                guard value > 0 else { continue }
                for offset in offsets {
                    let at = (y + offset.y) * width + x + offset.x
                    // A little less than opaque: a rim, not a sticker.
                    dark[at] = max(dark[at], UInt8(Int(value) * 7 / 8))
                }
            }
        }
    }

    /// Lays a translucent plate with round corners under everything.
    private mutating func ground(rounded radius: Int) {
        for y in 0..<height {
            for x in 0..<width {
                let dx = max(radius - x, x - (width - 1 - radius), 0)
                let dy = max(radius - y, y - (height - 1 - radius), 0)
                let distance = Float(dx * dx + dy * dy).squareRoot()
                let cover = min(1, max(0, Float(radius) + 0.5 - distance))
                dark[y * width + x] = max(dark[y * width + x], UInt8(cover * 88))
            }
        }
    }
}
