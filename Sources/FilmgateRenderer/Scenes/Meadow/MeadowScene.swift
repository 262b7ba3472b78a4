import Foundation

/// A meadow under an open sky: hills, flowers, an animal that walks across, grass that the wind bends.
final class MeadowScene: FrameSource {
    private let stage: Stage
    private let sky: Sky
    private let hills: [Band]
    private let field: Band
    private let trees: Band
    private let animals: [(animal: Animal, y: Float, offset: Float)]
    private let grass: Grass
    private let motes: Motes
    private let fall: Precipitation?

    init(_ original: Stage) {
        var stage = original
        let light = Daylight(&stage, usual: [.day, .day, .dawn, .dusk])
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        let season = stage.brief.season
        let greens: [UInt32] =
            switch season {
            case .autumn: [0x8a6a20, 0xb8923a, 0xe0c060]
            case .winter: [0xb8c8d8, 0xdfe8f0, 0xfafcff]
            case .spring, .summer, nil:
                stage.generator.pick([
                    [0x2f6a24, 0x5a9c34, 0x9ccc50], [0x26683c, 0x4a9a4a, 0x8cc866], [0x4a7a24, 0x86ac3a, 0xc4d65c],
                ])
            }
        let colours = greens.map { light.lit(Colour(hex: $0)) }
        let horizon = height * stage.generator.float(0.46, 0.56)
        sky = Sky(&stage, light, horizon: Int(horizon + 30 * scale), cover: stage.generator.float(0.35, 0.75))
        hills = (0..<2).map { number in
            let near = Float(number)
            let base = colours[0].mixed(light.haze, 0.62 - 0.3 * near)
            return Band.land(
                &stage,
                parallax: 0.14 + 0.12 * near,
                top: horizon - (24 - 26 * near) * scale,
                bottom: Int(horizon + 80 * scale),
                swing: (42 - 14 * near) * scale,
                pitch: (300 - 60 * near) * scale
            ) { _, depth, slope in
                base.scaled(1 + 0.25 * slope).mixed(light.haze, 0.3 * min(1, depth / (120 * scale)))
            }
        }
        trees = Self.trees(&stage, colours[0].scaled(0.62).mixed(light.haze, 0.2), foot: horizon + 16 * scale)
        let blooms: [[UInt32]] = [
            [0xffffff, 0xffe14d], [0xe4413c, 0xf49a3c], [0xb06ad8, 0xf0a8d8], [0xffd23c, 0xffffff],
        ]
        let flowers = season == .winter ? [] : stage.generator.pick(blooms).map { light.lit(Colour(hex: $0)) }
        let seedling = stage.generator.next()
        field = Band.land(
            &stage,
            parallax: 0.5,
            top: horizon + 18 * scale,
            bottom: stage.height,
            swing: 12 * scale,
            pitch: 420 * scale
        ) { x, depth, slope in
            let near = depth / (height - horizon)
            let size = (2 + 15 * near) * scale
            let tuft = noise.fractal(x / (size * 1.4), depth / (size * 0.5), octaves: 2)
            let wide = noise(x / (180 * scale), depth / (50 * scale))
            var colour = gradient(colours, min(1, max(0, 0.62 - 0.34 * near + 0.4 * tuft + 0.22 * wide + slope)))
            colour = colour.mixed(light.haze, 0.4 * max(0, 1 - near * 5))
            guard !flowers.isEmpty else { return colour }
            // Flowers stand on a grid that grows with nearness; each cell has at most one, at a place of its own.
            let row = Int(log2f(1 + near * 9) * 14)
            let column = Int(x / (size * 2.6))
            let code = Generator.hash(seedling, UInt64(row), UInt64(bitPattern: Int64(column)))
            guard code & 255 < 74 else { return colour }
            let cellTop = (exp2f(Float(row) / 14) - 1) / 9 * (height - horizon)
            let cellHeight = (exp2f(Float(row + 1) / 14) - 1) / 9 * (height - horizon) - cellTop
            let fx = (x / (size * 2.6) - Float(column) - 0.25 - 0.5 * Float((code >> 8) & 255) / 255) * size * 2.6
            let fy = depth - cellTop - cellHeight * 0.5
            let away = (fx * fx + fy * fy * 2.2).squareRoot() / (size * 0.42)
            return colour.mixed(flowers[Int((code >> 16) & 1)], 1 - smoothstep(0.7, 1.1, away))
        }
        let actor = stage.brief.actor.flatMap { Self.isAnimal($0) ? $0 : nil }
        let kind = actor ?? stage.generator.pick([.horse, .deer, .sheep, .cow, .dog, .rabbit])
        let size = height * stage.generator.float(0.4, 0.5)
        let main = Animal(&stage, kind, light, size: size)
        var animals = [(main, height * 0.86, Float(0))]
        if !stage.brief.isSingle, kind == .sheep || kind == .cow || kind == .horse || kind == .deer {
            let small = Animal(&stage, kind, light, size: size * 0.42)
            animals.insert((small, height * 0.67, stage.generator.float(-0.15, 0.1) * Float(stage.width)), at: 0)
            animals.insert((small, height * 0.64, stage.generator.float(0.12, 0.3) * Float(stage.width)), at: 0)
        }
        self.animals = animals
        grass = Grass(&stage, colours: colours.map { $0.scaled(0.86) }, flowers: flowers, height: 0.2)
        let air: Motes.Kind =
            light.isNight
            ? .init(
                count: 50,
                colours: [Colour(hex: 0xe8ff8a)],
                sway: 50,
                pace: 0.15,
                size: 1.6...3,
                blinks: true,
                band: 0.4...1
            )
            : season == .autumn
                ? .init(
                    count: 60,
                    colours: [Colour(hex: 0xd06a1e), Colour(hex: 0xf4b83c)],
                    across: 60,
                    down: 40,
                    size: 2...4.5
                )
                : .init(
                    count: 40,
                    colours: [Colour(hex: 0xffffff)],
                    across: 24,
                    down: -6,
                    sway: 26,
                    size: 1...2.4,
                    alpha: 150,
                    band: 0.55...1
                )
        motes = Motes(&stage, air)
        fall = Precipitation(&stage, weather: stage.brief.weather)
        self.stage = stage
    }

