import Foundation

/// A surface of water in perspective: two trains of waves that pass through each other, and the sun's glitter on them.
///
/// It is computed at half size, once for both planes of colour, and widened for luma: water has no sharp edges.
final class Water {
    /// What the surface is coloured with.
    struct Colours {
        let deep: Colour
        let light: Colour
        let haze: Colour
        let glitter: Colour
    }

    /// Where the surface is bright.
    enum Shine {
        /// Under a low sun or moon, in a lane below it.
        case lane
        /// Under a high sun, on the crests far to both sides.
        case wide
        /// Under a closed sky, nowhere.
        case dull
        /// In a storm, on all high crests.
        case foam
    }

    /// What is the same for all pixels of a row.
    private struct Row {
        var step: Int
        var distance: Float
        var amplitude: Int
        var y: Int
        var u: Int
        var v: Int
        var spread: Int
        /// How bright it is below the sun, and at least.
        var peak: Int
        var least: Int
    }

    private static let size = 256
    private let stage: Stage
    private let horizon: Int
    private let rows: [Row]
    private let waves: [Int16]
    private let glitter: Splat.Ink
    private let lane: UnsafeMutablePointer<Int16>
    private let lines: [UnsafeMutablePointer<UInt8>]

    init(_ stage: inout Stage, horizon: Int, colours: Colours, shine: Shine) {
        self.horizon = horizon
        waves = Self.makeWaves(&stage.generator)
        glitter = Splat.Ink(colours.glitter)
        let count = (stage.height - horizon + 1) / 2 + 1
        rows = (0..<count).map { index in
            let near = Float(index) / Float(count)
            let distance = 1 / (near + 0.012)
            var colour = colours.light.mixed(colours.deep, smoothstep(0, 1.1, near))
            colour = colours.haze.mixed(colour, smoothstep(0, 0.09, near))
            let yuv = colour.yuv
            let swell: Float = shine == .foam ? 1.7 : 1
            let spread = 1_500_000 / ((26 + 150 * near) * stage.scale) / ((26 + 150 * near) * stage.scale)
            let (peak, least, narrow): (Int, Int, Float) =
                switch shine {
                case .lane: (70, -400, 1)
                case .wide: (-30, -400, 0.035)
                case .dull: (-1000, -1000, 0)
                case .foam: (-250 + Int(90 * near), -1000, 0)
                }
            return Row(
                step: Int(distance * 46_000 / (stage.scale * swell)),
                distance: distance / swell,
                amplitude: Int(34 * swell * smoothstep(-0.05, 0.4, near)),
                y: Int(yuv.x * 256),
                u: Int(yuv.y * 256),
                v: Int(yuv.z * 256),
                spread: Int(spread * narrow),
                peak: peak,
                least: least
            )
        }
        lane = .allocate(capacity: 2 * (Self.size + 2))
        lane.initialize(repeating: 0, count: 2 * (Self.size + 2))
        let width = stage.width / 2 + 64
        lines = (0..<2).map { _ in
            let line = UnsafeMutablePointer<UInt8>.allocate(capacity: width)
            line.initialize(repeating: 0, count: width)
            return line
        }
        self.stage = stage
    }

    deinit {
        lane.deallocate()
        for line in lines { line.deallocate() }
    }

    /// A square of waves that repeats in both directions: sines with whole numbers of periods, crests mostly level.
    private static func makeWaves(_ generator: inout Generator) -> [Int16] {
        let turn = 2 * Float.pi / Float(size)
        let table = (0..<size).map { sinf(Float($0) * turn) }
        var sum = [Float](repeating: 0, count: size * size)
        for number in 0..<22 {
            let across = generator.int(-4 - number / 3...4 + number / 3)
            let along = generator.int(3...9 + number)
            let phase = generator.int(0...size - 1)
            let strength = 1 / (1.5 + 0.16 * Float(across * across + along * along).squareRoot())
            for y in 0..<size {
                for x in 0..<size {
                    sum[y * size + x] += table[(across * x + along * y + phase) & (size - 1)] * strength
                }
            }
        }
        let peak = sum.reduce(0) { max($0, abs($1)) }
        return sum.map { Int16($0 / peak * 255) }
    }

    /// Draws the surface from the horizon to the bottom.
    func draw(_ index: Int, sunX: Float, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        let last = rows.count - 1
        shade(0, time, camera, sunX, into: lines[0], frame)
        for row in 0..<last {
            shade(row + 1, time, camera, sunX, into: lines[(row + 1) & 1], frame)
            let y = horizon + 2 * row
            guard y < frame.height else { break }
            Self.widen(lines[row & 1], into: frame.y + y * frame.width, count: frame.chromaWidth)
            guard y + 1 < frame.height else { break }
            Self.widen(
                lines[row & 1],
                lines[(row + 1) & 1],
                into: frame.y + (y + 1) * frame.width,
                count: frame.chromaWidth
            )
        }
    }

