/// The light of a scene: what the sky looks like, and how things under it are tinted.
struct Daylight {
    /// From the zenith to the horizon.
    let sky: [Colour]
    /// The sun, or the moon.
    let disc: Colour
    let cloud: Colour
    /// What distance fades things into.
    let haze: Colour
    /// What the colour of a thing is multiplied with.
    let ambient: Colour
    let hour: Hour

    private init(_ sky: [UInt32], disc: UInt32, cloud: UInt32, haze: UInt32, ambient: UInt32, hour: Hour) {
        self.sky = sky.map { Colour(hex: $0) }
        self.disc = Colour(hex: disc)
        self.cloud = Colour(hex: cloud)
        self.haze = Colour(hex: haze)
        self.ambient = Colour(hex: ambient)
        self.hour = hour
    }

    private init(sky: [Colour], disc: Colour, cloud: Colour, haze: Colour, ambient: Colour, hour: Hour) {
        self.sky = sky
        self.disc = disc
        self.cloud = cloud
        self.haze = haze
        self.ambient = ambient
        self.hour = hour
    }

    private static let dawns = [
        Self(
            [0x6f8fc4, 0xb9b5d6, 0xf3c7bb, 0xffe4c0],
            disc: 0xfff6dc,
            cloud: 0xffe0d2,
            haze: 0xf1d3c6,
            ambient: 0xf2dcd6,
            hour: .dawn
        ),
        Self(
            [0x5a7fb0, 0x9fc0d4, 0xe6d7b8, 0xfff0c8],
            disc: 0xfffbe6,
            cloud: 0xfff0dc,
            haze: 0xe9dcc4,
            ambient: 0xf0e4cc,
            hour: .dawn
        ),
    ]
    private static let days = [
        Self(
            [0x2f7fd0, 0x62a6e2, 0xa2d0f0, 0xd8edf6],
            disc: 0xfffdf0,
            cloud: 0xffffff,
            haze: 0xc8e0ee,
            ambient: 0xffffff,
            hour: .day
        ),
        Self(
            [0x3f94d8, 0x79bbe6, 0xb4dcef, 0xe4f4f2],
            disc: 0xfffdf4,
            cloud: 0xffffff,
            haze: 0xd2e8ea,
            ambient: 0xfffcf4,
            hour: .day
        ),
    ]
    private static let dusks = [
        Self(
            [0x2c3468, 0x7a4f86, 0xdc6f62, 0xffb868],
            disc: 0xfff0c0,
            cloud: 0xff9c78,
            haze: 0xe89a74,
            ambient: 0xd69c86,
            hour: .dusk
        ),
        Self(
            [0x34507e, 0x8a7a9c, 0xe8a070, 0xffd488],
            disc: 0xfff6d0,
            cloud: 0xffc498,
            haze: 0xecb48c,
            ambient: 0xe0b090,
            hour: .dusk
        ),
        Self(
            [0x241c44, 0x6a2c64, 0xc8485a, 0xff9850],
            disc: 0xffe0a0,
            cloud: 0xe4607a,
            haze: 0xd0706a,
            ambient: 0xc08484,
            hour: .dusk
        ),
    ]
    private static let nights = [
        Self(
            [0x060b1e, 0x0e1a3c, 0x1d3158, 0x34507a],
            disc: 0xf4f2e4,
            cloud: 0x3a4c70,
            haze: 0x2a4064,
            ambient: 0x52689a,
            hour: .night
        ),
        Self(
            [0x0a0820, 0x181440, 0x302a62, 0x544a86],
            disc: 0xf6efe0,
            cloud: 0x4a4478,
            haze: 0x3a3668,
            ambient: 0x645e9c,
            hour: .night
        ),
    ]

    /// The light at the hour that the brief names, else at one of `usual`.
    init(_ stage: inout Stage, usual: [Hour]) {
        let hour = stage.brief.hour ?? stage.generator.pick(usual)
        let clear =
            switch hour {
            case .dawn: stage.generator.pick(Self.dawns)
            case .day: stage.generator.pick(Self.days)
            case .dusk: stage.generator.pick(Self.dusks)
            case .night: stage.generator.pick(Self.nights)
            }
        switch stage.brief.weather {
        case .clear: self = clear
        case .rain: self = clear.overcast(Colour(hex: 0x6d7a86), 0.72)
        case .snow: self = clear.overcast(Colour(hex: 0xc2ccd8), 0.62)
        case .mist: self = clear.overcast(Colour(hex: 0xccd4d4), 0.5)
        }
    }

    /// The same hour under a closed grey sky.
    private func overcast(_ grey: Colour, _ part: Float) -> Self {
        let dim: Float = hour == .night ? 0.3 : hour == .day ? 1 : 0.82
        let sky = sky.map { $0.mixed(grey.scaled(dim), part) }
        return Self(
            sky: sky,
            disc: disc.mixed(grey.scaled(dim), part),
            cloud: grey.scaled(dim * 0.92),
            haze: haze.mixed(grey.scaled(dim), part),
            ambient: ambient.mixed(grey.scaled(1.2 * dim), part * 0.5),
            hour: hour
        )
    }

    /// A thing's colour under this light, `far` of 1 away.
    @inline(__always)
    func lit(_ colour: Colour, far: Float = 0) -> Colour {
        (colour * ambient).alpha(colour.w).mixed(haze.alpha(colour.w), far)
    }

    var isNight: Bool { hour == .night }
}
