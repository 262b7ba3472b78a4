import Foundation

/// Mountains in weather: ridges that fade into haze, drifting mist, a forest in front, and snow, rain or neither.
final class MountainScene: FrameSource {
    private struct Palette {
        let sky: [Colour]
        let rock: Colour
        let fog: Colour
        let cap: Colour
        let tree: Colour
        /// The light of the hour.
        var pale = Colour(1, 1, 1, 1)

        /// The same colours in the light of an hour.
        func under(_ hour: Hour?) -> Self {
            let light: Colour
            switch hour {
            case .night: light = Colour(hex: 0x3a4a78)
            case .dusk: light = Colour(hex: 0xf0b49c)
            case .dawn: light = Colour(hex: 0xffe4d4)
            case .day, nil: return self
            }
            func lit(_ colour: Colour) -> Colour { (colour * light).alpha(colour.w) }
            return Self(sky: sky.map(lit), rock: lit(rock), fog: lit(fog), cap: lit(cap), tree: lit(tree), pale: light)
        }
    }

    private static func palette(_ look: Weather, _ hour: Hour?, _ generator: inout Generator) -> Palette {
        var choices: [[UInt32]] =
            switch look {
            case .snow:
                [
                    [0x6f8fb8, 0xa9c0d8, 0xdfe7ee, 0x4d6583, 0xd5dfe9, 0xf4f8fc, 0x1d2c3c],
                    [0x4a4f78, 0x9a86a8, 0xeec3b0, 0x4b4b70, 0xd8bcc0, 0xfdeee6, 0x1f2238],
                    [0x16233f, 0x33507a, 0x7f9cb8, 0x253a5c, 0x6f8aa8, 0xc9d9ea, 0x0c1626],
                ]
            case .rain:
                [
                    [0x3d4a56, 0x66757f, 0x9aa6aa, 0x33424a, 0x87959a, 0x7d8b90, 0x121b1e],
                    [0x2c3646, 0x50607a, 0x8693a4, 0x2a3648, 0x76859a, 0x6d7c92, 0x0e141f],
                ]
            case .mist, .clear:
                [
                    [0x5b87a8, 0xa6c4c9, 0xf1e2c4, 0x3f6570, 0xd6dccb, 0x5f8474, 0x14302c],
                    [0x7f6f9a, 0xd9a6a0, 0xffe0b0, 0x5c4f78, 0xecc8b0, 0x84708c, 0x24203a],
                    [0x3f7f8c, 0x8fbfae, 0xe6edc8, 0x2f5f5c, 0xc2d8bd, 0x4d8068, 0x10302a],
                ]
            }
        // By day neither the colours of an evening nor those of a night.
        if hour == .day, look != .rain { choices = look == .snow ? [choices[0]] : [choices[0], choices[2]] }
        let hex = generator.pick(choices).map { Colour(hex: $0) }
        return Palette(sky: Array(hex[0...2]), rock: hex[3], fog: hex[4], cap: hex[5], tree: hex[6])
    }

    private struct Ridge {
        let layer: Layer
        let parallax: Float
        let y: Int
    }

    private let stage: Stage
    private let sky: Layer
    private let ridges: [Ridge]
    private let mists: [Band]
    private let forest: Layer
    private let leaves: Motes?
    private let fall: Precipitation?

    init(_ original: Stage) {
        var stage = original
        let weather = stage.brief.weather == .clear ? Weather.mist : stage.brief.weather
        let isWinter = stage.brief.season == .winter
        // In winter everything lies in snow, whatever falls; only rain keeps its own colours.
        let look = isWinter && weather == .mist ? Weather.snow : weather
        let palette = Self.palette(look, stage.brief.hour, &stage.generator).under(stage.brief.hour)
        let height = Float(stage.height)
        let scale = stage.scale
        let noise = stage.noise
        let lightX = Float(stage.width) * stage.generator.float(0.2, 0.8)
        let lightY = height * stage.generator.float(0.16, 0.34)
        let glowing: Float = weather == .rain ? 0.25 : 0.7
        let pale = palette.sky[2].mixed(Colour(1, 1, 1, 1), 0.55)
        sky = Layer(width: stage.layerWidth(0.04), height: Int(height * 0.8)) { x, y in
            let colour = gradient(palette.sky, Float(y) / (height * 0.62))
            let dx = (Float(x) - lightX) / (190 * scale)
            let dy = (Float(y) - lightY) / (150 * scale)
            let cloud = noise.fractal(Float(x) / (260 * scale), Float(y) / (95 * scale), octaves: 3)
            let glow = glowing / (1 + (dx * dx + dy * dy) * 2.4)
            return colour.mixed(pale, glow).mixed(palette.fog, 0.34 * smoothstep(-0.25, 0.6, cloud))
        }
        ridges = (0..<4).map { depth in
            Self.ridge(&stage, palette, look, near: Float(depth) / 3)
        }
        // What drifts between the ridges: a haze, or where nothing falls a sea of clouds in two banks.
        mists = (0..<(weather == .mist ? 2 : 1)).map { number in
            Self.mist(&stage, palette, pale, isSea: weather == .mist, near: Float(number))
        }
        forest = Self.forest(&stage, palette, snowy: isWinter || weather == .snow)
        leaves = stage.brief.season == .autumn ? Motes(&stage, .leaves(count: 44)) : nil
        // Mist lies between the ridges here and not before them.
        fall = weather == .mist ? nil : Precipitation(&stage, weather: weather)
        self.stage = stage
    }

