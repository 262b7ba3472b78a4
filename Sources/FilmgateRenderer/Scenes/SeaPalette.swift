/// The colours of the sea at an hour and in its weather.
struct SeaPalette {
    /// From the zenith to the horizon.
    let sky: [Colour]
    let sun: Colour
    let cloud: Colour
    let far: Colour
    let deep: Colour
    let light: Colour
    /// Whether the sun stands high.
    let isDay: Bool

    private init(
        _ sky: [UInt32],
        sun: UInt32,
        cloud: UInt32,
        far: UInt32,
        deep: UInt32,
        light: UInt32,
        isDay: Bool = false
    ) {
        self.sky = sky.map { Colour(hex: $0) }
        self.sun = Colour(hex: sun)
        self.cloud = Colour(hex: cloud)
        self.far = Colour(hex: far)
        self.deep = Colour(hex: deep)
        self.light = Colour(hex: light)
        self.isDay = isDay
    }

    private init(moonlit other: Self) {
        let light = Colour(hex: 0x4a5a88)
        func lit(_ colour: Colour) -> Colour { (colour * light).alpha(colour.w) }
        sky = other.sky.map { lit($0.mixed(Colour(hex: 0x4a6aa8), 0.75)) }
        sun = Colour(hex: 0xf4f2e2)
        cloud = lit(other.cloud.mixed(Colour(hex: 0x7088b8), 0.8))
        far = lit(other.far)
        deep = lit(other.deep)
        self.light = lit(other.light.mixed(Colour(hex: 0x6080b8), 0.8))
        isDay = false
    }

    /// The same sea under a closed sky of a colour.
    private init(_ other: Self, under grey: Colour, _ part: Float) {
        sky = other.sky.enumerated().map { $1.mixed(grey.scaled(0.78 + 0.08 * Float($0)), part) }
        sun = other.sun.mixed(grey, part)
        cloud = other.cloud.mixed(grey.scaled(1.06), part)
        far = other.far.mixed(grey.scaled(0.66), part)
        deep = other.deep.mixed((grey * Colour(0.3, 0.44, 0.48, 1)).alpha(1), part * 0.85)
        light = other.light.mixed((grey * Colour(0.76, 0.86, 0.88, 1)).alpha(1), part)
        isDay = other.isDay
    }

    /// The colours at the hour that the brief names, or at one that the seed chooses, in the weather of the brief.
    init(_ stage: inout Stage, isStorm: Bool) {
        let brief = stage.brief
        let clear =
            switch brief.hour {
            case .dawn: stage.generator.pick(Self.dawns)
            case .day: stage.generator.pick(Self.days)
            case .dusk: stage.generator.pick(Self.dusks)
            case .night: Self(moonlit: stage.generator.pick(Self.dusks))
            case nil:
                stage.generator.pick(stage.generator.chance(0.4) ? Self.dusks : [Self.dawns[0], Self.days[0]])
            }
        let dim: Float = brief.hour == .night ? 0.28 : brief.hour == .day || brief.hour == nil ? 1 : 0.82
        switch brief.weather {
        case .clear: self = clear
        case .rain where isStorm: self = Self(clear, under: Colour(hex: 0x5c6872).scaled(max(0.46, dim)), 0.86)
        case .rain: self = Self(clear, under: Colour(hex: 0x83909a).scaled(dim), 0.76)
        case .snow: self = Self(clear, under: Colour(hex: 0xbcc6d2).scaled(dim), 0.66)
        case .mist: self = Self(clear, under: Colour(hex: 0xc8d0d0).scaled(dim), 0.58)
        }
    }

    private static let dusks = [
        Self(
            [0x232850, 0x5b3f7a, 0xb9547a, 0xf58b5a, 0xffc670],
            sun: 0xfff1c4,
            cloud: 0xff9f7d,
            far: 0x4a3358,
            deep: 0x24305c,
            light: 0xd97a62
        ),
        Self(
            [0x2f5f9c, 0x7a90b8, 0xe0a883, 0xffc873, 0xffe3a6],
            sun: 0xfffae0,
            cloud: 0xffd9a8,
            far: 0x5c5a70,
            deep: 0x163450,
            light: 0xe9b074
        ),
        Self(
            [0x1d1838, 0x472458, 0x94305c, 0xe04f4a, 0xff9a4d],
            sun: 0xffd890,
            cloud: 0xd9526a,
            far: 0x32183c,
            deep: 0x241a44,
            light: 0xb04a58
        ),
    ]
    private static let dawns = [
        Self(
            [0x51689e, 0x8f9cc4, 0xd9b0bc, 0xf7cdb4, 0xffe6c4],
            sun: 0xfffaf0,
            cloud: 0xffe2d8,
            far: 0x76799a,
            deep: 0x26415e,
            light: 0xd3aeb0
        ),
        Self(
            [0x5a86b4, 0x93b4cc, 0xc8cfcc, 0xf0dcb8, 0xfff0c8],
            sun: 0xfffbe6,
            cloud: 0xfff0dc,
            far: 0x6c8496,
            deep: 0x1f4a62,
            light: 0xc8c2a8
        ),
    ]
    private static let days = [
        Self(
            [0x1f74ba, 0x4f9bd2, 0x8fc4e4, 0xbfe0ee, 0xe4f3f4],
            sun: 0xfffdf0,
            cloud: 0xffffff,
            far: 0x5f8ba6,
            deep: 0x0c4a68,
            light: 0x8accdc,
            isDay: true
        ),
        Self(
            [0x2f7fd0, 0x5fa4e0, 0x96caee, 0xc0e2f2, 0xdceff6],
            sun: 0xfffdf4,
            cloud: 0xffffff,
            far: 0x4f86a8,
            deep: 0x0a3f70,
            light: 0x6cb4d4,
            isDay: true
        ),
    ]
}
