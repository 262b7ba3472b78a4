import Foundation

/// What falls through the air or hangs in it. Each particle is a function of time, so that any frame
/// can be drawn by itself.
struct Precipitation {
    private struct Particle {
        let x: Float
        let y: Float
        let depth: Float
        let phase: Float
    }

    private let isSnow: Bool
    private let mist: Band?
    private let particles: [Particle]
    private let wind: Float
    private let white = Splat.Ink(Colour(hex: 0xffffff))

    /// Nil in clear weather.
    init?(_ stage: inout Stage, weather: Weather) {
        guard weather != .clear else { return nil }
        isSnow = weather == .snow
        mist = weather == .mist ? Self.mist(&stage) : nil
        wind = stage.generator.float(12, 55) * (stage.generator.chance(0.5) ? 1 : -1)
        let area = Float(stage.width * stage.height) / (1280 * 720 * stage.scale * stage.scale)
        let count = mist == nil ? Int((isSnow ? 330 : 360) * area) : 0
        var particles: [Particle] = []
        for _ in 0..<count {
            let depth = stage.generator.float(0, 1)
            particles.append(
                Particle(
                    x: stage.generator.float(0, 1),
                    y: stage.generator.float(0, 1),
                    depth: depth * depth,
                    phase: stage.generator.float(0, 6.28)
                )
            )
        }
        self.particles = particles
    }

    /// A bank of mist that drifts before everything.
    private static func mist(_ stage: inout Stage) -> Band {
        let (scale, noise) = (stage.scale, stage.noise)
        let drift = stage.generator.float(12, 24) * scale * (stage.generator.chance(0.5) ? 1 : -1)
        let tall = Int(Float(stage.height) * 0.56) & ~1
        let colour = Colour(hex: stage.brief.hour == .night ? 0x5c6672 : 0xdde2e4)
        let layer = Layer(width: stage.layerWidth(0.6, drift: drift), height: tall) { x, y in
            let v = Float(y) / Float(tall)
            let value = noise.fractal(Float(x) / (240 * scale) + 31, Float(y) / (90 * scale), octaves: 3)
            let window = smoothstep(0, 0.4, v) * (1 - smoothstep(0.62, 1, v))
            return colour.alpha(0.72 * window * smoothstep(-0.5, 0.5, value))
        }
        return Band(layer: layer, parallax: 0.6, y: Int(Float(stage.height) * 0.3) & ~1, drift: drift)
    }

    func draw(_ index: Int, _ stage: Stage, into frame: Frame) {
        if let mist { return mist.draw(index, stage, into: frame) }
        let time = stage.time(index)
        let camera = stage.camera(index)
        let scale = stage.scale
        let margin = 40 * scale
        let width = Float(frame.width) + 2 * margin
        let height = Float(frame.height) + 2 * margin
        for particle in particles {
            let depth = particle.depth
            let sway = sinf(time * 1.1 + particle.phase) * 9 * scale
            let speed = isSnow ? 45 + 110 * depth : 620 + 520 * depth
            let slide = isSnow ? wind : wind * 2
            let x = wrapped(particle.x * width + slide * scale * (0.4 + depth) * time - camera * (0.3 + depth), width)
            let y = wrapped(particle.y * height + speed * scale * time, height)
            if isSnow {
                Splat.disc(
                    frame,
                    x: x - margin + sway,
                    y: y - margin,
                    radius: (0.9 + 4.6 * depth) * scale,
                    soft: (1.2 + 4 * depth) * scale,
                    ink: white,
                    alpha: 225 - Int(95 * depth)
                )
            } else {
                Splat.streak(
                    frame,
                    x: x - margin,
                    y: y - margin,
                    length: Int((22 + 46 * depth) * scale),
                    lean: wind * 2 * (0.4 + depth) / speed,
                    thickness: (0.7 + 1.1 * depth) * scale,
                    value: 205,
                    alpha: 60 + Int(50 * depth)
                )
            }
        }
    }
}
