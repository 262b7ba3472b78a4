import Foundation

/// The sea: sky with the sun or the moon, drifting clouds, islands, glittering water, a sailing boat and a dark shore.
final class SeaScene: FrameSource {
    private let stage: Stage
    private let horizon: Int
    private let sunX: Float
    private let fall: Precipitation?
    private let sky: Layer
    private let clouds: Layer
    private let islands: Layer
    private let shore: Layer
    private let boat: Layer
    private let boatX: Float
    private let boatSpeed: Float
    private let cloudDrift: Float
    private let water: Water
    private let swell: Swell?
    private let leaves: Motes?

    init(_ original: Stage) {
        var stage = original
        let isHidden = stage.brief.weather != .clear
        let isStorm = stage.brief.isStorm
        let isWinter = stage.brief.season == .winter
        let palette = SeaPalette(&stage, isStorm: isStorm)
        let width = stage.width
        let height = stage.height
        let scale = stage.scale
        let horizon = Int(Float(height) * stage.generator.float(0.5, 0.6)) & ~1
        self.horizon = horizon
        let sunX = Float(width) * stage.generator.float(0.25, 0.75)
        self.sunX = sunX
        let sunY =
            palette.isDay
            ? Float(horizon) * stage.generator.float(0.18, 0.36)
            : Float(horizon) - stage.generator.float(10, 130) * scale
        let radius = stage.generator.float(38, 60) * scale
        let noise = stage.noise
        let offset = stage.generator.float(0, 200)

        sky = Layer(width: stage.layerWidth(0.08), height: horizon + 2) { x, y in
            let part = Float(y) / Float(horizon)
            var colour = gradient(palette.sky, part)
            let dx = Float(x) - sunX
            let dy = Float(y) - sunY
            let distance = (dx * dx + dy * dy).squareRoot()
            let glow = 1 / (1 + distance * distance / (radius * radius * 14))
            colour = colour.mixed(palette.sun, glow * (isHidden ? 0.2 : 0.62))
            guard !isHidden else { return colour }
            return colour.mixed(palette.sun, 1 - smoothstep(radius - 1.2, radius + 1.2, distance))
        }

        cloudDrift = stage.generator.float(6, 14) * scale * (stage.generator.chance(0.5) ? 1 : -1)
        let cover = stage.generator.float(-0.08, 0.1) + (isHidden ? 0.42 : 0)
        let stretch = 1 / (150 * scale)
        clouds = Layer(width: stage.layerWidth(0.14, drift: cloudDrift), height: horizon * 4 / 5) { x, y in
            let v = Float(y) / Float(horizon)
            let value = noise.fractal(Float(x) * stretch + offset, Float(y) * stretch * 2.9, octaves: 4)
            let window = smoothstep(0, 0.12, v) * (1 - smoothstep(0.6, 0.8, v))
            let density = smoothstep(-0.02 - cover, 0.5, value) * window
            guard density > 0.004 else { return Colour(0, 0, 0, 0) }
            let under = gradient(palette.sky, v * 0.6).scaled(isHidden ? 0.82 : 1)
            let lit = palette.cloud.mixed(under, 0.75 * smoothstep(isHidden ? -0.2 : 0.1, isHidden ? 0.4 : 0.7, value))
            return lit.alpha(density * 0.85)
        }

        let snow = palette.sky[4].mixed(Colour(1, 1, 1, 1), stage.brief.hour == .night ? 0.1 : 0.5)
        let peak = stage.generator.float(20, 60) * scale
        let cut = stage.generator.float(-0.1, 0.15)
        islands = Layer(width: stage.layerWidth(0.25), height: Int(peak * 1.4) & ~1) { x, y in
            let top = max(0, noise.fractal(Float(x) / (170 * scale) + offset, 3.3, octaves: 4) - cut) * peak * 2.2
            let depth = Float(y) - (peak * 1.4 - top)
            let rock = isWinter ? palette.far.mixed(snow, 0.6 - 0.5 * smoothstep(0, 0.6, depth / peak)) : palette.far
            let colour = rock.mixed(palette.sky[4], 0.3 + 0.35 * Float(y) / (peak * 1.4))
            return colour.alpha(min(1, max(0, depth)))
        }

        let rise = stage.generator.float(70, 150) * scale
        let side: Float = stage.generator.chance(0.5) ? 0 : 1
        let shoreWidth = stage.layerWidth(1.3)
        shore = Layer(width: shoreWidth, height: Int(rise * 1.5) & ~1) { x, y in
            let along = abs(Float(x) / Float(shoreWidth) - side)
            let slope = 1 - smoothstep(0.02, 0.62, along)
            let rough = noise.fractal(Float(x) / (60 * scale) + 40, offset, octaves: 4) * 0.22 * slope
            let grass = noise(Float(x) / (3 * scale), 9) * 5 * scale * slope
            let depth = Float(y) - rise * 1.5 * (1 - slope * 0.8 - rough * slope) + grass
            var colour = palette.deep.scaled(0.35).mixed(palette.far, 0.12 * slope)
            if isWinter { colour = colour.mixed(snow, 0.8 - 0.45 * smoothstep(0, 60 * scale, depth - grass)) }
            return colour.alpha(slope > 0.001 ? min(1, max(0, depth)) : 0)
        }

        boat = Self.paintBoat(
            size: 86 * scale,
            colour: palette.deep.scaled(0.7),
            sail: palette.sky[4].mixed(Colour(1, 1, 1, 1), 0.45)
        )
        boatX = Float(width) * (sunX > Float(width) / 2 ? 0.22 : 0.66)
        boatSpeed = stage.generator.float(5, 11) * scale * (stage.generator.chance(0.5) ? 1 : -1)
        water = Water(
            &stage,
            horizon: horizon,
            colours: Water.Colours(
                deep: palette.deep,
                light: palette.light,
                haze: palette.sky[4].mixed(palette.light, 0.4),
                glitter: isStorm ? palette.light.mixed(Colour(1, 1, 1, 1), 0.5) : palette.sun
            ),
            shine: isStorm ? .foam : isHidden ? .dull : palette.isDay ? .wide : .lane
        )
        swell = isStorm ? Swell(&stage, palette, horizon: horizon) : nil
        leaves = stage.brief.season == .autumn ? Motes(&stage, .leaves(count: 26)) : nil
        fall = Precipitation(&stage, weather: stage.brief.weather)
        self.stage = stage
    }

