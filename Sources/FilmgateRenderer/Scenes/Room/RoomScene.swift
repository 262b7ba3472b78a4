import Foundation

/// A room with a window, a lamp, and someone who sits there: what is outside moves, the lamp flickers, dust floats.
final class RoomScene: FrameSource {
    private let stage: Stage
    private let outside: Sky
    private let hills: Band
    private let wall: Band
    private let chair: Band
    private let front: Band
    private let poses: [Layer]
    private let cat: Layer?
    private let seat: SIMD2<Float>
    private let glow: Layer
    private let lampAt: SIMD2<Float>
    private let dust: Motes
    private let steam: Bool
    private let fall: Precipitation?
    private let white = Splat.Ink(Colour(hex: 0xf4f0ea))
    private static let parallax: Float = 0.3

    init(_ original: Stage) {
        var stage = original
        let light = Daylight(&stage, usual: [.day, .dusk, .night, .dawn])
        let (width, height, scale) = (Float(stage.width), Float(stage.height), stage.scale)
        let unit = min(height / 720, width / 900)
        let dark = light.isNight || light.hour == .dusk
        let tint = dark ? Colour(hex: 0xd8b494) : Colour(hex: 0xfff8f0)
        let windowLeft = stage.generator.chance(0.5)
        let horizon = height * 0.6
        outside = Sky(&stage, light, horizon: Int(horizon), cover: 0.5)
        let ground: UInt32 =
            switch stage.brief.season {
            case .winter: 0xf4f8fc
            case .autumn: 0xb07a34
            case .spring: 0x7aa858
            case .summer, nil: 0x4f7a4a
            }
        let land = light.lit(Colour(hex: ground), far: 0.3)
        hills = Band.land(
            &stage,
            parallax: 0.14,
            top: height * 0.45,
            bottom: Int(height * 0.72),
            swing: 30 * scale,
            pitch: 210 * scale
        ) { _, _, slope in land.scaled(1 + 0.3 * slope) }
        let room = Furniture(&stage, unit: unit, tint: tint, windowLeft: windowLeft)
        wall = Band(layer: room.wall(&stage), parallax: Self.parallax, y: 0)
        let side = width * (windowLeft ? 0.6 : 0.4)
        seat = [side, height * 0.94]
        chair = Band(layer: room.chair(), parallax: 0.45, y: Int(height * 0.94 - 300 * unit))
        front = Band(layer: room.table(), parallax: 0.6, y: Int(height * 0.98 - 190 * unit))
        let look = Person.Look(&stage.generator, stage.brief.actor, ambient: tint)
        let cup = stage.generator.chance(0.5)
        steam = cup
        let size = unit * 1.34 * look.size
        poses = (0..<12).map { pose in
            Person.sitting(look, breath: sinf(Float(pose) / 12 * 6.2832), cup: cup).paint(unit: size)
        }
        cat = stage.brief.actor == .cat ? room.cat() : nil
        let reach = 240 * unit
        let warm = Colour(hex: 0xffc878)
        let strength: Float = dark ? 0.62 : 0.24
        glow = Layer(width: Int(reach * 2), height: Int(reach * 2)) { x, y in
            let dx = (Float(x) - reach) / reach
            let dy = (Float(y) - reach) / reach
            let away = min(1, (dx * dx + dy * dy).squareRoot())
            return warm.alpha(strength * (1 - away) * (1 - away))
        }
        lampAt = [room.lamp.x, room.lamp.y]
        dust = Motes(
            &stage,
            .init(
                count: 26,
                colours: [Colour(hex: 0xfff0d0)],
                across: 5,
                down: 6,
                sway: 20,
                pace: 0.1,
                size: 0.7...1.5,
                alpha: 90,
                blinks: true
            )
        )
        fall = Precipitation(&stage, weather: stage.brief.weather)
        self.stage = stage
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index) - stage.travel / 2
        outside.draw(index, stage, into: frame)
        hills.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
        wall.draw(index, stage, into: frame)
        let flicker = 0.86 + 0.08 * sinf(time * 2.1) + 0.06 * sinf(time * 5.3)
        let lamp = lampAt.x - stage.camera(index) * Self.parallax - Float(glow.width) / 2
        glow.draw(into: frame, x: -Int(lamp * 256), y: Int(lampAt.y) - glow.height / 2, opacity: Int(256 * flicker))
        let middle = seat.x - camera * 0.45
        place(chair.layer, at: middle - Float(chair.layer.width) * 0.42, y: chair.y, into: frame)
        let pose = poses[Int(time * 0.36 * 12) % poses.count]
        let foot = Int(seat.y) - pose.height
        place(pose, at: middle - Float(pose.width) * 0.34, y: foot, into: frame)
        if steam {
            drawSteam(
                time,
                x: middle + Float(pose.width) * 0.24,
                y: Float(foot) + Float(pose.height) * 0.4,
                into: frame
            )
        }
        let table = seat.x + Float(pose.width) * 0.95 - camera * 0.6
        place(front.layer, at: table - Float(front.layer.width) / 2, y: front.y, into: frame)
        if let cat {
            let lean = Int(sinf(time * 1.4) * 5 * stage.scale * 256)
            cat.draw(
                into: frame,
                x: -Int((table - Float(cat.width) / 2) * 256),
                y: front.y - cat.height + 8,
                lean: lean
            )
        }
        dust.draw(index, stage, into: frame)
    }

    private func place(_ layer: Layer, at x: Float, y: Int, into frame: Frame) {
        layer.draw(into: frame, x: -Int(x * 256), y: y)
    }

    /// Wisps that rise from the cup.
    private func drawSteam(_ time: Float, x: Float, y: Float, into frame: Frame) {
        let scale = stage.scale
        for puff in 0..<9 {
            let age = wrapped(time * 0.42 + Float(puff) / 9, 1)
            let drift = sinf(age * 7 + Float(puff)) * 9 * age * scale
            Splat.disc(
                frame,
                x: x + drift,
                y: y - age * 80 * scale,
                radius: (4 + 13 * age) * scale,
                soft: (8 + 22 * age) * scale,
                ink: white,
                alpha: Int(46 * sinf(age * .pi))
            )
        }
    }
}
