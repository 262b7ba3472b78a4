import Foundation

/// What falls or floats through the air. Each particle is a function of time, so that any frame
/// can be drawn by itself.
struct Precipitation {
    private struct Particle {
        let x: Float
        let y: Float
        let depth: Float
        let phase: Float
    }

    private let weather: Weather
    private let particles: [Particle]
    private let wind: Float
    private let white = Splat.Ink(Colour(hex: 0xffffff))

    /// Nil in clear weather.
    init?(_ stage: inout Stage, weather: Weather) {
        guard weather != .clear else { return nil }
        self.weather = weather
        wind = stage.generator.float(12, 55) * (stage.generator.chance(0.5) ? 1 : -1)
        let area = Float(stage.width * stage.height) / (1280 * 720 * stage.scale * stage.scale)
        let count =
            switch weather {
            case .snow: Int(330 * area)
            case .rain: Int(360 * area)
            case .mist, .clear: Int(46 * area)
            }
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

    func draw(_ index: Int, _ stage: Stage, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let scale = stage.scale
        let margin = 40 * scale
        let width = Float(frame.width) + 2 * margin
        let height = Float(frame.height) + 2 * margin
        for particle in particles {
            let depth = particle.depth
            let sway = sinf(time * 1.1 + particle.phase) * 9 * scale
            let speed: Float
            let slide: Float
            switch weather {
            case .snow: (speed, slide) = (45 + 110 * depth, wind)
            case .rain: (speed, slide) = (620 + 520 * depth, wind * 2)
            case .mist, .clear: (speed, slide) = (-5 - 9 * depth, wind * 0.4)
            }
            let x = wrapped(particle.x * width + slide * scale * (0.4 + depth) * time - camera * (0.3 + depth), width)
            let y = wrapped(particle.y * height + speed * scale * time, height)
            switch weather {
            case .snow:
                Splat.disc(
                    frame,
                    x: x - margin + sway,
                    y: y - margin,
                    radius: (0.9 + 4.6 * depth) * scale,
                    soft: (1.2 + 4 * depth) * scale,
                    ink: white,
                    alpha: 225 - Int(95 * depth)
                )
            case .rain:
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
            case .mist, .clear:
                Splat.disc(
                    frame,
                    x: x - margin + sway,
                    y: y - margin,
                    radius: (0.8 + 2.2 * depth) * scale,
                    soft: 2 * scale,
                    ink: white,
                    alpha: 90 + Int(50 * sinf(time * 2 + particle.phase))
                )
            }
        }
    }
}
