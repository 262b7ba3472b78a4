import Foundation

/// A city over water: three rows of buildings, their reflection, traffic on the embankment. It is night unless the
/// prompt names another hour.
final class CityScene: FrameSource {
    private struct Palette {
        let sky: [Colour]
        let haze: Colour
        let wall: Colour
        let windows: [Colour]
        let neon: [Colour]
    }

    private static let palettes = [
        ([0x070b1f, 0x141b45, 0x3a2a68, 0x8a4a7c], [0xffd48a, 0xffe9c4, 0x9fd8ff], [0xff3d81, 0x36e0ff, 0xffb13d]),
        ([0x050d1c, 0x0a2342, 0x134a6b, 0x3f8a9c], [0xffdf9e, 0xcdeeff, 0xfff4dd], [0x2bffd0, 0xff5e5b, 0x6aa9ff]),
        ([0x0d0718, 0x2c0f3a, 0x6b1f52, 0xd0594e], [0xffc36b, 0xffe3a8, 0xff9ecb], [0xff2e63, 0xffe66d, 0x8a5cff]),
    ].map { sky, windows, neon in
        Palette(
            sky: sky.map { Colour(hex: $0) },
            haze: Colour(hex: sky[3]),
            wall: Colour(hex: sky[0]),
            windows: windows.map { Colour(hex: $0) },
            neon: neon.map { Colour(hex: $0) }
        )
    }

    private struct Car {
        let start: Float
        let speed: Float
        let ink: Splat.Ink
        let row: Float
        let size: Float
    }

    private struct Star {
        let x: Float
        let y: Float
        let phase: Float
        let pace: Float
    }

    private static let parallax: [Float] = [0.18, 0.42, 0.85]

    private let stage: Stage
    private let waterline: Int
    private let light: Daylight?
    private let day: Sky?
    private let night: Layer?
    private let clouds: Band?
    private let rows: [Layer]
    private let trees: Band?
    private let cars: [Car]
    private let stars: [Star]
    private let white = Splat.Ink(Colour(hex: 0xf4f1ff))
    private let glass = Splat.Ink(Colour(hex: 0x2c3846))
    private let mirror: Mirror
    private let leaves: Motes?
    private let fall: Precipitation?

    init(_ original: Stage) {
        var stage = original
        let palette = stage.generator.pick(Self.palettes)
        let width = stage.width
        let scale = stage.scale
        let waterline = Int(Float(stage.height) * stage.generator.float(0.7, 0.76)) & ~1
        self.waterline = waterline
        let hour = stage.brief.hour ?? .night
        let light = hour == .night ? nil : Daylight(&stage, usual: [.day])
        self.light = light
        let isClear = stage.brief.weather == .clear
        night = light == nil ? Self.moonlit(&stage, palette, waterline) : nil
        let day = light.map { Sky(&stage, $0, horizon: waterline, cover: 0.6) }
        self.day = day
        clouds = light == nil && !isClear ? Self.clouds(stage, palette, waterline) : nil
        let base = Float(waterline)
        rows = (0..<3).map { depth in
            let near = Float(depth) / 2
            let blocks = BuildingRow(
                &stage.generator,
                width: stage.layerWidth(Self.parallax[depth]),
                widths: (26 + 30 * near) * scale...(60 + 90 * near) * scale,
                heights: base * (0.34 - 0.12 * near)...base * (0.74 - 0.26 * near),
                cell: (5 + 5 * near) * scale,
                lit: (0.3 + 0.08 * near) * (hour == .night ? 1 : hour == .dusk ? 0.7 : hour == .dawn ? 0.3 : 0),
                windows: palette.windows,
                neon: depth == 0 || hour == .day || hour == .dawn ? [] : palette.neon
            )
            let snow = Self.snow(stage.brief, light, far: 0.5 - 0.42 * near)
            if let light {
                let facade = Self.facade(light, isLitFromLeft: (day?.discX ?? 0) < Float(width) / 2, near)
                return blocks.paint(wall: facade.glass, haze: light.haze, dim: 0.8, facade: facade, snow: snow)
            }
            let wall = palette.wall.mixed(palette.haze, 0.42 - 0.36 * near)
            return blocks.paint(wall: wall, haze: palette.haze.scaled(0.75), dim: 0.45 + 0.5 * near, snow: snow)
        }
        var cars: [Car] = []
        for number in 0..<Int(34 * Float(width) / (1280 * scale)) {
            let away = number % 2 == 0
            cars.append(
                Car(
                    start: stage.generator.float(0, 1),
                    speed: stage.generator.float(70, 130) * scale * (away ? 1 : -1),
                    ink: Splat.Ink(
                        hour == .day
                            ? stage.generator.pick(Self.paints) : Colour(hex: away ? 0xff5a48 : 0xfff0c8)
                    ),
                    row: base - (away ? 5 : 10) * scale,
                    size: (away ? 2.2 : 2.7) * scale
                )
            )
        }
        self.cars = cars
        var stars: [Star] = []
        for _ in 0..<(isClear && light == nil ? 70 : 0) {
            stars.append(
                Star(
                    x: stage.generator.float(0, 1) * Float(width),
                    y: stage.generator.float(0, 0.42) * base,
                    phase: stage.generator.float(0, 6.28),
                    pace: stage.generator.float(0.6, 2.4)
                )
            )
        }
        self.stars = stars
        let water = light.map { $0.lit(Colour(hex: 0x3f6f88), far: 0.2) } ?? palette.sky[1].scaled(0.8)
        mirror = Mirror(width: width, waterline: waterline, tint: Splat.Ink(water))
        fall = Precipitation(&stage, weather: stage.brief.weather)
        trees = light.map { Avenue.trees(&stage, $0, foot: waterline - Int(14 * scale), parallax: 0.9) }
        leaves = stage.brief.season == .autumn ? Motes(&stage, .leaves(count: 30)) : nil
        self.stage = stage
    }

