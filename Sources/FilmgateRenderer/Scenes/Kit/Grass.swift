import Foundation

/// Blades of grass, and flowers on some of them, at the lower edge of a scene; the wind bends them in waves.
struct Grass {
    private let bands: [Band]
    private let strength: Float
    private let phase: Float

    /// Grass in `colours` from dark to light, with blossoms in the colours `flowers` if there are any; `height` is
    /// that of the tallest blades, as a part of the frame's.
    init(_ stage: inout Stage, colours: [Colour], flowers: [Colour], height: Float) {
        strength = stage.generator.float(10, 22) * stage.scale
        phase = stage.generator.float(0, 6.28)
        bands = (0..<2).map { number in
            Self.band(&stage, colours, flowers, height: height * (number == 0 ? 0.8 : 1), near: number == 1)
        }
    }

    private static func band(
        _ stage: inout Stage,
        _ colours: [Colour],
        _ flowers: [Colour],
        height: Float,
        near: Bool
    ) -> Band {
        let scale = stage.scale
        let parallax: Float = near ? 1.35 : 1.05
        let width = stage.layerWidth(parallax)
        let tall = Int(height * Float(stage.height)) & ~1
        let reach = Float(tall)
        var canvas = [Colour](repeating: Colour(0, 0, 0, 0), count: width * tall)
        func dot(_ x: Float, _ y: Float, _ radius: Float, _ colour: Colour) {
            let left = max(0, Int(x - radius))
            let right = min(width - 1, Int(x + radius + 1))
            let top = max(0, Int(y - radius))
            let bottom = min(tall - 1, Int(y + radius + 1))
            guard left <= right, top <= bottom else { return }
            for py in top...bottom {
                for px in left...right {
                    let dx = Float(px) - x
                    let dy = Float(py) - y
                    let cover = min(1, max(0, radius + 0.5 - (dx * dx + dy * dy).squareRoot()))
                    guard cover > 0 else { continue }
                    let old = canvas[py * width + px]
                    let whole = cover + old.w * (1 - cover)
                    canvas[py * width + px] = old.mixed(colour, cover / whole).alpha(whole)
                }
            }
        }
        let count = Int(Float(width) / (scale * (near ? 5.5 : 4)))
        for _ in 0..<count {
            let root = stage.generator.float(-20, Float(width) + 20)
            let length = reach * stage.generator.float(0.35, 0.95)
            let bend = stage.generator.float(-0.35, 0.35) * length
            let thick = stage.generator.float(1.3, 2.6) * scale * (near ? 1.3 : 1)
            let colour = gradient(colours, stage.generator.float(0, 1))
            let steps = max(4, Int(length / max(1, thick * 0.7)))
            for step in 0...steps {
                let part = Float(step) / Float(steps)
                dot(
                    root + bend * part * part,
                    reach - length * part,
                    thick * (1 - 0.85 * part) * 0.5 + 0.2,
                    colour.scaled(0.7 + 0.45 * part)
                )
            }
            guard !flowers.isEmpty, stage.generator.chance(near ? 0.12 : 0.16) else { continue }
            let blossom = stage.generator.pick(flowers)
            let size = stage.generator.float(4, 8) * scale * (near ? 1.25 : 1)
            let (x, y) = (root + bend, reach - length)
            for petal in 0..<6 {
                let angle = Float(petal) * 1.047
                dot(x + cosf(angle) * size * 0.7, y + sinf(angle) * size * 0.55, size * 0.48, blossom)
            }
            dot(x, y, size * 0.36, blossom.mixed(Colour(hex: 0xffd23c), 0.8))
        }
        let layer = Layer(width: width, height: tall) { x, y in
            x < width && y < tall ? canvas[y * width + x] : Colour(0, 0, 0, 0)
        }
        return Band(layer: layer, parallax: parallax, y: (stage.height - tall) & ~1)
    }

    func draw(_ index: Int, _ stage: Stage, into frame: Frame) {
        let time = stage.time(index)
        for (number, band) in bands.enumerated() {
            let turn = time * 1.5 + phase + Float(number) * 1.1
            let lean = (0.55 + 0.45 * sinf(turn) + 0.15 * sinf(turn * 2.3)) * strength
            band.draw(index, stage, into: frame, lean: Int(lean * 256))
        }
    }
}
