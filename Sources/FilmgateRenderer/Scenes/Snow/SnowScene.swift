import Foundation

/// A winter day: white hills, firs, a hut with lit windows and smoke, a snowman, and flakes at every depth.
final class SnowScene: FrameSource {
    private let stage: Stage
    private let sky: Sky
    private let hills: [Band]
    private let firs: [Band]
    private let hut: Layer
    private let hutPlace: SIMD2<Float>
    private let man: Layer
    private let manPlace: SIMD2<Float>
    private let ground: Band
    private let fall: Precipitation?
    private let smoke = Splat.Ink(Colour(hex: 0xd4d8de))
    private let glow = Splat.Ink(Colour(hex: 0xffc870))

    init(_ original: Stage) {
        var stage = original
        let light = Daylight(&stage, usual: [.day, .dusk, .night, .dawn])
        let (width, height, scale, noise) = (Float(stage.width), Float(stage.height), stage.scale, stage.noise)
        let white = light.lit(Colour(hex: 0xf6f9fd)).mixed(Colour(hex: 0xffffff), light.isNight ? 0.05 : 0.3)
        let shade = light.lit(Colour(hex: 0xa9bcd6))
        let horizon = height * stage.generator.float(0.5, 0.56)
        sky = Sky(&stage, light, horizon: Int(horizon + 40 * scale), cover: 0.9)
        hills = (0..<2).map { number in
            let near = Float(number)
            return Band.land(
                &stage,
                parallax: 0.12 + 0.16 * near,
                top: horizon - (46 - 60 * near) * scale,
                bottom: stage.height,
                swing: (62 - 26 * near) * scale,
                pitch: (280 + 60 * near) * scale
            ) { x, depth, slope in
                let drift = noise.fractal(x / (90 * scale), depth / (22 * scale), octaves: 2)
                return white.mixed(shade, min(1, max(0, 0.42 + 0.9 * slope + 0.24 * drift))).mixed(
                    light.haze,
                    0.46 - 0.32 * near
                )
            }
        }
        firs = (0..<2).map { Self.firs(&stage, light, horizon: horizon, near: Float($0)) }
        let left = stage.generator.chance(0.5)
        let unit = height / 720
        hut = Self.hut(light, unit: unit * 0.96, mirrored: left, generator: &stage.generator)
        hutPlace = [width * (left ? 0.28 : 0.72), height * 0.79]
        man = Self.snowman(white, shade, unit: unit * 0.85)
        manPlace = [width * (left ? 0.66 : 0.34), height * 0.89]
        ground = Band.land(
            &stage,
            parallax: 0.62,
            top: height * 0.75,
            bottom: stage.height,
            swing: 16 * scale,
            pitch: 300 * scale
        ) { x, depth, slope in
            let drift = noise.fractal(x / (120 * scale), depth / (26 * scale), octaves: 3)
            return white.mixed(shade, min(1, max(0, 0.22 + 0.8 * slope + 0.4 * drift + 0.3 * depth / (height * 0.25))))
        }
        fall = Precipitation(&stage, weather: .snow)
        self.stage = stage
    }

    /// Firs with snow on their boughs.
    private static func firs(_ stage: inout Stage, _ light: Daylight, horizon: Float, near: Float) -> Band {
        let unit = Float(stage.height) / 720 * (0.62 + 0.5 * near)
        let parallax = 0.24 + 0.22 * near
        let wide = Float(stage.layerWidth(parallax)) / unit
        var figure = Figure(width: wide, height: 260)
        let green = light.lit(Colour(hex: 0x24463c), far: 0.4 - 0.3 * near)
        let white = light.lit(Colour(hex: 0xf4f8fc))
        var x = stage.generator.float(-40, 60)
        while x < wide {
            let size = stage.generator.float(0.6, 1.05)
            figure.limb(x, 258, x, 220, 6, 6, light.lit(Colour(hex: 0x4a3426)))
            for tier in 0..<4 {
                let y = 236 - Float(tier) * 50 * size
                let half = (62 - Float(tier) * 13) * size
                figure.polygon(
                    [[x - half, y], [x, y - 82 * size], [x + half, y]],
                    green.scaled(1 + 0.06 * Float(tier))
                )
                figure.polygon(
                    [
                        [x - half * 0.62, y - 22 * size], [x, y - 82 * size], [x + half * 0.62, y - 22 * size],
                        [x + half * 0.2, y - 36 * size], [x - half * 0.25, y - 30 * size],
                    ],
                    white
                )
            }
            x += stage.generator.chance(0.55) ? stage.generator.float(52, 120) : stage.generator.float(240, 520)
        }
        let layer = figure.paint(unit: unit)
        return Band(layer: layer, parallax: parallax, y: Int(horizon + (50 + 130 * near) * stage.scale) - layer.height)
    }

