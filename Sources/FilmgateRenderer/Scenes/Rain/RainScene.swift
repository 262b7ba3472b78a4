import Foundation

/// Heavy rain in a street: houses in the haze, lamps, someone under an umbrella, wet ground that mirrors all of it, and
/// rings where drops fall.
final class RainScene: FrameSource {
    private struct Ring {
        let x: Float
        let y: Float
        let phase: Float
        let pace: Float
    }

    private let stage: Stage
    private let waterline: Int
    private let sky: Sky
    private let houses: [Band]
    private let lamps: Band
    private let halo: Layer
    private let lampPlaces: [Float]
    private let walkers: [(poses: [Layer], start: Float, speed: Float)]
    private let mirror: Mirror
    private let rings: [Ring]
    private let near: Precipitation?
    private let far: Precipitation?
    private let lampHeight: Float

    init(_ original: Stage) {
        var stage = original
        let light = Daylight(&stage, usual: [.dusk, .night, .day])
        let (width, height, scale) = (Float(stage.width), Float(stage.height), stage.scale)
        let ground = Int(height * stage.generator.float(0.7, 0.76)) & ~1
        waterline = ground
        sky = Sky(&stage, light, horizon: ground, cover: 1)
        let windows = [0xffd48a, 0xffe4b0, 0xf0b86a].map { Colour(hex: $0) }
        let lit: Float = light.hour == .day ? 0.12 : 0.42
        houses = (0..<2).map { number in
            let near = Float(number)
            let parallax = 0.16 + 0.3 * near
            let row = BuildingRow(
                &stage.generator,
                width: stage.layerWidth(parallax),
                widths: (70 + 40 * near) * scale...(130 + 70 * near) * scale,
                heights: height * (0.26 - 0.08 * near)...height * (0.5 - 0.14 * near),
                cell: (13 + 6 * near) * scale,
                lit: lit,
                windows: windows,
                neon: []
            )
            let wall = light.lit(
                Colour(hex: stage.generator.pick([0x5a5450, 0x4a5460, 0x64564e])),
                far: 0.62 - 0.34 * near
            )
            let layer = row.paint(wall: wall, haze: light.haze, dim: 0.5 + 0.4 * near)
            return Band(layer: layer, parallax: parallax, y: ground - layer.height)
        }
        let unit = height / 720
        lampHeight = 330 * unit
        let wide = Float(stage.layerWidth(0.7))
        var posts = Figure(width: wide / unit, height: 350)
        var places: [Float] = []
        var x = stage.generator.float(80, 300)
        let iron = Colour(hex: 0x16181c)
        while x < wide / unit {
            posts.limb(x, 350, x, 44, 6, 4, iron)
            posts.limb(x - 2, 348, x + 2, 348, 14, 14, iron)
            posts.polygon([[x - 15, 40], [x + 15, 40], [x + 10, 8], [x - 10, 8]], Colour(hex: 0xffe8b8))
            posts.polygon([[x - 15, 9], [x + 15, 9], [x, -4]], iron)
            places.append(x * unit)
            x += stage.generator.float(420, 560)
        }
        lampPlaces = places
        let post = posts.paint(unit: unit)
        lamps = Band(layer: post, parallax: 0.7, y: ground - post.height)
        let reach = 150 * unit
        halo = Layer(width: Int(reach * 2), height: Int(reach * 2)) { x, y in
            let dx = (Float(x) - reach) / reach
            let dy = (Float(y) - reach) / reach
            let away = min(1, (dx * dx + dy * dy).squareRoot())
            return Colour(hex: 0xffd890).alpha(0.62 * (1 - away) * (1 - away))
        }
        let umbrellas = [0xd8342c, 0xf0b428, 0x2f7fd0, 0xe86a9a, 0x2fa07a] as [UInt32]
        walkers = (0..<(stage.brief.isSingle ? 1 : 2)).map { number in
            let look = Person.Look(
                &stage.generator,
                number == 0 ? stage.brief.actor : nil,
                ambient: light.ambient.mixed(Colour(1, 1, 1, 1), 0.35)
            )
            let right = stage.generator.chance(0.5)
            let umbrella = Colour(hex: stage.generator.pick(umbrellas)).scaled(light.isNight ? 0.8 : 1)
            let size = (number == 0 ? 0.98 : 0.9) * unit * look.size
            let poses = (0..<12).map { pose in
                Person.walking(look, phase: Float(pose) / 12 * 6.2832, umbrella: umbrella).paint(
                    unit: size,
                    mirrored: !right
                )
            }
            let start = right ? stage.generator.float(0.18, 0.4) : stage.generator.float(0.58, 0.8)
            return (poses, start * width, 52 * size * (right ? 1 : -1))
        }
        mirror = Mirror(width: stage.width, waterline: ground, tint: Splat.Ink(light.lit(Colour(hex: 0x3a4048))))
        rings = (0..<Int(46 * width / (1280 * scale))).map { _ in
            Ring(
                x: stage.generator.float(0, 1) * width,
                y: stage.generator.float(0, 1),
                phase: stage.generator.float(0, 1),
                pace: stage.generator.float(0.9, 1.6)
            )
        }
        far = Precipitation(&stage, weather: .rain)
        near = Precipitation(&stage, weather: .rain)
        self.stage = stage
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let slide = (camera - stage.travel / 2) * 0.7
        sky.draw(index, stage, into: frame)
        for row in houses { row.draw(index, stage, into: frame) }
        far?.draw(index, stage, into: frame)
        for place in lampPlaces {
            let x = place - camera * 0.7 - Float(halo.width) / 2
            let y = waterline - Int(lampHeight) - halo.height / 2
            halo.draw(into: frame, x: -Int(x * 256), y: y, opacity: Int(236 + 18 * sinf(time * 3 + place)))
        }
        lamps.draw(index, stage, into: frame)
        for walker in walkers.reversed() {
            let pose = walker.poses[Int(time * 0.95 * 12) % walker.poses.count]
            let x = walker.start + walker.speed * time - slide - Float(pose.width) / 2
            pose.draw(into: frame, x: -Int(x * 256), y: waterline - pose.height + Int(7 * stage.scale))
        }
        mirror.draw(time, scale: stage.scale, into: frame)
        for ring in rings { draw(ring, time, camera, into: frame) }
        near?.draw(index, stage, into: frame)
    }

    /// One circle that widens on the ground and fades; it starts elsewhere each time.
    private func draw(_ ring: Ring, _ time: Float, _ camera: Float, into frame: Frame) {
        let turn = time * ring.pace + ring.phase
        let age = turn - turn.rounded(.down)
        let jump = turn.rounded(.down) * 0.618
        let depth = wrapped(ring.y + jump, 1)
        let y = Float(waterline) + (0.04 + 0.94 * depth) * Float(frame.height - waterline)
        let x = wrapped(ring.x + jump * Float(frame.width) - camera * (0.7 + 0.4 * depth), Float(frame.width))
        let radius = (4 + 26 * age) * (0.4 + depth) * stage.scale
        let alpha = Int(150 * (1 - age))
        let steps = max(12, Int(radius * 2.4))
        for step in 0..<steps {
            let angle = Float(step) / Float(steps) * 6.2832
            let px = Int(x + cosf(angle) * radius)
            let py = Int(y + sinf(angle) * radius * 0.34)
            guard px >= 0, px < frame.width, py >= waterline, py < frame.height else { continue }
            let at = py * frame.width + px
            frame.y[at] = UInt8(Int(frame.y[at]) + (215 - Int(frame.y[at])) * alpha / 256)
        }
    }
}