    /// One ridge: a line of summits, light from one side, snow above a ragged line, haze towards its foot.
    private static func ridge(
        _ stage: inout Stage,
        _ palette: Palette,
        _ weather: Weather,
        near: Float
    ) -> Ridge {
        let height = Float(stage.height)
        let scale = stage.scale
        let noise = stage.noise
        let parallax = 0.1 + 0.5 * near * near
        let offset = stage.generator.float(0, 200)
        let amplitude = height * (0.42 - 0.16 * near) * stage.generator.float(0.85, 1.1)
        let width = stage.layerWidth(parallax)
        let tall = (Int(amplitude + height * 0.34)) & ~1
        let pitch = 1 / ((330 - 110 * near) * scale)
        let line = (0..<width + 8).map { x in
            let along = Float(x) * pitch + offset
            let sharp = 1 - abs(noise(along, offset)) * 1.25
            let fine = noise.fractal(along * 2.7, offset + 31, octaves: 5)
            return max(0, amplitude * (1 - 0.62 * sharp - 0.42 * fine))
        }
        let broad = Self.steepness(line, reach: Int(46 * scale))
        let isAutumn = stage.brief.season == .autumn
        let rust = (Colour(hex: 0xc87a34) * palette.pale).alpha(1)
        let distant = palette.rock.mixed(palette.fog, 0.62 - 0.5 * near)
        let snowLine: Float = weather == .snow ? 0.62 : weather == .mist ? -1 : 0.1
        let layer = Layer(width: width, height: tall) { x, y in
            let top = line[x]
            let depth = Float(y) - top
            guard depth > 0 else { return Colour(0, 0, 0, 0) }
            let slope = (line[min(x + 6, line.count - 1)] - line[max(0, x - 6)]) / (12 * scale)
            let lean = (Float(x) + 0.5 * depth) / (40 * scale)
            let grain = noise.fractal(lean + offset, Float(y) / (46 * scale), octaves: 3)
            // A side in the light and one in the shadow; the border between them runs down a slope, not straight down.
            let across = Int(Float(x) - 0.42 * depth + 26 * scale * grain)
            let side = broad[min(max(across, 0), broad.count - 1)] / (1 + depth / (210 * scale))
            let crest = 1 / (1 + depth * depth / (144 * scale * scale))
            let shade = 1 + min(0.26, max(-0.26, slope * 0.2 * crest + side * 0.42 + grain * 0.13))
            var colour = distant.scaled(shade)
            let level = Float(y) / amplitude + grain * 0.2
            let white = 1 - smoothstep(snowLine - 0.16, snowLine + 0.1, level)
            colour = colour.mixed(palette.cap.scaled(0.72 + 0.26 * shade).mixed(palette.fog, 0.3 - 0.3 * near), white)
            if isAutumn {
                let patch = noise.fractal(Float(x) / (64 * scale) + offset, Float(y) / (34 * scale), octaves: 4)
                let woods = smoothstep(-0.14, 0.3, patch)
                colour = colour.mixed(
                    rust.scaled(shade * 0.86),
                    woods * smoothstep(0.1, 0.5, level) * (0.2 + 0.4 * near)
                )
            }
            let foot = smoothstep(0.35, 1, Float(y) / Float(tall))
            colour = colour.mixed(palette.fog, foot * (0.85 - 0.45 * near))
            return colour.alpha(min(1, depth))
        }
        let base = height * (0.66 + 0.13 * near)
        return Ridge(layer: layer, parallax: parallax, y: (Int(base) - tall + Int(height * 0.22)) & ~1)
    }

