import Foundation

/// Flowing colour with floating lights, for prompts that name nothing we can draw.
final class AbstractScene: FrameSource {
    private struct Light {
        let x: Float
        let y: Float
        let radius: Float
        let depth: Float
        let speed: Float
        let sway: Float
        let phase: Float
        let ink: Splat.Ink
        let alpha: Int
        let soft: Float
    }

    /// One wave of colour across the plane.
    private struct Wave {
        let x: Float
        let y: Float
        let speed: Float
        let phase: Float
    }

    private static let palettes: [[UInt32]] = [
        [0x10143a, 0x2b2f7e, 0x6a3fa0, 0xd0569b, 0xffa07a], [0x06222e, 0x0d5c63, 0x1f9e89, 0x8fd694, 0xf4f1bb],
        [0x1a0b2e, 0x5a189a, 0xc9184a, 0xff7b54, 0xffd56b], [0x0b1d3a, 0x1b4f8f, 0x3e92cc, 0x9bd1e5, 0xf3e9d2],
        [0x1b1a17, 0x5b3a29, 0xa9714b, 0xe0b97d, 0xf6ead2],
    ]
    /// The colour field is computed once for so many pixels in each direction, and drawn smoothly in between.
    private static let cell = 8

    private let stage: Stage
    private let lights: [Light]
    private let waves: [Wave]
    private let columns: Int
    private let rows: Int
    private let field: [UnsafeMutablePointer<Int16>]
    private let table: [SIMD4<Int16>]
    private let dither: [[Int16]]

    init(_ original: Stage) {
        var stage = original
        let palette = stage.generator.pick(Self.palettes).map { Colour(hex: $0) }
        table = (0..<512).map { index in
            let yuv = gradient(palette, Float(index) / 511).yuv * 64
            return SIMD4(Int16(yuv.x), Int16(yuv.y), Int16(yuv.z), 0)
        }
        columns = stage.width / Self.cell + 3
        rows = stage.height / Self.cell + 3
        let count = columns * rows
        field = (0..<3).map { _ in
            let plane = UnsafeMutablePointer<Int16>.allocate(capacity: count)
            plane.initialize(repeating: 0, count: count)
            return plane
        }
        let unit = 1 / (720 * stage.scale)
        var waves: [Wave] = []
        for _ in 0..<5 {
            let angle = stage.generator.float(0, 6.28)
            let pitch = stage.generator.float(2, 6.5) * unit
            waves.append(
                Wave(
                    x: cosf(angle) * pitch,
                    y: sinf(angle) * pitch,
                    speed: stage.generator.float(0.25, 0.8),
                    phase: stage.generator.float(0, 6.28)
                )
            )
        }
        self.waves = waves
        var lights: [Light] = []
        for _ in 0..<26 {
            let depth = stage.generator.float(0.25, 1)
            let colour = gradient(palette, stage.generator.float(0.55, 1)).mixed(Colour(1, 1, 1, 1), 0.25)
            let radius = stage.generator.float(10, 62) * depth * stage.scale
            lights.append(
                Light(
                    x: stage.generator.float(0, 1),
                    y: stage.generator.float(0, 1),
                    radius: radius,
                    depth: depth,
                    speed: stage.generator.float(-9, 9) * stage.scale,
                    sway: stage.generator.float(6, 26) * stage.scale,
                    phase: stage.generator.float(0, 6.28),
                    ink: Splat.Ink(colour),
                    alpha: Int(stage.generator.float(26, 88)),
                    soft: stage.generator.chance(0.4) ? radius : 3
                )
            )
        }
        self.lights = lights
        let width = stage.width
        dither = (0..<8).map { y in (0..<width).map { x in Int16(ditherThreshold(x, y * 5) * 64) } }
        self.stage = stage
    }

    deinit { for plane in field { plane.deallocate() } }

    func draw(_ index: Int, into frame: Frame) {
        let time = stage.time(index)
        let camera = stage.camera(index)
        flow(time, camera)
        expand(field[0], cell: Self.cell, into: frame.y, frame.width, frame.height)
        expand(field[1], cell: Self.cell / 2, into: frame.u, frame.chromaWidth, frame.chromaHeight)
        expand(field[2], cell: Self.cell / 2, into: frame.v, frame.chromaWidth, frame.chromaHeight)
        for light in lights {
            let room = Float(frame.width) + 2 * light.radius + 8
            var x = (light.x * room + light.speed * time - camera * light.depth).truncatingRemainder(dividingBy: room)
            if x < 0 { x += room }
            let y = light.y * Float(frame.height) + sinf(time * 0.7 + light.phase) * light.sway
            Splat.disc(
                frame,
                x: x - light.radius - 4,
                y: y,
                radius: light.radius,
                soft: light.soft,
                ink: light.ink,
                alpha: light.alpha
            )
        }
    }

    /// Computes the colour field: sums of slow sines bent by one another.
    private func flow(_ time: Float, _ camera: Float) {
        let step = Float(Self.cell)
        for row in 0..<rows {
            for column in 0..<columns {
                let x = Float(column) * step + camera * 0.5
                let y = Float(row) * step
                var value: Float = 0
                var bend: Float = 0
                for wave in waves {
                    bend = Self.sine(wave.x * x + wave.y * y + wave.speed * time + wave.phase + bend * 0.9)
                    value += bend
                }
                let place = Int(min(511, max(0, (value * 0.16 + 0.5) * 511)))
                let colour = table[place]
                let at = row * columns + column
                field[0][at] = colour.x
                field[1][at] = colour.y
                field[2][at] = colour.z
            }
        }
    }

    /// A sine good to a thousandth; the library's costs five times as much.
    @inline(__always)
    private static func sine(_ angle: Float) -> Float {
        let turns = angle * 0.159_154_94
        let x = (turns - turns.rounded()) * 2
        let y = 4 * x * (1 - abs(x))
        return y * (0.775 + 0.225 * abs(y))
    }

    /// Draws a plane of the field smoothly at full size, with a still pattern that hides the steps of 8 bits.
    private func expand(
        _ field: UnsafeMutablePointer<Int16>,
        cell: Int,
        into plane: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        _ height: Int
    ) {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: columns) { line in
            for y in 0..<height {
                let above = field + (y / cell) * columns
                let part = Int32(y % cell)
                let all = Int32(cell)
                for i in 0..<columns {
                    let a = Int32(above[i])
                    let b = Int32(above[i + columns])
                    line[i] = Int16(truncatingIfNeeded: (a &* (all &- part) &+ b &* part) / all)
                }
                dither[y & 7].withUnsafeBufferPointer { thresholds in
                    let target = plane + y * width
                    var x = 0
                    var column = 0
                    while x < width {
                        let a = Int32(line[column])
                        let slope = (Int32(line[column &+ 1]) &- a) &* (256 / all)
                        var value = a &<< 8
                        for i in x..<min(width, x &+ cell) {
                            let out = ((value &>> 8) &+ Int32(thresholds[i])) &>> 6
                            target[i] = UInt8(truncatingIfNeeded: out)
                            value &+= slope
                        }
                        x &+= cell
                        column &+= 1
                    }
                }
            }
        }
    }
}