    private static func hut(_ light: Daylight, unit: Float, mirrored: Bool, generator: inout Generator) -> Layer {
        var figure = Figure(width: 380, height: 280)
        let wood = light.lit(Colour(hex: generator.pick([0x7a4a2c, 0x8a3a2c, 0x6a5640])))
        let white = light.lit(Colour(hex: 0xf4f8fc)).mixed(Colour(hex: 0xffffff), 0.15)
        figure.box(262, 70, 15, 40, light.lit(Colour(hex: 0x6a5a54)))
        figure.box(262, 32, 19, 7, round: 4, white)
        figure.box(190, 210, 132, 62, wood)
        for plank in 0..<6 {
            figure.limb(58, 160 + Float(plank) * 20, 322, 160 + Float(plank) * 20, 1, 1, wood.scaled(0.7))
        }
        figure.polygon([[58, 150], [190, 44], [322, 150]], wood.scaled(0.86))
        figure.limb(34, 160, 190, 42, 13, 14, white)
        figure.limb(190, 42, 346, 160, 14, 13, white)
        figure.box(190, 222, 26, 50, wood.scaled(0.55))
        for x: Float in [108, 272] {
            figure.box(x, 202, 30, 27, Colour(hex: 0xffcf78), light: -0.1)
            figure.limb(x, 176, x, 228, 2, 2, wood.scaled(0.5))
            figure.limb(x - 29, 202, x + 29, 202, 2, 2, wood.scaled(0.5))
            figure.box(x, 230, 36, 5, round: 3, white)
        }
        figure.ellipse(190, 112, 16, 16, Colour(hex: 0xffcf78), light: 0)
        figure.limb(20, 274, 360, 274, 12, 12, white)
        return figure.paint(unit: unit, mirrored: mirrored)
    }

    private static func snowman(_ white: Colour, _ shade: Colour, unit: Float) -> Layer {
        var figure = Figure(width: 180, height: 240)
        let coal = Colour(hex: 0x1c1a1e)
        let snow = white.mixed(Colour(hex: 0xffffff), 0.3)
        figure.ellipse(90, 226, 78, 12, shade.alpha(0.6))
        figure.ellipse(90, 186, 56, 48, snow, light: 0.12)
        figure.ellipse(90, 118, 40, 36, snow, light: 0.12)
        figure.ellipse(90, 68, 29, 28, snow, light: 0.1)
        figure.limb(52, 112, 14, 84, 3, 2, Colour(hex: 0x4a3426))
        figure.limb(128, 112, 166, 80, 3, 2, Colour(hex: 0x4a3426))
        figure.limb(66, 92, 114, 92, 8, 8, Colour(hex: 0xc83a34))
        figure.limb(108, 94, 116, 130, 8, 6, Colour(hex: 0xb02f2c))
        for x: Float in [80, 102] { figure.ellipse(x, 62, 3.6, 4, coal) }
        figure.limb(90, 71, 116, 75, 4.5, 1, Colour(hex: 0xf08a30))
        for y: Float in [110, 128, 160] { figure.ellipse(92, y, 3.6, 3.6, coal) }
        figure.box(90, 42, 34, 4, round: 2, coal)
        figure.box(90, 22, 22, 20, round: 3, coal)
        return figure.paint(unit: unit)
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let slide = stage.camera(index) - stage.travel / 2
        sky.draw(index, stage, into: frame)
        hills[0].draw(index, stage, into: frame)
        firs[0].draw(index, stage, into: frame)
        hills[1].draw(index, stage, into: frame)
        firs[1].draw(index, stage, into: frame)
        ground.draw(index, stage, into: frame)
        let left = hutPlace.x - Float(hut.width) / 2 - slide * 0.56
        let top = hutPlace.y - Float(hut.height)
        drawSmoke(time, x: hutPlace.x - slide * 0.56, y: top + Float(hut.height) * 0.1, into: frame)
        hut.draw(into: frame, x: -Int(left * 256), y: Int(top))
        let snowman = manPlace.x - Float(man.width) / 2 - slide * 0.76
        man.draw(into: frame, x: -Int(snowman * 256), y: Int(manPlace.y) - man.height)
        fall?.draw(index, stage, into: frame)
    }

    /// Puffs from the chimney that the wind carries off.
    private func drawSmoke(_ time: Float, x: Float, y: Float, into frame: Frame) {
        let scale = Float(frame.height) / 720
        let chimney = x + (hutPlace.x < Float(frame.width) / 2 ? -70 : 70) * scale
        for puff in 0..<12 {
            let age = wrapped(time * 0.22 + Float(puff) / 12, 1)
            Splat.disc(
                frame,
                x: chimney + (age * 70 + sinf(age * 6 + Float(puff)) * 10 * age) * scale,
                y: y - age * 150 * scale,
                radius: (7 + 24 * age) * scale,
                soft: (12 + 34 * age) * scale,
                ink: smoke,
                alpha: Int(110 * sinf(min(1, age * 1.4 + 0.1) * .pi * 0.5) * (1 - age))
            )
        }
    }
}
