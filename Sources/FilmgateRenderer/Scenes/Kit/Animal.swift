import Foundation

/// A four-legged animal that walks: one drawing for each phase of its stride.
final class Animal {
    /// How an animal is built; lengths are in its own units, of which its drawing is 260 wide and 220 high.
    private struct Build {
        var coat: UInt32
        var belly: UInt32
        var leg: Float = 62
        var body: Float = 40
        var girth: Float = 27
        var neck: SIMD2<Float> = [36, -42]
        var head: Float = 15
        var muzzle: Float = 20
        var tail: SIMD2<Float> = [-24, 34]
        var ears: Float = 12
        var size: Float = 1

        init(_ actor: Actor) {
            switch actor {
            case .deer: (coat, belly, leg, girth, neck, size) = (0xa5683a, 0xd8b48a, 72, 23, [34, -54], 0.95)
            case .sheep: (coat, belly, leg, girth, neck, head) = (0xf2ece0, 0xdcd2c2, 36, 37, [40, -16], 15)
            case .cow: (coat, belly, leg, girth, neck, head) = (0xf0ece6, 0x2e2826, 50, 35, [46, -18], 18)
            case .dog: (coat, belly, leg, girth, neck, size) = (0xd07a34, 0xf4e0c4, 40, 19, [34, -28], 0.72)
            case .cat: (coat, belly, leg, girth, neck, size) = (0xe0913c, 0xf6e2c6, 32, 18, [34, -22], 0.62)
            case .rabbit: (coat, belly, leg, girth, neck, size) = (0xb89a7c, 0xf2e8dc, 22, 24, [30, -18], 0.5)
            case .camel: (coat, belly, leg, girth, neck) = (0xc08a4c, 0xa87440, 70, 26, [58, -34])
            default: (coat, belly, leg, girth) = (0x7a4526, 0x5e341c, 68, 28)
            }
            switch actor {
            case .cat: (muzzle, tail, ears) = (5, [-46, -46], 13)
            case .dog: (muzzle, tail, ears) = (15, [-42, -20], 14)
            case .rabbit: (muzzle, tail, ears, body) = (6, [-10, -4], 42, 26)
            case .sheep: (muzzle, tail, ears) = (11, [-10, 14], 8)
            case .deer: (tail, ears, muzzle) = ([-12, 8], 18, 17)
            case .horse: (tail, muzzle, neck) = ([-28, 50], 26, [40, -52])
            default: break
            }
        }
    }

    private static let poses = 16
    private let layers: [Layer]
    private let actor: Actor
    private let unit: Float
    private let ground: Float
    /// Where the animal starts, as a part of the frame's width, and how fast it walks, in pixels a second.
    private let start: Float
    private let speed: Float

    /// An animal that is `size` pixels high in all, under a light.
    init(_ stage: inout Stage, _ actor: Actor, _ light: Daylight, size: Float) {
        self.actor = actor
        let build = Build(actor)
        unit = size / 220 * build.size
        ground = 206
        let right = stage.generator.chance(0.5)
        start = right ? stage.generator.float(0.22, 0.42) : stage.generator.float(0.58, 0.78)
        speed = 34 * unit * (right ? 1 : -1)
        let unit = unit
        layers = (0..<Self.poses).map { pose in
            Self.figure(actor, build, light, phase: Float(pose) / Float(Self.poses) * 6.2832)
                .paint(unit: unit, mirrored: !right)
        }
    }

    /// Draws the animal with its feet at row `y`; `slide` is how far the camera has carried it to the left.
    func draw(_ time: Float, into frame: Frame, y: Float, slide: Float, offset: Float = 0) {
        let x = start * Float(frame.width) + speed * time - slide + offset - 130 * unit
        let pose = Int(time * 1.05 * Float(Self.poses) + abs(offset)) % Self.poses
        let bob = abs(sinf(time * 6.6)) * 1.6 * unit
        layers[pose].draw(into: frame, x: -Int(x * 256), y: Int(y - ground * unit - bob))
    }