    private static let paints = [0xf2f2f0, 0xc0281e, 0x24282e, 0xb8bcc2, 0x2c5c9c, 0xf0b820].map { Colour(hex: $0) }

    /// The sky at night with the moon.
    private static func moonlit(_ stage: inout Stage, _ palette: Palette, _ waterline: Int) -> Layer {
        let moonX = Float(stage.width) * stage.generator.float(0.15, 0.85)
        let moonY = Float(waterline) * stage.generator.float(0.12, 0.28)
        let moon = stage.generator.float(24, 40) * stage.scale
        let isClear = stage.brief.weather == .clear
        return Layer(width: stage.layerWidth(0.05), height: waterline) { x, y in
            let part = Float(y) / Float(waterline)
            let colour = gradient(palette.sky, part * part * 0.4 + part * 0.6)
            guard isClear else { return colour.mixed(palette.sky[2], 0.35 * (1 - part)) }
            let dx = Float(x) - moonX
            let dy = Float(y) - moonY
            let distance = (dx * dx + dy * dy).squareRoot()
            let glow = 0.3 / (1 + distance * distance / (moon * moon * 5))
            let light = Colour(hex: 0xf6efd9)
            return colour.mixed(light, glow).mixed(light, 1 - smoothstep(moon - 1.2, moon + 1.2, distance))
        }
    }

    /// Clouds that the city lights from below.
    private static func clouds(_ stage: Stage, _ palette: Palette, _ waterline: Int) -> Band {
        let drift = 9 * stage.scale
        let stretch = 1 / (170 * stage.scale)
        let tall = waterline * 7 / 10
        let glow = palette.sky[2].mixed(palette.haze, 0.4)
        let layer = Layer(width: stage.layerWidth(0.1, drift: drift), height: tall) { x, y in
            let part = Float(y) / Float(tall)
            let value = stage.noise.fractal(Float(x) * stretch + 60, Float(y) * stretch * 2.2, octaves: 4)
            let cover = smoothstep(-0.3, 0.35, value) * (1 - smoothstep(0.5, 1, part))
            let colour = glow.scaled(0.8 + 0.3 * part).mixed(palette.sky[1].scaled(0.8), smoothstep(-0.15, 0.4, value))
            return colour.alpha(0.75 * cover)
        }
        return Band(layer: layer, parallax: 0.1, y: 0, drift: drift)
    }

