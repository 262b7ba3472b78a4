import Foundation

/// Small things that drift through the air: leaves, petals, pollen, fireflies, dust, sand, bubbles of light. Each is a
/// function of time, so that any frame can be drawn by itself.
struct Motes {
    /// How they look and move; lengths and speeds are for a picture whose shorter side is 720.
    struct Kind {
        var count = 60
        var colours: [Colour]
        /// Pixels a second, to the right and downwards.
        var across: Float = 0
        var down: Float = 0
        /// How far each swings to both sides, and how often a second it turns.
        var sway: Float = 12
        var pace: Float = 0.25
        var size: ClosedRange<Float> = 1...3
        var alpha = 200
        /// Whether they glow up and go out.
        var blinks = false
        /// The part of the frame's height in which they are.
        var band: ClosedRange<Float> = 0...1

        /// Leaves in the wind of autumn.
        static func leaves(count: Int) -> Self {
            let colours = [0xd06a1e, 0xf4b83c, 0xb8441c, 0xe0902c].map { Colour(hex: $0) }
            return Self(count: count, colours: colours, across: 58, down: 44, sway: 26, size: 1.8...4.2)
        }
    }

    private struct Mote {
        let x: Float
        let y: Float
        let depth: Float
        let phase: Float
        let ink: Splat.Ink
        let size: Float
    }

    private let kind: Kind
    private let motes: [Mote]

    init(_ stage: inout Stage, _ kind: Kind) {
        self.kind = kind
        let area = Float(stage.width * stage.height) / (1280 * 720 * stage.scale * stage.scale)
        let inks = kind.colours.map { Splat.Ink($0) }
        var motes: [Mote] = []
        for _ in 0..<Int(Float(kind.count) * area) {
            motes.append(
                Mote(
                    x: stage.generator.float(0, 1),
                    y: stage.generator.float(0, 1),
                    depth: stage.generator.float(0, 1),
                    phase: stage.generator.float(0, 6.28),
                    ink: stage.generator.pick(inks),
                    size: stage.generator.float(kind.size.lowerBound, kind.size.upperBound) * stage.scale
                )
            )
        }
        self.motes = motes
    }

    func draw(_ index: Int, _ stage: Stage, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let scale = stage.scale
        let top = kind.band.lowerBound * Float(frame.height)
        let height = (kind.band.upperBound - kind.band.lowerBound) * Float(frame.height)
        let width = Float(frame.width) + 40 * scale
        for mote in motes {
            let near = 0.5 + mote.depth
            let turn = time * kind.pace * 6.28 + mote.phase
            let slide = kind.across * scale * near * time - camera * near
            let x = wrapped(mote.x * width + slide + sinf(turn) * kind.sway * scale, width) - 20 * scale
            let fall = kind.down * scale * near * time + cosf(turn * 0.7) * kind.sway * 0.5 * scale
            let y = top + wrapped(mote.y * height + fall, height)
            let size = mote.size * near
            var alpha = kind.alpha
            if kind.blinks { alpha = Int(Float(alpha) * max(0, 0.5 + 0.5 * sinf(turn * 1.9))) }
            if kind.blinks {
                Splat.disc(frame, x: x, y: y, radius: size * 2.6, soft: size * 5, ink: mote.ink, alpha: alpha / 3)
            }
            Splat.disc(frame, x: x, y: y, radius: size, soft: size * 0.9, ink: mote.ink, alpha: alpha)
        }
    }
}

/// A number brought into 0..<`room`.
@inline(__always)
func wrapped(_ value: Float, _ room: Float) -> Float {
    let rest = value.truncatingRemainder(dividingBy: room)
    return rest < 0 ? rest + room : rest
}
