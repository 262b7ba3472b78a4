/// Smooth value noise over a seeded lattice that repeats every 256 cells.
struct Noise {
    private let lattice: [Float]

    init(_ generator: inout Generator) {
        var lattice: [Float] = []
        lattice.reserveCapacity(65_536)
        for _ in 0..<65_536 { lattice.append(generator.float(-1, 1)) }
        self.lattice = lattice
    }

    /// Noise of -1...1 at a point.
    @inline(__always)
    func callAsFunction(_ x: Float, _ y: Float) -> Float {
        // Not `rounded(.down)`, which is a call into the mathematics library where the processor may be an old one.
        let wholeX = Int(x) - (x < 0 ? 1 : 0)
        let wholeY = Int(y) - (y < 0 ? 1 : 0)
        let fx = Float(wholeX)
        let fy = Float(wholeY)
        let ix = wholeX & 255
        let iy = wholeY & 255
        let tx = x - fx
        let ty = y - fy
        let sx = tx * tx * (3 - 2 * tx)
        let sy = ty * ty * (3 - 2 * ty)
        let nx = (ix + 1) & 255
        let row = iy << 8
        let below = ((iy + 1) & 255) << 8
        return lattice.withUnsafeBufferPointer { lattice in
            let top = lattice[row | ix] + (lattice[row | nx] - lattice[row | ix]) * sx
            let bottom = lattice[below | ix] + (lattice[below | nx] - lattice[below | ix]) * sx
            return top + (bottom - top) * sy
        }
    }

    /// Several octaves summed, each half as strong and twice as fine; about -1...1.
    @inline(__always)
    func fractal(_ x: Float, _ y: Float, octaves: Int) -> Float {
        var sum: Float = 0
        var strength: Float = 0.5
        var scale: Float = 1
        for octave in 0..<octaves {
            sum += self(x * scale + Float(octave) * 17.3, y * scale + Float(octave) * 9.1) * strength
            strength *= 0.5
            scale *= 2
        }
        return sum
    }
}