    /// Walls and panes of a row by day, 0 far to 1 near.
    private static func facade(_ light: Daylight, isLitFromLeft: Bool, _ near: Float) -> BuildingRow.Facade {
        let far = 0.58 - 0.44 * near
        let walls = [0xd8cfc0, 0xb8a894, 0xc4b4ac, 0x98a2aa, 0xe2dcd0, 0xa87c64, 0x848f9a] as [UInt32]
        return BuildingRow.Facade(
            walls: walls.map { light.lit(Colour(hex: $0).scaled(light.hour == .dusk ? 0.66 : 1), far: far) },
            glass: light.lit(Colour(hex: 0x34506e), far: far),
            sky: light.sky[2].mixed(light.haze, far * 0.5),
            isLitFromLeft: isLitFromLeft
        )
    }

    /// The colour of roofs in winter.
    private static func snow(_ brief: SceneBrief, _ light: Daylight?, far: Float) -> Colour? {
        guard brief.season == .winter else { return nil }
        guard let light else { return Colour(hex: 0x8c98b8).scaled(1 - far) }
        return light.lit(Colour(hex: 0xf6f9fc), far: far * 0.6)
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let scale = stage.scale
        day?.draw(index, stage, into: frame)
        night?.draw(into: frame, x: stage.position(index, parallax: 0.05), y: 0)
        clouds?.draw(index, stage, into: frame)
        for star in stars {
            let alpha = 110 + 90 * sinf(time * star.pace + star.phase)
            Splat.disc(
                frame,
                x: star.x - camera * 0.05,
                y: star.y,
                radius: 0.7 * scale,
                soft: 1.4,
                ink: white,
                alpha: Int(alpha)
            )
        }
        for (layer, parallax) in zip(rows, Self.parallax) {
            layer.draw(into: frame, x: stage.position(index, parallax: parallax), y: waterline - layer.height)
        }
        trees?.draw(index, stage, into: frame)
        bank(frame)
        for car in cars {
            let room = Float(frame.width) + 80 * scale
            var x = (car.start * room + car.speed * time - camera * 0.9).truncatingRemainder(dividingBy: room)
            if x < 0 { x += room }
            x -= 40 * scale
            draw(car, at: x, into: frame)
        }
        mirror.draw(time, scale: scale, into: frame)
        leaves?.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
    }

    /// The lights of a car, or by day the car.
    private func draw(_ car: Car, at x: Float, into frame: Frame) {
        let size = car.size
        guard light?.hour == .day else {
            let halo = size * 2.6
            let alpha = light == nil ? 70 : 45
            Splat.disc(frame, x: x, y: car.row, radius: halo, soft: size * 5, ink: car.ink, alpha: alpha)
            Splat.disc(frame, x: x, y: car.row, radius: size, soft: 2, ink: car.ink, alpha: 250)
            return
        }
        for part: Float in [-1.5, -0.5, 0.5, 1.5] {
            Splat.disc(frame, x: x + part * size, y: car.row, radius: size * 0.8, soft: 1.2, ink: car.ink, alpha: 240)
        }
        for part: Float in [-0.5, 0.5] {
            let y = car.row - size * 0.9
            Splat.disc(frame, x: x + part * size, y: y, radius: size * 0.7, soft: 1.2, ink: glass, alpha: 230)
        }
    }

    /// The embankment that the cars run on.
    private func bank(_ frame: Frame) {
        let height = Int(16 * stage.scale) & ~1
        let value =
            switch light?.hour {
            case .day: 118
            case .dawn: 84
            case .dusk: 46
            case .night, nil: 18
            }
        for y in waterline - height..<waterline {
            Kernels.tint(frame.y + y * frame.width, value, part: 205, count: frame.width)
        }
        for y in (waterline - height) / 2..<waterline / 2 {
            Kernels.tint(frame.u + y * frame.chromaWidth, light == nil ? 132 : 129, part: 205, count: frame.chromaWidth)
            Kernels.tint(frame.v + y * frame.chromaWidth, 127, part: 205, count: frame.chromaWidth)
        }
    }
}
