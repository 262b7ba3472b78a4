import Foundation

/// A ball that turns: its surface is drawn once as a map, and looked up through the sphere at every frame.
final class Planet {
    private let map: [SIMD4<UInt8>]
    private let mapWidth: Int
    private let mapHeight: Int
    /// For each pixel of the square around the ball, at half size: longitude and latitude on the map, and the light.
    private let lookup: [(longitude: Int32, row: Int32, light: Int32)]
    /// How much of each pixel of the whole square the ball covers, of 255.
    private let cover: [UInt8]
    private let radius: Int
    private let turn: Float

    /// A ball of a radius in pixels, rounded down to even, whose surface has the colours `stops` from low to high;
    /// `banded` gives it the belts of a gas giant rather than land and sea.
    init(_ stage: inout Stage, radius: Int, stops: [Colour], banded: Bool) {
        self.radius = radius & ~1
        let (wide, high) = (1024, 512)
        (mapWidth, mapHeight) = (wide, high)
        let noise = stage.noise
        let offset = stage.generator.float(0, 200)
        turn = stage.generator.float(14, 26) * (stage.generator.chance(0.5) ? 1 : -1)
        map = (0..<wide * high).map { at in
            let y = Float(at / wide)
            let part = Float(at % wide) / Float(wide)
            // A circle through the noise, so that the map closes on itself.
            let cx = cosf(part * 6.2832) * (banded ? 0.9 : 2.1) + offset
            let cy = sinf(part * 6.2832) * (banded ? 0.9 : 2.1)
            let swirl = noise.fractal(cx * 1.6 + y / 70, cy * 1.6 + y / (banded ? 30 : 60), octaves: 4)
            let belt = banded ? 0.5 + 0.3 * sinf(y / 17 + swirl * 2.2) + 0.2 * sinf(y / 7) : 0.5 + 0.85 * swirl
            let yuv = gradient(stops, belt).yuv
            return SIMD4(UInt8(yuv.x), UInt8(yuv.y), UInt8(yuv.z), 0)
        }
        let half = self.radius / 2
        let sun = SIMD3<Float>(-0.62, -0.5, 0.6)
        var lookup: [(Int32, Int32, Int32)] = []
        for y in -half..<half {
            for x in -half..<half {
                let u = (Float(x) + 0.5) / Float(half)
                let v = (Float(y) + 0.5) / Float(half)
                let length = (u * u + v * v).squareRoot()
                guard length < 1 + 2 / Float(half) else {
                    lookup.append((0, 0, -1))
                    continue
                }
                // Pixels that the rim runs through look like those within it.
                let within = min(1, 0.999 / max(length, 0.001))
                let place = SIMD3(u * within, v * within, (max(0, 1 - length * length)).squareRoot())
                let bright = max(0, (place * sun).sum())
                let longitude = Int32((atan2f(place.x, place.z) / 6.2832 + 0.5) * Float(wide))
                let row = Int32((asinf(place.y) / 3.1416 + 0.5) * Float(high - 1))
                lookup.append((longitude, row, Int32((0.05 + 1.05 * bright) * 256)))
            }
        }
        self.lookup = lookup
        let whole = Float(self.radius)
        cover = (0..<4 * self.radius * self.radius).map { at in
            let x = Float(at % (2 * Int(whole))) + 0.5 - whole
            let y = Float(at / (2 * Int(whole))) + 0.5 - whole
            return UInt8(255 * min(1, max(0, whole - (x * x + y * y).squareRoot())))
        }
    }

    @inline(__always)
    private func mix(_ pixel: inout UInt8, _ value: Int, _ part: UInt8) {
        pixel = UInt8(Int(pixel) + (value - Int(pixel)) * Int(part) / 255)
    }

    /// Draws the ball around a centre.
    func draw(_ time: Float, into frame: Frame, x: Int, y: Int) {
        let shift = Int32(time * turn) + Int32(4 * mapWidth)
        let mask = Int32(mapWidth - 1)
        let left = (x - radius) / 2
        let top = (y - radius) / 2
        map.withUnsafeBufferPointer { map in
            for row in max(0, -top)..<max(max(0, -top), min(radius, frame.chromaHeight - top)) {
                for column in max(0, -left)..<max(max(0, -left), min(radius, frame.chromaWidth - left)) {
                    let look = lookup[row * radius + column]
                    guard look.light >= 0 else { continue }
                    let place = Int(look.row) * mapWidth + Int((look.longitude &+ shift) & mask)
                    let ink = map[place]
                    let luma = 16 + (Int(ink.x) - 16) * Int(min(256, look.light)) / 256
                    let (cx, cy) = (left + column, top + row)
                    let chroma = cy * frame.chromaWidth + cx
                    let dim = Int(min(256, look.light + 40))
                    let at = 2 * cy * frame.width + 2 * cx
                    let covered = 4 * row * radius + 2 * column
                    mix(&frame.u[chroma], 128 + (Int(ink.y) - 128) * dim / 256, cover[covered])
                    mix(&frame.v[chroma], 128 + (Int(ink.z) - 128) * dim / 256, cover[covered])
                    mix(&frame.y[at], luma, cover[covered])
                    mix(&frame.y[at + 1], luma, cover[covered + 1])
                    mix(&frame.y[at + frame.width], luma, cover[covered + 2 * radius])
                    mix(&frame.y[at + frame.width + 1], luma, cover[covered + 2 * radius + 1])
                }
            }
        }
    }
}