    private static func paintBoat(size: Float, colour: Colour, sail: Colour) -> Layer {
        Layer(width: Int(size), height: Int(size)) { x, y in
            var cover: Float = 0
            var cloth: Float = 0
            for sample in 0..<16 {
                let u = (Float(x) + Float(sample & 3) * 0.25 + 0.125) / size
                let v = (Float(y) + Float(sample >> 2) * 0.25 + 0.125) / size
                let hull = v > 0.8 && v < 0.95 && u > 0.12 + (v - 0.8) * 0.8 && u < 0.9 - (v - 0.8) * 0.6
                let mast = abs(u - 0.48) < 0.007 && v > 0.05 && v < 0.82
                let main = v > 0.09 && v < 0.76 && u > 0.495 && u < 0.495 + (v - 0.09) * 0.5
                let jib = v > 0.16 && v < 0.76 && u < 0.465 && u > 0.465 - (v - 0.16) * 0.42
                if hull || mast { cover += 1 / 16 }
                if main || jib { cloth += 1 / 16 }
            }
            guard cover + cloth > 0 else { return Colour(0, 0, 0, 0) }
            return colour.mixed(sail, cloth / (cover + cloth)).alpha(min(1, cover + cloth))
        }
    }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        sky.draw(into: frame, x: stage.position(index, parallax: 0.08), y: 0)
        clouds.draw(into: frame, x: stage.position(index, parallax: 0.14, drift: cloudDrift), y: 0)
        water.draw(index, sunX: sunX - camera * 0.08, into: frame)
        islands.draw(into: frame, x: stage.position(index, parallax: 0.25), y: horizon + 2 - islands.height)
        let place = boatX + boatSpeed * time - camera * 0.45
        let heave: Float = swell == nil ? 2.4 : 9
        let bob = Int((sinf(time * 1.3) * heave * stage.scale).rounded())
        let lean = swell == nil ? 0 : Int(sinf(time * 0.9 + 1) * 14 * stage.scale * 256)
        swell?.draw(0, index, stage, into: frame)
        let boatY = horizon + Int(34 * stage.scale) - boat.height + bob
        boat.draw(into: frame, x: -Int(place * 256), y: boatY, lean: lean)
        swell?.draw(1, index, stage, into: frame)
        shore.draw(into: frame, x: stage.position(index, parallax: 1.3), y: (stage.height - shore.height) & ~1)
        leaves?.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
    }
}
