import Foundation

/// A ball that turns: its surface is drawn once as a map, and looked up through the sphere at every frame.
final class Planet {
    private let map: [SIMD4<UInt8>]
    private let mapWidth: Int
    private let mapHeight: Int
    /// For each pixel of the square around the ball, at half size: longitude and latitude on the map, and the light.
    private let lookup: [(longitude: Int32, row: Int32, light: Int32)]
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
                let square = u * u + v * v
                guard square < 1 else {
                    lookup.append((0, 0, -1))
                    continue
                }
                let z = (1 - square).squareRoot()
                let bright = max(0, u * sun.x + v * sun.y + z * sun.z)
                let edge = min(1, (1 - square.squareRoot()) * Float(half))
                let longitude = Int32((atan2f(u, z) / 6.2832 + 0.5) * Float(wide))
                let row = Int32((asinf(v) / 3.1416 + 0.5) * Float(high - 1))
                lookup.append((longitude, row, Int32((0.05 + 1.05 * bright) * min(1, edge) * 256)))
            }
        }
        self.lookup = lookup
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
                    frame.u[chroma] = UInt8(128 + (Int(ink.y) - 128) * dim / 256)
                    frame.v[chroma] = UInt8(128 + (Int(ink.z) - 128) * dim / 256)
                    let at = 2 * cy * frame.width + 2 * cx
                    let value = UInt8(luma)
                    frame.y[at] = value
                    frame.y[at + 1] = value
                    frame.y[at + frame.width] = value
                    frame.y[at + frame.width + 1] = value
                }
            }
        }
    }
}
