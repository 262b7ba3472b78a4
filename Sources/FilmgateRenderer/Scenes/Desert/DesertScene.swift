import Foundation

/// Dunes under a hard sun: far rocks, crests with a bright and a dark side, a caravan or cacti, and blown sand.
final class DesertScene: FrameSource {
    private let stage: Stage
    private let sky: Sky
    private let rocks: Band
    private let dunes: [Band]
    private let cacti: Band?
    private let caravan: (animal: Animal, count: Int)?
    private let crest: Float
    private let sand: Motes
    private let fall: Precipitation?

    init(_ original: Stage) {
        var stage = original
        let light = Daylight(&stage, usual: [.day, .dusk, .dusk, .dawn])
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        let tone = stage.generator.pick([0xe0a458, 0xd88a4a, 0xe8bc78, 0xcf7a48] as [UInt32])
        let sandColour = light.lit(Colour(hex: tone))
        let horizon = height * stage.generator.float(0.46, 0.54)
        sky = Sky(&stage, light, horizon: Int(horizon + 20 * scale), cover: 0.2)
        let stone = light.lit(Colour(hex: 0x9a5a3c), far: 0.55)
        rocks = Band.land(
            &stage,
            parallax: 0.12,
            top: horizon - 8 * scale,
            bottom: Int(horizon + 60 * scale),
            swing: 30 * scale,
            pitch: 190 * scale,
            rough: 0.4
        ) { _, depth, slope in
            stone.scaled(1 + 0.3 * slope + 0.05 * sinf(depth / (5 * scale))).mixed(
                light.haze,
                min(0.6, depth / (110 * scale))
            )
        }
        dunes = (0..<4).map { number in
            let near = Float(number) / 3
            let shade = sandColour.scaled(0.56).mixed(Colour(hex: 0x4a2a4a), light.isNight ? 0.2 : 0.14)
            let bright = sandColour.mixed(light.haze, 0.46 - 0.44 * near)
            let dark = shade.mixed(light.haze, 0.4 - 0.38 * near)
            let ridge = (150 + 220 * near) * scale
            let offset = Float(number) * 31
            return Band.land(
                &stage,
                parallax: 0.2 + 0.75 * near * near,
                top: horizon + (10 + 190 * near * near + 70 * near) * scale * height / (720 * scale),
                bottom: stage.height,
                swing: (26 + 50 * near) * scale,
                pitch: ridge * 1.5,
                lean: 1.4
            ) { x, depth, slope in
                // The sun stands left: where the outline falls to the right, the slope below lies in shadow, behind a ridge
                // that comes down from the crest.
                let bend = noise(x / (ridge * 0.5) + offset, depth / (ridge * 0.4))
                let side = smoothstep(-0.02, 0.05, slope - 0.03 + 0.05 * bend)
                let ripple = sinf(
                    (depth + 16 * scale * noise(x / (90 * scale), depth / (40 * scale))) / ((2.2 + 3.2 * near) * scale)
                )
                // A shadow hangs from the crest and thins out below it.
                let colour = bright.mixed(dark, side * max(0, 1 - depth / (ridge * (0.3 + 0.2 * bend))))
                return colour.scaled(1 + 0.035 * ripple + 0.12 * max(0, 1 - depth / (26 * scale)))
            }
        }
        crest = horizon + 100 * scale * height / (720 * scale)
        let withCamels = stage.brief.actor == .camel || (stage.brief.actor != .cactus && stage.generator.chance(0.5))
        caravan = withCamels ? (Animal(&stage, .camel, light, size: height * 0.17), 3) : nil
        cacti = withCamels ? nil : Self.cacti(&stage, light, sand: sandColour)
        sand = Motes(
            &stage,
            .init(
                count: 150,
                colours: [sandColour.mixed(Colour(hex: 0xffffff), 0.35)],
                across: 190,
                down: 8,
                sway: 9,
                pace: 0.5,
                size: 0.7...1.7,
                alpha: 150,
                band: 0.5...1
            )
        )
        fall = Precipitation(&stage, weather: stage.brief.weather)
        self.stage = stage
    }

    private static func cacti(_ stage: inout Stage, _ light: Daylight, sand: Colour) -> Band {
        let height = Float(stage.height)
        let green = light.lit(Colour(hex: 0x3f6e3c))
        let unit = height / 640
        let wide = Float(stage.layerWidth(0.9)) / unit
        var figure = Figure(width: wide, height: 330)
        var x = stage.generator.float(80, 260)
        while x < wide - 60 {
            let size = stage.generator.float(0.55, 1.15)
            // Each stands a little higher or lower, on sand that is banked up around it, and throws a shadow.
            let foot = max(318 - stage.generator.float(0, 34), 262 * size)
            figure.ellipse(x + 52 * size, foot + 1, 66 * size, 6 * size, Colour(0.16, 0.1, 0.06, 0.34), light: 0)
            let top = foot - 240 * size
            figure.limb(x, foot - 18 * size, x, top, 20 * size, 18 * size, green)
            for rib: Float in [-8, 0, 8] {
                figure.limb(x + rib * size, foot - 6 * size, x + rib * size, top, 1.2, 1.2, green.scaled(0.72))
            }
            for side: Float in stage.generator.chance(0.6) ? [-1, 1] : [1] {
                let arm = foot - stage.generator.float(90, 150) * size
                figure.limb(x, arm, x + side * 48 * size, arm, 12 * size, 12 * size, green.scaled(0.92))
                figure.limb(
                    x + side * 48 * size,
                    arm,
                    x + side * 48 * size,
                    arm - 66 * size,
                    12 * size,
                    11 * size,
                    green
                )
            }
            figure.ellipse(x - 4 * size, foot + 3, 34 * size, 8 * size, sand, light: 0.2)
            x += stage.generator.float(260, 620)
        }
        let layer = figure.paint(unit: unit)
        return Band(layer: layer, parallax: 0.9, y: Int(height * 0.9) - layer.height)
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        sky.draw(index, stage, into: frame)
        rocks.draw(index, stage, into: frame)
        dunes[0].draw(index, stage, into: frame)
        dunes[1].draw(index, stage, into: frame)
        if let caravan {
            let slide = (stage.camera(index) - stage.travel / 2) * 0.35
            for number in 0..<caravan.count {
                let offset = Float(number - 1) * Float(frame.width) * 0.13
                caravan.animal.draw(time, into: frame, y: crest, slide: slide, offset: offset)
            }
        }
        dunes[2].draw(index, stage, into: frame)
        dunes[3].draw(index, stage, into: frame)
        cacti?.draw(index, stage, into: frame)
        sand.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
    }
}
