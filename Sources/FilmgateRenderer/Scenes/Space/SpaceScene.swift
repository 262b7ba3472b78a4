import Foundation

/// Open space: nebulae, three depths of stars, a planet that turns, meteors, and an astronaut where one is named.
final class SpaceScene: FrameSource {
    private struct Star {
        let x: Float
        let y: Float
        let depth: Float
        let size: Float
        let phase: Float
        let ink: Splat.Ink
    }

    private struct Meteor {
        let start: Float
        let x: Float
        let y: Float
        let length: Float
    }

    private let stage: Stage
    private let back: Band
    private let veil: Band
    private let stars: [Star]
    private let meteors: [Meteor]
    private let planet: Planet
    private let moon: Planet
    private let planetPlace: SIMD2<Float>
    private let moonPlace: SIMD2<Float>
    private let halo: Layer
    private let floater: Layer?
    private let ground: Band?

    init(_ original: Stage) {
        var stage = original
        let (width, height, scale) = (Float(stage.width), Float(stage.height), stage.scale)
        let short = min(width, height)
        let noise = stage.noise
        let inks: [[UInt32]] = [
            [0x040614, 0x1a1a4a, 0x6a2f8a, 0xe0608a], [0x03070f, 0x0c2a4a, 0x1f7a8c, 0x8fe0d0],
            [0x07040f, 0x3a1030, 0x9a2f3a, 0xf0a050],
            [0x04040c, 0x14204a, 0x3f5fc0, 0xb0a0f0],
        ]
        let gas = stage.generator.pick(inks).map { Colour(hex: $0) }
        let offset = stage.generator.float(0, 200)
        let slope = stage.generator.float(-0.5, 0.5)
        back = Band(
            layer: Layer(width: stage.layerWidth(0.05), height: stage.height) { x, y in
                let u = Float(x) / (320 * scale)
                let v = Float(y) / (260 * scale)
                let bend = noise.fractal(u + offset, v, octaves: 4)
                let across = (Float(y) - height * 0.5 - (Float(x) - width * 0.5) * slope) / (height * 0.5)
                let band = 1 / (1 + 3.5 * across * across)
                let cloud = max(0, bend * 0.9 + 0.28) * band
                return gradient(gas, min(0.92, cloud * 1.35))
            },
            parallax: 0.05,
            y: 0
        )
        let drift = stage.generator.float(5, 10) * scale
        veil = Band(
            layer: Layer(width: stage.layerWidth(0.12, drift: drift), height: stage.height) { x, y in
                let value = noise.fractal(Float(x) / (210 * scale) + offset + 50, Float(y) / (170 * scale), octaves: 3)
                return gas[3].alpha(0.3 * smoothstep(0.1, 0.7, value))
            },
            parallax: 0.12,
            y: 0,
            drift: drift
        )
        var stars: [Star] = []
        for _ in 0..<Int(520 * width * height / (1280 * 720 * scale * scale)) {
            let depth = stage.generator.float(0, 1)
            stars.append(
                Star(
                    x: stage.generator.float(0, 1),
                    y: stage.generator.float(0, 1) * height,
                    depth: depth * depth,
                    size: (0.4 + 1.7 * depth * depth * depth) * scale,
                    phase: stage.generator.float(0, 6.28),
                    ink: Splat.Ink(Colour(hex: stage.generator.pick([0xffffff, 0xcfe0ff, 0xfff0d0, 0xffd8c0])))
                )
            )
        }
        self.stars = stars
        meteors = (0..<12).map { number in
            Meteor(
                start: Float(number) * 2.4 + stage.generator.float(0, 1.6),
                x: stage.generator.float(0.2, 1.1) * width,
                y: stage.generator.float(-0.05, 0.4) * height,
                length: stage.generator.float(90, 190) * scale
            )
        }
        let surfaces: [([UInt32], Bool)] = [
            ([0x0a2a5a, 0x1f6ab0, 0x2f8a4a, 0xa8a468, 0xf4f8fa], false),
            ([0x5a2a1a, 0xa8502a, 0xd88a54, 0xf0c090], false),
            ([0x8a6a4a, 0xd8b080, 0xf0dcb4, 0xb07a50], true), ([0x1a3a6a, 0x4a8ac0, 0xa0d8e8, 0x6aa0d0], true),
            ([0x5a3a6a, 0xa87ab8, 0xe8c0d8, 0xc090b8], true),
        ]
        let surface = stage.generator.pick(surfaces)
        let radius = short * stage.generator.float(0.25, 0.36)
        planet = Planet(&stage, radius: Int(radius), stops: surface.0.map { Colour(hex: $0) }, banded: surface.1)
        let left = stage.generator.chance(0.5)
        planetPlace = [width * (left ? 0.3 : 0.7), height * stage.generator.float(0.36, 0.5)]
        moon = Planet(
            &stage,
            radius: Int(radius * 0.24),
            stops: [0x5a5650, 0x98928a, 0xd0cac0].map { Colour(hex: $0) },
            banded: false
        )
        moonPlace = [width * (left ? 0.72 : 0.28), height * stage.generator.float(0.16, 0.34)]
        let glow = Colour(hex: surface.0[surface.0.count / 2]).mixed(Colour(hex: 0xcfe4ff), 0.5)
        halo = Self.ring(&stage, radius: radius, glow: glow, ringed: surface.1)
        floater = stage.brief.actor == .astronaut ? Self.astronaut(unit: short / 620) : nil
        ground = stage.brief.actor == .astronaut ? Self.moonscape(&stage) : nil
        self.stage = stage
    }

