import Foundation

/// A city at night over water: three rows of lit buildings, their reflection, traffic on the embankment, stars.
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
    private let sky: Layer
    private let rows: [Layer]
    private let cars: [Car]
    private let stars: [Star]
    private let white = Splat.Ink(Colour(hex: 0xf4f1ff))
    private let mirror: Mirror
    private let fall: Precipitation?

    init(_ original: Stage) {
        var stage = original
        let palette = stage.generator.pick(Self.palettes)
        let width = stage.width
        let scale = stage.scale
        let waterline = Int(Float(stage.height) * stage.generator.float(0.7, 0.76)) & ~1
        self.waterline = waterline
        let moonX = Float(width) * stage.generator.float(0.15, 0.85)
        let moonY = Float(waterline) * stage.generator.float(0.12, 0.28)
        let moon = stage.generator.float(24, 40) * scale
        let isClear = stage.brief.weather == .clear
        sky = Layer(width: stage.layerWidth(0.05), height: waterline) { x, y in
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
        let base = Float(waterline)
        rows = (0..<3).map { depth in
            let near = Float(depth) / 2
            let blocks = BuildingRow(
                &stage.generator,
                width: stage.layerWidth(Self.parallax[depth]),
                widths: (26 + 30 * near) * scale...(60 + 90 * near) * scale,
                heights: base * (0.34 - 0.12 * near)...base * (0.74 - 0.26 * near),
                cell: (5 + 5 * near) * scale,
                lit: 0.3 + 0.08 * near,
                windows: palette.windows,
                neon: depth == 0 ? [] : palette.neon
            )
            let wall = palette.wall.mixed(palette.haze, 0.42 - 0.36 * near)
            return blocks.paint(wall: wall, haze: palette.haze.scaled(0.75), dim: 0.45 + 0.5 * near)
        }
        var cars: [Car] = []
        for number in 0..<Int(34 * Float(width) / (1280 * scale)) {
            let away = number % 2 == 0
            cars.append(
                Car(
                    start: stage.generator.float(0, 1),
                    speed: stage.generator.float(70, 130) * scale * (away ? 1 : -1),
                    ink: Splat.Ink(Colour(hex: away ? 0xff5a48 : 0xfff0c8)),
                    row: base - (away ? 5 : 10) * scale,
                    size: (away ? 2.2 : 2.7) * scale
                )
            )
        }
        self.cars = cars
        var stars: [Star] = []
        for _ in 0..<(isClear ? 70 : 0) {
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
        mirror = Mirror(width: width, waterline: waterline, tint: Splat.Ink(palette.sky[1].scaled(0.8)))
        fall = Precipitation(&stage, weather: stage.brief.weather)
        self.stage = stage
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let scale = stage.scale
        sky.draw(into: frame, x: stage.position(index, parallax: 0.05), y: 0)
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
        bank(frame)
        for car in cars {
            let room = Float(frame.width) + 80 * scale
            var x = (car.start * room + car.speed * time - camera * 0.9).truncatingRemainder(dividingBy: room)
            if x < 0 { x += room }
            x -= 40 * scale
            Splat.disc(
                frame,
                x: x,
                y: car.row,
                radius: car.size * 2.6,
                soft: car.size * 5,
                ink: car.ink,
                alpha: 70
            )
            Splat.disc(frame, x: x, y: car.row, radius: car.size, soft: 2, ink: car.ink, alpha: 250)
        }
        mirror.draw(time, scale: scale, into: frame)
        fall?.draw(index, stage, into: frame)
    }

    /// The dark embankment that the cars run on.
    private func bank(_ frame: Frame) {
        let height = Int(16 * stage.scale) & ~1
        for y in waterline - height..<waterline {
            Kernels.tint(frame.y + y * frame.width, 18, part: 205, count: frame.width)
        }
        for y in (waterline - height) / 2..<waterline / 2 {
            Kernels.tint(frame.u + y * frame.chromaWidth, 132, part: 205, count: frame.chromaWidth)
            Kernels.tint(frame.v + y * frame.chromaWidth, 127, part: 205, count: frame.chromaWidth)
        }
    }
}
