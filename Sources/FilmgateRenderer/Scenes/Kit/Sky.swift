import Foundation

/// The sky over a landscape: its colours, the sun or the moon, drifting clouds, and stars at night.
final class Sky {
    private struct Star {
        let x: Float
        let y: Float
        let size: Float
        let phase: Float
        let pace: Float
    }

    private static let backParallax: Float = 0.05
    private static let cloudParallax: Float = 0.1

    private let back: Layer
    private let clouds: Layer?
    private let drift: Float
    private let stars: [Star]
    private let white = Splat.Ink(Colour(hex: 0xf2f2ff))
    /// Where the sun or moon stands.
    let discX: Float
    let discY: Float

    /// A sky down to row `horizon`; `cover` is how much of it the clouds take, 0...1.
    init(_ stage: inout Stage, _ light: Daylight, horizon: Int, cover: Float = 0.5) {
        let width = Float(stage.width)
        let scale = stage.scale
        let reach = Float(horizon)
        let low = light.hour == .dusk || light.hour == .dawn
        let x = width * stage.generator.float(0.18, 0.82)
        let y = reach * (low ? stage.generator.float(0.62, 0.86) : stage.generator.float(0.14, 0.34))
        let radius = (light.isNight ? stage.generator.float(22, 34) : stage.generator.float(32, 52)) * scale
        let hidden = stage.brief.weather == .rain || stage.brief.weather == .snow
        (discX, discY) = (x, y)
        back = Layer(width: stage.layerWidth(Self.backParallax), height: horizon + 2) { px, py in
            var colour = gradient(light.sky, Float(py) / reach)
            let dx = Float(px) - x
            let dy = Float(py) - y
            let distance = (dx * dx + dy * dy).squareRoot()
            let glow = 1 / (1 + distance * distance / (radius * radius * (light.isNight ? 9 : 16)))
            colour = colour.mixed(light.disc, glow * (hidden ? 0.25 : light.isNight ? 0.34 : 0.6))
            guard !hidden else { return colour }
            return colour.mixed(light.disc, 1 - smoothstep(radius - 1.2, radius + 1.2, distance))
        }
        let speed = stage.generator.float(7, 16) * scale * (stage.generator.chance(0.5) ? 1 : -1)
        drift = speed
        let noise = stage.noise
        let offset = stage.generator.float(0, 200)
        let stretch = 1 / (stage.generator.float(130, 190) * scale)
        let threshold = 0.24 - 0.42 * (hidden ? 1 : cover)
        let wide = stage.layerWidth(Self.cloudParallax, drift: speed)
        clouds = Layer(width: wide, height: Int(reach * 0.86)) { px, py in
            let v = Float(py) / reach
            let window = smoothstep(0, 0.1, v) * (1 - smoothstep(0.6, 0.86, v))
            guard window > 0 else { return Colour(0, 0, 0, 0) }
            let value = noise.fractal(Float(px) * stretch + offset, Float(py) * stretch * (1.9 + v), octaves: 4)
            let density = smoothstep(threshold, threshold + 0.34, value) * window
            guard density > 0.004 else { return Colour(0, 0, 0, 0) }
            let under = light.cloud.mixed(gradient(light.sky, v * 0.7), hidden ? 0.5 : 0.2)
            return light.cloud.mixed(under, smoothstep(threshold + 0.1, threshold + 0.6, value)).alpha(density * 0.88)
        }
        var stars: [Star] = []
        if light.isNight, !hidden {
            for _ in 0..<Int(130 * width / (1280 * scale)) {
                stars.append(
                    Star(
                        x: stage.generator.float(0, 1) * width,
                        y: stage.generator.float(0, 0.8) * reach,
                        size: stage.generator.float(0.5, 1.3) * scale,
                        phase: stage.generator.float(0, 6.28),
                        pace: stage.generator.float(0.6, 2.4)
                    )
                )
            }
        }
        self.stars = stars
    }

    func draw(_ index: Int, _ stage: Stage, into frame: Frame) {
        back.draw(into: frame, x: stage.position(index, parallax: Self.backParallax), y: 0)
        let time = stage.time(index)
        let slide = stage.camera(index) * Self.backParallax
        for star in stars {
            let alpha = Int(130 + 90 * sinf(time * star.pace + star.phase))
            Splat.disc(frame, x: star.x - slide, y: star.y, radius: star.size, soft: 1.4, ink: white, alpha: alpha)
        }
        clouds?.draw(into: frame, x: stage.position(index, parallax: Self.cloudParallax, drift: drift), y: 0)
    }
}