    /// The air around the planet and, for a gas giant, the ring in front of it.
    private static func ring(_ stage: inout Stage, radius: Float, glow: Colour, ringed: Bool) -> Layer {
        let tilt = stage.generator.float(0.2, 0.32)
        let lean = stage.generator.float(-0.3, 0.3)
        let reach = radius * 2.3
        return Layer(width: Int(reach * 2), height: Int(reach * 2)) { x, y in
            let dx = (Float(x) - reach) / radius
            let dy = (Float(y) - reach) / radius
            let away = (dx * dx + dy * dy).squareRoot()
            var colour = glow.alpha(away > 1 ? 0.5 * max(0, 1 - (away - 1) * 5) : 0.35 * smoothstep(0.86, 1, away))
            guard ringed else { return colour }
            let rx = dx * cosf(lean) + dy * sinf(lean)
            let ry = (dy * cosf(lean) - dx * sinf(lean)) / tilt
            let round = (rx * rx + ry * ry).squareRoot()
            let hidden = ry < 0 && away < 1
            let dust = smoothstep(1.35, 1.42, round) * (1 - smoothstep(2.1, 2.2, round))
            let gap = 0.55 + 0.35 * sinf(round * 34) + 0.1 * sinf(round * 90)
            if dust > 0, !hidden { colour = Colour(hex: 0xe8d8bc).alpha(max(colour.w, dust * gap * 0.85)) }
            return colour
        }
    }

    private static func astronaut(unit: Float) -> Layer {
        var figure = Figure(width: 220, height: 300)
        let suit = Colour(hex: 0xe8ebf0)
        let shade = Colour(hex: 0xb4bac8)
        figure.box(78, 128, 30, 46, round: 12, shade.scaled(0.86))
        figure.limb(92, 196, 78, 268, 20, 16, shade)
        figure.limb(76, 274, 98, 276, 12, 11, shade.scaled(0.8))
        figure.limb(122, 196, 138, 262, 21, 17, suit)
        figure.limb(138, 270, 160, 268, 13, 11, shade)
        figure.limb(108, 126, 108, 186, 37, 33, suit, light: 0.24)
        figure.box(112, 142, 18, 12, round: 4, Colour(hex: 0x5a6478))
        figure.ellipse(106, 138, 3, 3, Colour(hex: 0xe04a3c))
        figure.ellipse(116, 138, 3, 3, Colour(hex: 0x4ad08a))
        figure.limb(82, 116, 52, 150, 16, 14, shade)
        figure.limb(52, 150, 42, 186, 14, 13, shade)
        figure.limb(138, 114, 170, 92, 16, 14, suit)
        figure.limb(170, 92, 188, 58, 14, 13, suit)
        figure.ellipse(112, 66, 44, 43, suit, light: 0.24)
        figure.ellipse(120, 67, 33, 29, Colour(hex: 0x1a2440), light: 0.6)
        figure.ellipse(130, 56, 11, 7, Colour(hex: 0xc8e4ff).alpha(0.75))
        return figure.paint(unit: unit)
    }

