import Foundation

/// Inside a forest: rows of trunks that fade into bright air, a roof of leaves, shafts of light, and what drifts there.
final class ForestScene: FrameSource {
    private let stage: Stage
    private let back: Band
    private let rows: [Band]
    private let leaves: [Band]
    private let floor: Band
    private let shafts: [Band]
    private let motes: Motes
    private let ferns: Grass
    private let fall: Precipitation?
    private let pace: Float

    /// The colours of a forest, which follow from season and hour.
    private struct Palette {
        let air: Colour
        let glow: Colour
        let trunk: Colour
        let leaf: [Colour]
        let soil: Colour
        let light: Daylight

        init(_ stage: inout Stage) {
            light = Daylight(&stage, usual: [.day, .dawn, .dusk])
            let greens: [[UInt32]] = [[0x1c4a22, 0x3f8a36, 0x8cc452], [0x16443a, 0x2f7d58, 0x79bd76]]
            let browns: [[UInt32]] = [[0x7a2c12, 0xd06a1e, 0xf4b83c], [0x6a1f1a, 0xb8402a, 0xe89a3a]]
            let pinks: [[UInt32]] = [[0xa84a70, 0xe690b0, 0xffd4e2]]
            let whites: [[UInt32]] = [[0x48586a, 0x9fb2c4, 0xf0f5fa]]
            let (choices, ground): ([[UInt32]], UInt32) =
                switch stage.brief.season {
                case .autumn: (browns, 0x7a4a20)
                case .spring: (pinks + greens, 0x4a6a2c)
                case .winter: (whites, 0xdfe8f0)
                case .summer, nil: (greens, 0x33481f)
                }
            leaf = stage.generator.pick(choices).map { Colour(hex: $0) }
            soil = Colour(hex: ground)
            trunk = Colour(hex: stage.generator.pick([0x3a2a1e, 0x4a3a2c, 0x2e2620]))
            let bright: UInt32 =
                switch light.hour {
                case .day: 0xf4f8c8
                case .dawn: 0xfff0c8
                case .dusk: 0xffc880
                case .night: 0x8fa8d8
                }
            glow = Colour(hex: bright)
            let mean = leaf[1].mixed(leaf[2], 0.4)
            air = light.lit(mean.mixed(glow, light.isNight ? 0.1 : 0.35))
        }
    }

    init(_ original: Stage) {
        var stage = original
        let palette = Palette(&stage)
        let (width, height, scale) = (Float(stage.width), Float(stage.height), stage.scale)
        let glowX = width * stage.generator.float(0.3, 0.7)
        let glowY = height * stage.generator.float(0.22, 0.42)
        let noise = stage.noise
        back = Band(
            layer: Layer(width: stage.layerWidth(0.06), height: stage.height) { x, y in
                let dx = (Float(x) - glowX) / (width * 0.36)
                let dy = (Float(y) - glowY) / (height * 0.5)
                let glow = 1 / (1 + 2.6 * (dx * dx + dy * dy))
                let leaf = noise.fractal(Float(x) / (60 * scale), Float(y) / (50 * scale), octaves: 3)
                return palette.air.scaled(0.74 + 0.2 * leaf).mixed(
                    palette.glow,
                    glow * (palette.light.isNight ? 0.45 : 0.85)
                )
            },
            parallax: 0.06,
            y: 0
        )
        // The two farthest rows share a layer: apart they would move hardly otherwise and cost a layer more.
        rows = [[1.0 / 3, 0], [2.0 / 3], [1]].map { Self.trunks(&stage, palette, $0) }
        leaves = (0..<3).map { Self.canopy(&stage, palette, near: Float($0) / 2) }
        let floorTop = height * 0.72
        floor = Band.land(
            &stage,
            parallax: 0.55,
            top: floorTop,
            bottom: stage.height,
            swing: 14 * scale,
            pitch: 260 * scale
        ) { x, depth, _ in
            let litter = noise.fractal(x / (14 * scale), depth / (5 * scale), octaves: 3)
            let near = depth / (height * 0.28)
            let colour = palette.light.lit(palette.soil.mixed(palette.leaf[1], 0.3 + 0.3 * litter))
            return colour.scaled(1.1 - 0.5 * near + 0.3 * litter).mixed(palette.glow, 0.4 * max(0, 1 - near * 2.2))
        }
        shafts = (0..<2).map { Self.shafts(&stage, palette, number: $0) }
        motes = Motes(&stage, Self.air(stage.brief, palette))
        ferns = Grass(
            &stage,
            colours: palette.leaf.map { palette.light.lit($0).scaled(0.55) },
            flowers: stage.brief.season == .spring ? [Colour(hex: 0xffe4f0)] : [],
            height: 0.2
        )
        fall = Precipitation(&stage, weather: stage.brief.weather)
        pace = stage.generator.float(0.5, 0.9)
        self.stage = stage
    }

