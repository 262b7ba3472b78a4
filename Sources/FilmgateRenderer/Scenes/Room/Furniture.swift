import Foundation

/// What stands in a room, painted in the colours of its light.
struct Furniture {
    private let unit: Float
    private let tint: Colour
    private let windowLeft: Bool
    private let width: Float
    private let height: Float
    private let paper: Colour
    private let wood: Colour
    private let cloth: Colour
    /// Where the lamp shines from, in pixels of the wall.
    let lamp: SIMD2<Float>

    init(_ stage: inout Stage, unit: Float, tint: Colour, windowLeft: Bool) {
        self.unit = unit
        self.tint = tint
        self.windowLeft = windowLeft
        width = Float(stage.layerWidth(0.3))
        height = Float(stage.height)
        func lit(_ hex: UInt32) -> Colour { (Colour(hex: hex) * tint).alpha(1) }
        paper = lit(stage.generator.pick([0xd8c4a4, 0xa8b8b0, 0xc4a89a, 0x9aa8bc, 0xd4ccb8]))
        wood = lit(stage.generator.pick([0x7a4e2e, 0x5a3a26, 0x94683e]))
        cloth = lit(stage.generator.pick([0x2f5f6a, 0x8a3a34, 0x54683a, 0x6a4a7a, 0xb8863a]))
        lamp = [width * (windowLeft ? 0.88 : 0.12), height * 0.4]
    }

    private func lit(_ hex: UInt32) -> Colour { (Colour(hex: hex) * tint).alpha(1) }

    /// The wall with a hole where the window is, curtains, a picture, a shelf with books, a lamp, and the floor.
    func wall(_ stage: inout Stage) -> Layer {
        let (wide, high) = (width / unit, height / unit)
        let (left, right) = windowLeft ? (wide * 0.1, wide * 0.46) : (wide * 0.54, wide * 0.9)
        let (top, bottom) = (high * 0.12, high * 0.62)
        let floor = high * 0.8
        var figure = Figure(width: wide, height: high)
        let middle = (left + right) / 2
        // Soft edges that only touch would let through what is behind, so each part reaches under its neighbour.
        let seam = 2 / unit
        for (x, y, halfWidth, halfHeight) in [
            (left / 2 - 10, floor / 2 - 10, left / 2 + 10, floor / 2 + 10),
            ((right + wide) / 2 + 10, floor / 2 - 10, (wide - right) / 2 + 10, floor / 2 + 10),
            (middle, top / 2 - 10, (right - left) / 2 + 2, top / 2 + 10),
            (middle, (bottom + floor) / 2, (right - left) / 2 + 2, (floor - bottom) / 2),
        ] { figure.box(x, y, halfWidth + seam, halfHeight + seam, paper, light: 0) }
        figure.box(
            wide / 2,
            (floor + high) / 2 + 10,
            wide / 2 + 20,
            (high - floor) / 2 + 10 + seam,
            wood.scaled(0.8),
            light: 0.16
        )
        for plank in 0..<6 {
            let y = floor + (high - floor) * Float(plank * plank) / 36
            figure.limb(0, y, wide, y, 1, 1, wood.scaled(0.6), light: 0)
        }
        figure.box(wide / 2, floor - 8, wide / 2, 8, wood.scaled(1.15), light: 0)
        let frame = lit(0xf2ece0)
        for x in [left, middle, right] { figure.limb(x, top, x, bottom, 6, 6, frame, light: 0) }
        for y in [top, top + (bottom - top) * 0.42, bottom] { figure.limb(left, y, right, y, 6, 6, frame, light: 0) }
        figure.box(middle, bottom + 8, (right - left) / 2 + 26, 9, round: 3, frame)
        for (edge, outward) in [(left, Float(-1)), (right, Float(1))] {
            for fold in 0..<5 {
                let x = edge + outward * (34 - Float(fold) * 15)
                figure.limb(x, top - 20, x + outward * 6, bottom + 50, 10, 11, cloth.scaled(fold % 2 == 0 ? 1 : 0.82))
            }
        }
        figure.limb(left - 60, top - 22, right + 60, top - 22, 5, 5, wood)
        let away = windowLeft ? wide * 0.7 : wide * 0.3
        picture(&figure, x: away, y: high * 0.2, stage: &stage)
        shelf(&figure, x: away, y: high * 0.42, stage: &stage)
        let pole = lamp.x / unit
        figure.limb(pole, lamp.y / unit, pole, floor + 20, 4, 5, wood.scaled(0.6))
        figure.ellipse(pole, floor + 22, 34, 9, wood.scaled(0.6))
        let y = lamp.y / unit
        figure.polygon(
            [[pole - 34, y - 44], [pole + 34, y - 44], [pole + 58, y + 30], [pole - 58, y + 30]],
            lit(0xffe2a8),
            light: -0.1
        )
        return figure.paint(unit: unit)
    }