    private static func isAnimal(_ actor: Actor) -> Bool {
        switch actor {
        case .horse, .deer, .sheep, .cow, .dog, .cat, .rabbit, .camel: true
        case .cactus, .woman, .man, .child, .elder, .astronaut: false
        }
    }

    /// Round trees along the edge of the field.
    private static func trees(_ stage: inout Stage, _ colour: Colour, foot: Float) -> Band {
        let (scale, noise) = (stage.scale, stage.noise)
        let width = stage.layerWidth(0.32)
        let tall = Int(120 * scale) & ~1
        var crowns: [SIMD3<Float>] = []
        var x = stage.generator.float(0, 300) * scale
        while x < Float(width) {
            let size = stage.generator.float(18, 46) * scale
            for _ in 0..<4 {
                crowns.append([
                    x + stage.generator.float(-0.8, 0.8) * size,
                    Float(tall) - size * stage.generator.float(0.7, 1.4),
                    size * stage.generator.float(0.5, 0.8),
                ])
            }
            x += stage.generator.chance(0.4) ? size : stage.generator.float(90, 380) * scale
        }
        let layer = Layer(width: width, height: tall) { px, py in
            var inside: Float = -1000
            for crown in crowns where abs(crown.x - Float(px)) < crown.z * 1.4 {
                let dx = Float(px) - crown.x
                let dy = Float(py) - crown.y
                inside = max(inside, crown.z - (dx * dx + dy * dy).squareRoot())
            }
            let leaf = noise.fractal(Float(px) / (9 * scale), Float(py) / (8 * scale), octaves: 2)
            let cover = min(1, max(0, inside + 5 * scale * leaf))
            guard cover > 0 else { return Colour(0, 0, 0, 0) }
            return colour.scaled(1.2 + 0.6 * leaf - 0.5 * Float(py) / Float(tall)).alpha(cover)
        }
        return Band(layer: layer, parallax: 0.32, y: Int(foot) - tall)
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        sky.draw(index, stage, into: frame)
        for hill in hills { hill.draw(index, stage, into: frame) }
        trees.draw(index, stage, into: frame, lean: Int(sinf(time * 1.1) * 2 * stage.scale * 256))
        field.draw(index, stage, into: frame)
        for entry in animals {
            let slide = (camera - stage.travel / 2) * (entry.y > 0.8 * Float(frame.height) ? 0.9 : 0.6)
            entry.animal.draw(time, into: frame, y: entry.y, slide: slide, offset: entry.offset)
        }
        grass.draw(index, stage, into: frame)
        motes.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
    }
}