    /// What floats in the air: leaves in autumn, petals in spring, fireflies at night, else pollen.
    private static func air(_ brief: SceneBrief, _ palette: Palette) -> Motes.Kind {
        if palette.light.isNight {
            return .init(count: 46, colours: [Colour(hex: 0xe8ff8a)], sway: 46, pace: 0.16, size: 1.6...3, blinks: true)
        }
        switch brief.season {
        case .autumn: return .init(count: 70, colours: palette.leaf, across: 26, down: 62, sway: 30, size: 2.5...5.5)
        case .spring:
            return .init(count: 90, colours: [palette.leaf[2], palette.leaf[1]], across: 22, down: 40, size: 2...4)
        case .summer, .winter, nil:
            return .init(
                count: 60,
                colours: [palette.glow],
                across: 6,
                down: -7,
                sway: 22,
                pace: 0.12,
                size: 1...2.4,
                blinks: true
            )
        }
    }

    private struct Tree {
        let x: Float
        let half: Float
        let lean: Float
        /// The row where it stands.
        let foot: Float
        /// How much of its colour the air takes.
        let haze: Float
    }

    /// Rows of trunks that move together, the nearest row first: round, with bark, wider at the foot; the far ones are
    /// thin, many and pale.
    private static func trunks(_ stage: inout Stage, _ palette: Palette, _ rows: [Float]) -> Band {
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        let parallax = 0.14 + 0.8 * rows[0] * rows[0]
        let width = stage.layerWidth(parallax)
        var trees: [Tree] = []
        for near in rows {
            let foot = (height * (0.73 + 0.17 * near)).rounded(.down)
            var x = stage.generator.float(-60, 60) * scale
            while x < Float(width) + 60 * scale {
                let half = (7 + 40 * near * near + stage.generator.float(0, 6 + 14 * near)) * scale
                let lean = stage.generator.float(-0.05, 0.05)
                trees.append(Tree(x: x, half: half, lean: lean, foot: foot, haze: 0.78 - 0.74 * near))
                x += half * 2 + stage.generator.float(30 + 120 * near, 120 + 420 * near) * scale
            }
        }
        let base = palette.light.lit(palette.trunk)
        let air = palette.air.mixed(palette.glow, 0.25)
        let snowy = stage.brief.season == .winter || stage.brief.weather == .snow
        // Few trees come near a column: only these are asked for its pixels.
        let columns = (0...width).map { column in
            trees.filter { abs(Float(column) - $0.x) < $0.half * 2 + 0.05 * $0.foot + 1 }
        }
        let layer = Layer(width: width, height: Int(height * (0.73 + 0.17 * rows[0]))) { px, py in
            for tree in columns[px] {
                let rise = tree.foot - Float(py)
                guard rise >= 0 else { continue }
                let flare = 1 + 0.9 / (1 + rise / (tree.half * 0.7))
                let half = tree.half * (flare - 0.1 * rise / height)
                let from = Float(px) - tree.x - tree.lean * rise
                let away = abs(from)
                guard away < half + 1 else { continue }
                let side = from / half
                let bark = noise.fractal(
                    Float(px) / (5 * scale + tree.half * 0.2),
                    Float(py) / (44 * scale),
                    octaves: 3
                )
                var colour = base.scaled(0.95 - 0.42 * side + 0.4 * bark)
                if snowy, side < -0.3 {
                    colour = colour.mixed(Colour(hex: 0xeef3f8), 0.5 * smoothstep(-0.2, 0.3, bark))
                }
                return colour.mixed(air, tree.haze).alpha(min(1, half + 0.5 - away))
            }
            return Colour(0, 0, 0, 0)
        }
        return Band(layer: layer, parallax: parallax, y: 0)
    }