    private func picture(_ figure: inout Figure, x: Float, y: Float, stage: inout Stage) {
        figure.box(x, y, 74, 52, wood)
        figure.box(x, y, 64, 43, lit(0xf0e8d8))
        let tone = lit(stage.generator.pick([0x4a7aa8, 0xb86a4a, 0x5a8a5a]))
        figure.ellipse(x + 22, y - 14, 11, 11, lit(0xf0c050))
        figure.polygon(
            [[x - 60, y + 38], [x - 18, y - 16], [x + 10, y + 14], [x + 34, y - 6], [x + 60, y + 38]],
            tone
        )
    }

    private func shelf(_ figure: inout Figure, x: Float, y: Float, stage: inout Stage) {
        figure.box(x, y, 120, 6, wood)
        var at = x - 108
        while at < x + 70 {
            let thick = stage.generator.float(6, 11)
            let tall = stage.generator.float(26, 42)
            let hex = stage.generator.pick([0x8a2f2f, 0x2f5a7a, 0xd0a040, 0x4a6a3a, 0xe0d4b8, 0x5a3a5a] as [UInt32])
            figure.box(at + thick, y - 6 - tall, thick, tall, round: 2, lit(hex), light: 0.05)
            at += thick * 2 + 1
        }
        figure.limb(x + 96, y - 6, x + 96, y - 30, 15, 12, lit(0xc06a40))
        for leaf in 0..<7 {
            let angle = Float(leaf) / 6 * 2.4 + 0.37
            figure.limb(x + 96, y - 34, x + 96 - cosf(angle) * 34, y - 36 - sinf(angle) * 46, 5, 8, lit(0x4a8a4a))
        }
    }

    /// An armchair, 300 units high, that faces to the right.
    func chair() -> Layer {
        var figure = Figure(width: 330, height: 300)
        figure.box(76, 128, 48, 118, round: 34, cloth.scaled(0.86))
        figure.box(150, 232, 116, 40, round: 18, cloth.scaled(0.94))
        figure.box(168, 196, 88, 20, round: 14, cloth.scaled(1.1))
        figure.limb(70, 272, 62, 296, 8, 6, wood.scaled(0.7))
        figure.limb(238, 272, 246, 296, 8, 6, wood.scaled(0.7))
        return figure.paint(unit: unit * 1.02)
    }

    /// A low round table with a few books, 190 units high.
    func table() -> Layer {
        var figure = Figure(width: 260, height: 190)
        figure.limb(130, 66, 130, 176, 9, 11, wood.scaled(0.7))
        figure.ellipse(130, 178, 54, 10, wood.scaled(0.6))
        figure.ellipse(130, 62, 116, 17, wood.scaled(1.12))
        figure.ellipse(130, 57, 116, 16, wood.scaled(1.28))
        figure.box(94, 46, 38, 8, round: 2, lit(0x8a2f2f))
        figure.box(98, 32, 34, 7, round: 2, lit(0x2f5a7a))
        return figure.paint(unit: unit)
    }

    /// A cat that sits upright.
    func cat() -> Layer {
        var figure = Figure(width: 130, height: 170)
        let coat = lit(0xdc8c3c)
        figure.limb(88, 150, 118, 112, 9, 6, coat.scaled(0.9))
        figure.ellipse(62, 126, 36, 40, coat)
        figure.limb(60, 78, 60, 120, 20, 28, coat)
        figure.polygon([[38, 44], [36, 12], [58, 30]], coat.scaled(0.9))
        figure.polygon([[86, 44], [88, 12], [66, 30]], coat.scaled(0.9))
        figure.ellipse(62, 52, 29, 26, coat)
        for x: Float in [51, 73] { figure.ellipse(x, 50, 4.5, 6, lit(0x203a20)) }
        figure.ellipse(62, 62, 3.5, 2.6, lit(0xb0584c))
        figure.ellipse(62, 108, 15, 22, lit(0xf6e6cc))
        for x: Float in [50, 74] { figure.limb(x, 120, x, 160, 8, 9, coat.scaled(1.05)) }
        return figure.paint(unit: unit)
    }
}