    private static func figure(_ actor: Actor, _ build: Build, _ light: Daylight, phase: Float) -> Figure {
        var figure = Figure(width: 270, height: 220)
        let coat = light.lit(Colour(hex: build.coat))
        let under = light.lit(Colour(hex: build.belly))
        let dark = light.lit(Colour(hex: 0x2a1c16))
        let far = coat.scaled(0.62)
        let top: Float = 206 - build.leg - build.girth * 0.6
        let (back, front) = (118 - build.body, 118 + build.body)
        let sole = actor == .rabbit || actor == .cat ? coat.scaled(0.85) : dark
        func leg(_ x: Float, _ turn: Float, _ colour: Colour) {
            let swing = sinf(phase + turn) * build.leg * 0.24
            let lift = max(0, cosf(phase + turn)) * build.leg * 0.13
            let knee = SIMD2(x + swing * 0.4, top + build.girth * 0.4 + build.leg * 0.5)
            let foot = SIMD2(x + swing, 206 - lift)
            let thick = 5 + build.girth * 0.12
            figure.limb(x, top + 6, knee.x, knee.y, thick * 1.5, thick * 0.85, colour)
            figure.limb(knee.x, knee.y, foot.x, foot.y - 4, thick * 0.8, thick * 0.6, colour)
            figure.limb(foot.x - 1, foot.y - 3, foot.x + 5, foot.y - 3, thick * 0.62, thick * 0.5, sole)
        }
        leg(back + 8, 2.2, far)
        leg(front - 4, 5.3, far)
        let wag = sinf(phase) * 5
        figure.limb(
            back - build.girth * 0.6,
            top - 6,
            back - build.girth * 0.6 + build.tail.x + wag,
            top - 6 + build.tail.y,
            actor == .horse ? 6 : 5,
            actor == .horse ? 9 : actor == .dog ? 7 : 3,
            actor == .horse ? dark : coat.scaled(0.9)
        )
        leg(back, 0, coat.scaled(0.92))
        leg(front, 3.1, coat.scaled(0.92))
        figure.limb(back, top, front, top, build.girth, build.girth * 0.94, coat, light: 0.3)
        if actor != .sheep, actor != .cow {
            figure.limb(back + 6, top + build.girth * 0.62, front - 6, top + build.girth * 0.62, 7, 7, under.alpha(0.6))
        }
        if actor == .cow {
            figure.ellipse(100, top - 6, 24, 17, under)
            figure.ellipse(146, top + 4, 15, 14, under)
            figure.ellipse(72, top + 8, 11, 10, under)
            figure.ellipse(104, top + 34, 12, 9, light.lit(Colour(hex: 0xe0a8a0)))
        }
        if actor == .sheep {
            for puff in 0..<14 {
                let angle = Float(puff) / 14 * 6.28
                let x = 118 + cosf(angle) * (build.body + 26)
                figure.ellipse(x, top + sinf(angle) * 30, 16, 15, coat.scaled(puff % 2 == 0 ? 1 : 0.94), light: 0.2)
            }
        }
        if actor == .camel {
            figure.ellipse(98, top - 26, 21, 27, coat)
            figure.ellipse(146, top - 26, 21, 27, coat)
            figure.box(122, top - 18, 18, 14, round: 6, light.lit(Colour(hex: 0xb03a2e)))
        }
        head(&figure, actor, build, coat, dark, at: SIMD2(front, top), nod: sinf(phase * 2) * 1.6, light)
        return figure
    }

    private static func head(
        _ figure: inout Figure,
        _ actor: Actor,
        _ build: Build,
        _ coat: Colour,
        _ dark: Colour,
        at shoulder: SIMD2<Float>,
        nod: Float,
        _ light: Daylight
    ) {
        let face = actor == .sheep ? light.lit(Colour(hex: 0x3a322e)) : coat
        let crown = shoulder + build.neck + SIMD2(10, nod)
        figure.limb(
            shoulder.x + 4,
            shoulder.y - 4,
            crown.x,
            crown.y,
            build.girth * 0.66,
            build.head * 0.78,
            actor == .sheep ? coat : coat
        )
        if actor == .horse {
            figure.limb(shoulder.x - 6, shoulder.y - 20, crown.x - 10, crown.y - 10, 7, 8, dark)
        }
        let ear = crown + SIMD2(-3, -build.head * 0.6)
        if actor == .deer {
            for side: Float in [-7, 5] {
                let root = crown + SIMD2(side, -8)
                let tip = root + SIMD2(side * 1.8 - 4, -42)
                let bone = light.lit(Colour(hex: 0x6e4c30))
                figure.limb(root.x, root.y, tip.x, tip.y, 2.8, 1.8, bone)
                figure.limb(root.x + side * 0.6, root.y - 16, root.x + side + 12, root.y - 34, 2.2, 1.4, bone)
                figure.limb(root.x + side, root.y - 28, root.x + side - 12, root.y - 40, 2, 1.3, bone)
            }
        }
        if actor == .cow {
            figure.limb(crown.x - 4, crown.y - 12, crown.x + 4, crown.y - 28, 4, 2, light.lit(Colour(hex: 0xd8ccb0)))
        }
        let slant: Float = actor == .rabbit ? -0.3 : 0.5
        figure.limb(ear.x - 3, ear.y, ear.x - 6 - build.ears * slant, ear.y - build.ears, 4.5, 2.2, face.scaled(0.7))
        figure.limb(ear.x + 5, ear.y, ear.x + 4 - build.ears * slant * 0.4, ear.y - build.ears, 4.5, 2.2, face)
        figure.ellipse(crown.x + 2, crown.y, build.head, build.head * 0.94, face)
        let nose = crown + SIMD2(build.head * 0.5 + build.muzzle, build.head * 0.45)
        figure.limb(crown.x + 5, crown.y + 3, nose.x, nose.y, build.head * 0.72, build.head * 0.42, face)
        figure.ellipse(nose.x + build.head * 0.3, nose.y - 1, 3.2, 2.8, dark)
        figure.ellipse(crown.x + build.head * 0.42, crown.y - build.head * 0.22, 2.8, 3.2, Colour(hex: 0x120c0a))
    }
}