    /// Clumps of leaves that hang from above.
    private static func canopy(_ stage: inout Stage, _ palette: Palette, near: Float) -> Band {
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        let parallax = 0.2 + 0.9 * near
        let tall = Int(height * (0.5 - 0.14 * near)) & ~1
        let offset = stage.generator.float(0, 200)
        let clump = 1 / ((70 + 70 * near) * scale)
        let fine = 1 / ((11 + 9 * near) * scale)
        let layer = Layer(width: stage.layerWidth(parallax) + Int(60 * scale), height: tall) { x, y in
            let down = Float(y) / Float(tall)
            let mass = noise.fractal(Float(x) * clump + offset, Float(y) * clump * 1.3, octaves: 3)
            guard mass > down * 1.3 - 0.72 else { return Colour(0, 0, 0, 0) }
            let leaf = noise.fractal(Float(x) * fine + offset, Float(y) * fine * 1.25, octaves: 2)
            let density = smoothstep(-0.02, 0.07, mass * 0.9 + leaf * 0.75 + 0.5 - down * 1.25)
            guard density > 0.01 else { return Colour(0, 0, 0, 0) }
            let tone = min(1, max(0, 0.42 + leaf * 0.9 + down * 0.3 - 0.25 * near))
            let colour = palette.light.lit(gradient(palette.leaf, tone))
            return colour.scaled(1 - 0.45 * near).mixed(palette.glow, 0.36 * (1 - near) * down).alpha(density)
        }
        return Band(layer: layer, parallax: parallax, y: 0)
    }

    /// Slanting beams, broken by the leaves above.
    private static func shafts(_ stage: inout Stage, _ palette: Palette, number: Int) -> Band {
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        let offset = stage.generator.float(0, 200)
        let slant = stage.generator.float(0.35, 0.6)
        let strength: Float = palette.light.isNight ? 0.22 : stage.brief.weather == .clear ? 0.5 : 0.2
        let width = stage.layerWidth(0.3)
        // A beam is as bright all along its way, so that one row of them serves all.
        let beams = (0...width + Int(height * slant) + 2).map { place in
            let along = Float(place) / (90 * scale)
            let light = noise(along + offset, 3.5 + Float(number)) + 0.3 * noise(along * 3, offset)
            return smoothstep(0.12, 0.6, light)
        }
        let layer = Layer(width: width, height: Int(height * 0.86)) { x, y in
            let v = Float(y) / (height * 0.86)
            let beam = beams[x + Int(Float(y) * slant)]
            return palette.glow.alpha(beam * strength * (1 - v) * smoothstep(0, 0.2, v))
        }
        return Band(layer: layer, parallax: 0.3, y: 0)
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        back.draw(index, stage, into: frame)
        rows[0].draw(index, stage, into: frame)
        leaves[0].draw(index, stage, into: frame, lean: sway(time, 0))
        floor.draw(index, stage, into: frame)
        rows[1].draw(index, stage, into: frame)
        leaves[1].draw(index, stage, into: frame, lean: sway(time, 1))
        for (number, shaft) in shafts.enumerated() {
            let breath = sinf(time * pace + Float(number) * 2.4)
            shaft.draw(index, stage, into: frame, opacity: Int(170 + 84 * breath))
        }
        rows[2].draw(index, stage, into: frame)
        leaves[2].draw(index, stage, into: frame, lean: sway(time, 2))
        ferns.draw(index, stage, into: frame)
        motes.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
    }

    /// How far the wind moves leaves, in 1/256 pixel.
    private func sway(_ time: Float, _ number: Float) -> Int {
        Int((sinf(time * 1.2 + number) * 5 + sinf(time * 2.7 + number * 2) * 2) * stage.scale * 256)
    }
}
