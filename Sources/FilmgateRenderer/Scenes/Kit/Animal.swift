import Foundation

/// A four-legged animal that walks or runs: one drawing for each phase of its stride.
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
            case .horse: (tail, muzzle, neck, head, body, girth) = ([-22, 62], 30, [44, -50], 18, 46, 30)
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
    private let isRunning: Bool

    /// An animal that is `size` pixels high in all, under a light.
    init(_ stage: inout Stage, _ actor: Actor, _ light: Daylight, size: Float) {
        self.actor = actor
        let build = Build(actor)
        unit = size / 220 * build.size
        ground = 206
        let right = stage.generator.chance(0.5)
        let isRunning = stage.brief.isHurried
        self.isRunning = isRunning
        // Who runs starts at the edge and has the whole frame before it.
        let from = isRunning ? stage.generator.float(0.04, 0.16) : stage.generator.float(0.22, 0.42)
        start = right ? from : 1 - from
        // However long the video and narrow the frame, it does not run out of it.
        let running = min(120 * unit, 0.74 * Float(stage.width) / stage.time(stage.frames))
        speed = (isRunning ? running : 34 * unit) * (right ? 1 : -1)
        let unit = unit
        layers = (0..<Self.poses).map { pose in
            let phase = Float(pose) / Float(Self.poses) * 6.2832
            return Self.figure(actor, build, light, gait: Gait(phase: phase, isRunning: isRunning))
                .paint(unit: unit, mirrored: !right)
        }
    }

    /// Draws the animal with its feet at row `y`; `slide` is how far the camera has carried it to the left.
    func draw(_ time: Float, into frame: Frame, y: Float, slide: Float, offset: Float = 0) {
        let x = start * Float(frame.width) + speed * time - slide + offset - 130 * unit
        let pace: Float = isRunning ? 1.9 : 1.05
        let pose = Int(time * pace * Float(Self.poses) + abs(offset)) % Self.poses
        layers[pose].draw(into: frame, x: -Int(x * 256), y: Int(y - ground * unit))
    }

    /// A moment of a stride.
    private struct Gait {
        let phase: Float
        let isRunning: Bool

        /// How far a foot is before its hip and above the ground, as parts of the leg's length.
        func step(_ turn: Float) -> (swing: Float, lift: Float) {
            let (forward, up) = (sinf(phase + turn), max(0, cosf(phase + turn)))
            return isRunning ? (0.62 * forward, 0.34 * up) : (0.24 * forward, 0.13 * up)
        }

        /// Where in the stride each leg is: walking one after the other, running the hind ones and then the front ones.
        var turns: (hind: Float, farHind: Float, fore: Float, farFore: Float) {
            isRunning ? (0, 0.55, 2.5, 3.05) : (0, 2.2, 3.1, 5.3)
        }

        /// How high the body is carried above its usual height, and how much its front is raised.
        var rise: Float { isRunning ? 7 + 7 * sinf(phase + 3.9) : 1.6 * abs(sinf(phase)) }
        var pitch: Float { isRunning ? 7 * sinf(phase + 0.6) : 0 }
    }

    private static func figure(_ actor: Actor, _ build: Build, _ light: Daylight, gait: Gait) -> Figure {
        var figure = Figure(width: 270, height: 220)
        let coat = light.lit(Colour(hex: build.coat))
        let under = light.lit(Colour(hex: build.belly))
        let dark = light.lit(Colour(hex: 0x2a1c16))
        let top: Float = 206 - build.leg - build.girth * 0.6 - gait.rise
        let (back, front) = (118 - build.body, 118 + build.body)
        let sole = actor == .rabbit || actor == .cat ? coat.scaled(0.85) : dark
        let thick = 5 + build.girth * 0.12
        // What stands on the ground darkens it.
        figure.ellipse(120, 207, build.body + 34, 6, Colour(0, 0, 0, 0.26), light: 0)
        func leg(_ x: Float, isHind: Bool, _ turn: Float, _ colour: Colour) {
            let (swing, lift) = gait.step(turn)
            let hip = SIMD2(x, top + 6 - gait.pitch * (isHind ? -1 : 1))
            let foot = SIMD2(x + swing * build.leg, 204 - lift * build.leg)
            let way = foot - hip
            // Hind legs bend at the hock, backwards; front ones at the knee, forwards, where they are lifted.
            let bend = build.leg * (isHind ? -0.07 - 0.3 * lift : 0.02 + 0.45 * lift)
            let upper = hip + way * 0.3 + SIMD2(isHind ? 0.06 * build.leg : 0, 0)
            let lower = hip + way * (isHind ? 0.64 : 0.6) + SIMD2(bend, 0)
            figure.limb(hip.x, hip.y, upper.x, upper.y, thick * 1.75, thick * 1.3, colour)
            figure.limb(upper.x, upper.y, lower.x, lower.y, thick * 1.25, thick * 0.72, colour)
            figure.limb(lower.x, lower.y, foot.x, foot.y - 3, thick * 0.68, thick * 0.5, colour)
            figure.limb(foot.x, foot.y - 2, foot.x + 5, foot.y - 1, thick * 0.58, thick * 0.5, sole)
        }
        let turns = gait.turns
        leg(back + 8, isHind: true, turns.farHind, coat.scaled(0.62))
        leg(front - 4, isHind: false, turns.farFore, coat.scaled(0.62))
        let rump = SIMD2(back, top + gait.pitch)
        let chest = SIMD2(front, top - gait.pitch)
        tail(&figure, actor, build, gait, coat, dark, at: rump + SIMD2(-build.girth * 0.8, -build.girth * 0.4))
        leg(back - 2, isHind: true, turns.hind, coat.scaled(0.92))
        leg(front, isHind: false, turns.fore, coat.scaled(0.92))
        figure.ellipse(rump.x + 3, rump.y + 1, build.girth * 1.06, build.girth * 1.02, coat, light: 0.3)
        figure.limb(rump.x, rump.y, chest.x, chest.y, build.girth * 0.9, build.girth * 0.96, coat, light: 0.3)
        figure.ellipse(chest.x - 2, chest.y + 4, build.girth * 0.98, build.girth * 1.04, coat, light: 0.3)
        if actor != .sheep, actor != .cow {
            let low = SIMD2(Float(0), build.girth * 0.7)
            let (from, to) = (rump + low + SIMD2(10, 0), chest + low - SIMD2(8, 0))
            figure.limb(from.x, from.y, to.x, to.y, 5, 7, under.alpha(0.45))
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
        let nod = gait.isRunning ? gait.pitch * 0.5 : sinf(gait.phase * 2) * 1.6
        head(&figure, actor, build, coat, dark, at: chest, nod: nod, light)
        return figure
    }

    /// A tail that lags behind the stride; a horse's is long hair.
    private static func tail(
        _ figure: inout Figure,
        _ actor: Actor,
        _ build: Build,
        _ gait: Gait,
        _ coat: Colour,
        _ dark: Colour,
        at root: SIMD2<Float>
    ) {
        let wag = sinf(gait.phase) * 5
        guard actor == .horse else {
            let tip = root + build.tail + SIMD2(wag, 0)
            return figure.limb(root.x, root.y, tip.x, tip.y, 5, actor == .dog ? 7 : 3, coat.scaled(0.9))
        }
        // Speed lifts it.
        let fall = gait.isRunning ? SIMD2<Float>(-38, 22) : build.tail
        for strand in 0..<5 {
            let (part, lag) = (Float(strand) / 4, sinf(gait.phase - 0.5 - 0.4 * Float(strand)))
            let middle = root + fall * SIMD2(0.62, 0.34 + 0.1 * part) + SIMD2(-3 * part, 2 * lag)
            let end = root + fall * SIMD2(0.8 + 0.3 * part, 1.02 - 0.1 * part) + SIMD2(wag * part, 4 * lag)
            let colour = dark.scaled(0.9 + 0.12 * Float(strand))
            figure.limb(root.x, root.y, middle.x, middle.y, 5, 4.5, colour)
            figure.limb(middle.x, middle.y, end.x, end.y, 4.5, 1.5, colour)
        }
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
            build.girth * 0.78,
            build.head * 0.8,
            coat,
            light: 0.2
        )
        if actor == .horse {
            // Tufts along the crest, each hanging a little.
            for tuft in 0..<6 {
                let root = shoulder + SIMD2(-12, -22) + (crown - shoulder + SIMD2(4, 14)) * (Float(tuft) / 5)
                figure.limb(
                    root.x,
                    root.y,
                    root.x - 11,
                    root.y + 13 + nod,
                    6.5,
                    2.5,
                    dark.scaled(1 + 0.05 * Float(tuft))
                )
            }
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
        figure.limb(crown.x + 5, crown.y + 3, nose.x, nose.y, build.head * 0.76, build.head * 0.44, face, light: 0.22)
        figure.ellipse(nose.x + build.head * 0.3, nose.y - 1, 3.2, 2.8, dark)
        figure.ellipse(crown.x + build.head * 0.42, crown.y - build.head * 0.22, 2.8, 3.2, Colour(hex: 0x120c0a))
    }
}