    /// Computes one row of the half-size picture: its luma into `line`, its colours into the frame.
    private func shade(
        _ number: Int,
        _ time: Float,
        _ camera: Float,
        _ sunX: Float,
        into line: UnsafeMutablePointer<UInt8>,
        _ frame: Frame
    ) {
        let row = rows[number]
        let size = Self.size
        interpolate(row.distance * 84 - time * 20, into: lane)
        interpolate(row.distance * 109 + time * 13 + 90, into: lane + size + 2)
        let target = min(horizon / 2 + number, frame.chromaHeight - 1)
        let u = frame.u + target * frame.chromaWidth
        let v = frame.v + target * frame.chromaWidth
        let centre = Int(sunX / 2)
        let middle = frame.chromaWidth / 2
        let slide = Int(camera * 0.7 / 2)
        var first = Int(time * 700_000) + (slide - middle) * row.step
        var second = -Int(time * 520_000) + (slide - middle) * (row.step * 3 / 4) + 7_000_000
        let secondStep = row.step * 3 / 4
        let mask = (size << 16) - 1
        let amplitude = row.amplitude
        for x in 0..<frame.chromaWidth {
            let a = (first & mask) >> 16
            let af = (first >> 8) & 255
            let b = (second & mask) >> 16
            let bf = (second >> 8) & 255
            let one = Int(lane[a]) &* (256 &- af) &+ Int(lane[a &+ 1]) &* af
            let two = Int(lane[size &+ 2 &+ b]) &* (256 &- bf) &+ Int(lane[size &+ 3 &+ b]) &* bf
            let wave = (one &+ two) >> 8
            first &+= row.step
            second &+= secondStep
            let away = x &- centre
            let lit = max(row.least, row.peak &- (away &* away &* row.spread) >> 12)
            let spark = min(230, max(0, (wave &+ lit) &* 2))
            let base = (row.y &+ wave &* amplitude) >> 8
            let bright = base &+ ((glitter.y &- base) &* spark) >> 8
            line[x] = UInt8(truncatingIfNeeded: min(235, max(16, bright)))
            u[x] = UInt8(truncatingIfNeeded: (row.u &+ (glitter.u &- row.u >> 8) &* spark) >> 8)
            v[x] = UInt8(truncatingIfNeeded: (row.v &+ (glitter.v &- row.v >> 8) &* spark) >> 8)
        }
        line[frame.chromaWidth] = line[frame.chromaWidth - 1]
    }

    /// One line through the square of waves at any height.
    private func interpolate(_ position: Float, into lane: UnsafeMutablePointer<Int16>) {
        let size = Self.size
        let fixed = Int(position * 256)
        let top = ((fixed >> 8) & (size - 1)) * size
        let bottom = (((fixed >> 8) + 1) & (size - 1)) * size
        let part = Int32(fixed & 255)
        waves.withUnsafeBufferPointer { waves in
            for x in 0..<size {
                let a = Int32(waves[top + x])
                let b = Int32(waves[bottom + x])
                lane[x] = Int16(truncatingIfNeeded: ((a << 8) &+ (b &- a) &* part) >> 8)
            }
        }
        lane[size] = lane[0]
        lane[size + 1] = lane[1]
    }

    /// Doubles a row in width.
    @inline(never)
    private static func widen(_ line: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>, count: Int) {
        for x in 0..<count {
            let a = UInt16(truncatingIfNeeded: line[x])
            let b = UInt16(truncatingIfNeeded: line[x &+ 1])
            target[2 &* x] = UInt8(truncatingIfNeeded: a)
            target[2 &* x &+ 1] = UInt8(truncatingIfNeeded: (a &+ b &+ 1) &>> 1)
        }
    }

    /// Doubles the mean of two rows in width.
    @inline(never)
    private static func widen(
        _ one: UnsafePointer<UInt8>,
        _ two: UnsafePointer<UInt8>,
        into target: UnsafeMutablePointer<UInt8>,
        count: Int
    ) {
        for x in 0..<count {
            let a = UInt16(truncatingIfNeeded: one[x]) &+ UInt16(truncatingIfNeeded: two[x])
            let b = UInt16(truncatingIfNeeded: one[x &+ 1]) &+ UInt16(truncatingIfNeeded: two[x &+ 1])
            target[2 &* x] = UInt8(truncatingIfNeeded: (a &+ 1) &>> 1)
            target[2 &* x &+ 1] = UInt8(truncatingIfNeeded: (a &+ b &+ 2) &>> 2)
        }
    }
}