    private static func moonscape(_ stage: inout Stage) -> Band {
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        return Band.land(
            &stage,
            parallax: 0.6,
            top: height * 0.8,
            bottom: stage.height,
            swing: 26 * scale,
            pitch: 330 * scale,
            rough: 0.25
        ) { x, depth, slope in
            let size = 30 + depth * 0.4
            let dust = noise.fractal(x / (size * scale), depth / (size * 0.34 * scale), octaves: 4)
            let crater = smoothstep(0.3, 0.42, noise(x / (120 * scale) + 9, depth / (34 * scale)))
            return Colour(hex: 0xa8a6a4).scaled(0.86 + 0.4 * dust - 0.4 * slope - 0.25 * crater)
        }
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let scale = stage.scale
        back.draw(index, stage, into: frame)
        veil.draw(index, stage, into: frame)
        let width = Float(frame.width)
        for star in stars {
            let x = wrapped(star.x * width - (camera + time * 9 * scale) * (0.06 + 0.3 * star.depth), width)
            let twinkle = 0.72 + 0.28 * sinf(time * (1 + 2 * star.depth) + star.phase)
            Splat.disc(frame, x: x, y: star.y, radius: star.size, soft: 1.3, ink: star.ink, alpha: Int(240 * twinkle))
        }
        for meteor in meteors { draw(meteor, time, into: frame) }
        // They are so far away that no camera move shifts them.
        moon.draw(time, into: frame, x: Int(moonPlace.x) & ~1, y: Int(moonPlace.y) & ~1)
        let place = (x: Int(planetPlace.x) & ~1, y: Int(planetPlace.y) & ~1)
        planet.draw(time, into: frame, x: place.x, y: place.y)
        halo.draw(
            into: frame,
            x: -(place.x - halo.width / 2) * 256,
            y: place.y - halo.height / 2
        )
        ground?.draw(index, stage, into: frame)
        guard let floater else { return }
        let x = width * (planetPlace.x < width / 2 ? 0.66 : 0.34) + sinf(time * 0.5) * 22 * scale - camera * 0.5
        let y = Float(frame.height) * 0.56 + sinf(time * 0.8) * 16 * scale
        let left = x - Float(floater.width) / 2
        floater.draw(
            into: frame,
            x: -Int(left * 256),
            fineY: Int(y * 256) - floater.height * 128,
            lean: Int(sinf(time * 0.6) * 9 * scale * 256)
        )
    }

    private func draw(_ meteor: Meteor, _ time: Float, into frame: Frame) {
        let age = (time - meteor.start) / 1.6
        guard age > 0, age < 1 else { return }
        let bright = sinf(age * .pi)
        let white = Splat.Ink(Colour(hex: 0xffffff))
        for step in 0..<24 {
            let part = Float(step) / 24
            let way = age * 2.6 * meteor.length - part * meteor.length
            let alpha = Int(110 * bright * (1 - part) * (1 - part))
            let size = (1.9 - 1.4 * part) * stage.scale
            Splat.disc(
                frame,
                x: meteor.x - way,
                y: meteor.y + way * 0.46,
                radius: size,
                soft: 1.6,
                ink: white,
                alpha: alpha
            )
        }
    }
}