    /// A bank that drifts: an even haze, or heaps of cloud with bright tops, dense below them and thinner further down.
    private static func mist(
        _ stage: inout Stage,
        _ palette: Palette,
        _ pale: Colour,
        isSea: Bool,
        near: Float
    ) -> Band {
        let (height, scale, noise) = (Float(stage.height), stage.scale, stage.noise)
        let drift = stage.generator.float(9, 18) * scale * (stage.generator.chance(0.5) ? 1 : -1)
        let band = Int(height * (isSea ? 0.28 : 0.34)) & ~1
        let shift = 70 + 40 * near
        let layer = Layer(width: stage.layerWidth(0.5, drift: drift), height: band) { x, y in
            let v = Float(y) / Float(band)
            guard isSea else {
                let value = noise.fractal(Float(x) / (210 * scale) + shift, Float(y) / (80 * scale), octaves: 3)
                let window = smoothstep(0, 0.45, v) * (1 - smoothstep(0.55, 1, v))
                return palette.fog.alpha(0.6 * window * smoothstep(-0.4, 0.55, value))
            }
            let size = (120 + 60 * near) * scale
            let heap = noise.fractal(Float(x) / size + shift, Float(y) / (size * 0.8), octaves: 4)
            let inside = v - 0.3 + 0.34 * heap
            let cover = smoothstep(0, 0.14, inside) * (1 - smoothstep(0.55, 1, v))
            let bright = 1 - smoothstep(0.02, 0.34, inside)
            return palette.fog.mixed(pale, 0.25 + 0.65 * bright).alpha(0.92 * cover)
        }
        return Band(layer: layer, parallax: 0.5, y: Int(height * (0.45 + 0.1 * near)) & ~1, drift: drift)
    }

    /// How steeply a line falls to the right, seen over `reach` points to both sides.
    private static func steepness(_ line: [Float], reach: Int) -> [Float] {
        var sums: [Float] = [0]
        for value in line { sums.append((sums.last ?? 0) + value) }
        func mean(_ range: Range<Int>) -> Float {
            let (from, to) = (max(range.lowerBound, 0), min(range.upperBound, line.count))
            return from < to ? (sums[to] - sums[from]) / Float(to - from) : (from == 0 ? line[0] : line[line.count - 1])
        }
        return line.indices.map { (mean($0..<$0 + reach) - mean($0 - reach..<$0)) / Float(reach) }
    }

    /// Firs along the lower edge, as one jagged outline.
    private static func forest(_ stage: inout Stage, _ palette: Palette, snowy: Bool) -> Layer {
        let scale = stage.scale
        let noise = stage.noise
        let width = stage.layerWidth(1.15)
        let tall = Int(Float(stage.height) * 0.36) & ~1
        var line = (0..<width + 2).map { x in
            Float(tall) * (0.74 - 0.16 * noise(Float(x) / (330 * scale), 77))
        }
        let ground = line
        var x: Float = -20
        while Int(x) < width + 20 {
            let size = stage.generator.float(60, 165) * scale
            let half = size * stage.generator.float(0.17, 0.23)
            let foot = ground[min(width, max(0, Int(x)))]
            for column in max(0, Int(x - half))..<max(max(0, Int(x - half)), min(width, Int(x + half))) {
                let away = abs(Float(column) - x) / half
                // Boughs: the outline falls in steps, each hanging a little.
                let bough = away * 7
                let jag = (bough - bough.rounded(.down)) * 0.5 + bough.rounded(.down)
                line[column] = min(line[column], foot + 6 * scale - size * (1 - jag / 7))
            }
            x += stage.generator.float(9, 44) * scale
        }
        let white = palette.cap.mixed(palette.tree, 0.25)
        let isAutumn = stage.brief.season == .autumn
        let rusts = [0x9a4a1c, 0xb8741e, 0x7a3418, 0x4a4a20].map { (Colour(hex: $0) * palette.pale).alpha(1) }
        return Layer(width: width, height: tall) { x, y in
            let depth = Float(y) - line[x]
            guard depth > -1 else { return Colour(0, 0, 0, 0) }
            let soil = smoothstep(-4 * scale, 10 * scale, Float(y) - ground[x])
            var colour = palette.tree.mixed(palette.fog, 0.1 * (1 - soil))
            if isAutumn {
                let stand =
                    noise(Float(x) / (36 * scale), 51) + 0.3 * noise(Float(x) / (9 * scale), Float(y) / (9 * scale))
                let rust = gradient(rusts, 0.5 + 0.5 * stand)
                colour = colour.mixed(rust, 0.72 - 0.4 * smoothstep(0, 120 * scale, depth))
            }
            if snowy {
                let frost = (1 - smoothstep(0, 9 * scale, depth)) * 0.55
                colour = colour.mixed(white, max(frost, soil * 0.8))
            }
            return colour.alpha(min(1, max(0, depth + 1)))
        }
    }

    func draw(_ index: Int, into frame: Frame) {
        sky.draw(into: frame, x: stage.position(index, parallax: 0.04), y: 0)
        for (number, ridge) in ridges.enumerated() {
            ridge.layer.draw(into: frame, x: stage.position(index, parallax: ridge.parallax), y: ridge.y)
            guard number > 0, number <= mists.count else { continue }
            mists[number - 1].draw(index, stage, into: frame)
        }
        forest.draw(into: frame, x: stage.position(index, parallax: 1.15), y: (frame.height - forest.height) & ~1)
        leaves?.draw(index, stage, into: frame)
        fall?.draw(index, stage, into: frame)
    }
}
