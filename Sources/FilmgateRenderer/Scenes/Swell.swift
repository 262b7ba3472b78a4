import Foundation

/// The seas of a storm: two rows of steep waves with foam on their crests, which roll before the open water.
final class Swell {
    private struct Wave {
        let band: Band
        let rise: Float
        let phase: Float
    }

    private let waves: [Wave]

    init(_ stage: inout Stage, _ palette: SeaPalette, horizon: Int) {
        let way: Float = stage.generator.chance(0.5) ? 1 : -1
        let scale = stage.scale
        let room = Float(stage.height - horizon)
        waves = (0..<2).map { number in
            let near = Float(number)
            let tall = Int(room * (0.42 + 0.3 * near)) & ~1
            let parallax = 0.6 + 0.4 * near
            let drift = (34 + 30 * near) * scale * way
            let layer = Self.paint(
                &stage,
                palette,
                width: stage.layerWidth(parallax, drift: drift),
                tall: tall,
                way: way,
                pitch: (120 + 130 * near) * scale
            )
            return Wave(
                band: Band(
                    layer: layer,
                    parallax: parallax,
                    y: (horizon + Int(room * (0.02 + 0.26 * near))) & ~1,
                    drift: drift
                ),
                rise: (5 + 9 * near) * scale,
                phase: stage.generator.float(0, 6.28)
            )
        }
    }

    /// One row of waves: pointed crests, a bright upper edge, foam that runs down, and a foot lost in the water.
    private static func paint(
        _ stage: inout Stage,
        _ palette: SeaPalette,
        width: Int,
        tall: Int,
        way: Float,
        pitch: Float
    ) -> Layer {
        let noise = stage.noise
        let scale = stage.scale
        let offset = stage.generator.float(0, 200)
        let span = Float(tall)
        // Waves lean the way they run: they rise slowly and fall steeply.
        let crests = (0..<width + 4).map { x in
            let along = Float(x) / pitch + offset
            let turn = way * (along * 4.2 + 1.7 * noise(along * 0.7, 3))
            let height = 0.5 + 0.5 * sinf(turn + 0.7 * sinf(turn))
            return height * height.squareRoot() * (0.62 + 0.38 * noise(along * 0.43, 5))
        }
        let foam = palette.light.mixed(Colour(1, 1, 1, 1), 0.5)
        let (bright, dark) = (palette.light.mixed(palette.deep, 0.42), palette.deep.scaled(0.85))
        return Layer(width: width, height: tall) { x, y in
            let crest = crests[min(x, crests.count - 1)]
            let chop = noise.fractal(Float(x) / (30 * scale), offset, octaves: 3) * 0.035
            let depth = Float(y) - span * (0.42 - 0.36 * crest + chop)
            guard depth > -1 else { return Colour(0, 0, 0, 0) }
            let part = max(0, depth) / span
            let grain = noise.fractal(
                (Float(x) - 0.5 * depth) / (26 * scale),
                Float(y) / (11 * scale) + offset,
                octaves: 3
            )
            var colour = bright.mixed(dark, smoothstep(0, 0.3, part + 0.1 * grain))
            let edge = 1 - smoothstep(0, (0.015 + 0.1 * crest * crest) * (1 + 2.4 * grain), part)
            let streak = smoothstep(0.1, 0.5, grain) * (1 - smoothstep(0.04, 0.36, part)) * crest
            colour = colour.mixed(foam, min(0.85, edge * (0.25 + 0.75 * crest) + 0.7 * streak))
            let foot = 1 - smoothstep(0.14, 0.46, part)
            return colour.alpha(min(1, depth + 1) * foot)
        }
    }

    /// Draws one of the rows: 0 is the far one.
    func draw(_ number: Int, _ index: Int, _ stage: Stage, into frame: Frame) {
        let wave = waves[number]
        let rise = sinf(stage.time(index) * 1.1 + wave.phase) * wave.rise
        let x = stage.position(index, parallax: wave.band.parallax, drift: wave.band.drift)
        wave.band.layer.draw(into: frame, x: x, y: wave.band.y + Int(rise.rounded()))
    }
}
