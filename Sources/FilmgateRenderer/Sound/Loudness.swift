import Foundation

/// Integrated loudness after ITU-R BS.1770-4: K-weighted, gated in blocks of 400 ms.
enum Loudness {
    /// A filter of second order (direct form 2, transposed).
    private struct Biquad {
        let b: SIMD3<Double>
        let a: SIMD2<Double>
        var state = SIMD2<Double>(0, 0)

        mutating func next(_ x: Double) -> Double {
            let y = b.x * x + state.x
            state = SIMD2(b.y * x - a.x * y + state.y, b.z * x - a.y * y)
            return y
        }
    }

    /// The loudness of two channels at ``Soundtrack/rate``, in LUFS; nil for silence.
    static func integrated(_ channels: [[Float]]) -> Float? {
        let hop = Soundtrack.rate / 10
        let count = channels.first?.count ?? 0
        var energies = [Double](repeating: 0, count: count / hop)
        for channel in channels {
            var (shelf, pass) = filters()
            for index in 0..<energies.count * hop {
                let value = pass.next(shelf.next(Double(channel[index])))
                energies[index / hop] += value * value / Double(hop)
            }
        }
        // Blocks of four steps, so that each overlaps the next by three quarters.
        let blocks = energies.indices.dropLast(3).map { energies[$0..<$0 + 4].reduce(0, +) / 4 }
        let loud = blocks.filter { level($0) > -70 }
        guard !loud.isEmpty else { return nil }
        let gate = level(loud.reduce(0, +) / Double(loud.count)) - 10
        let kept = loud.filter { level($0) > gate }
        return Float(level(kept.reduce(0, +) / Double(max(1, kept.count))))
    }

    private static func level(_ energy: Double) -> Double { -0.691 + 10 * log10(max(energy, 1e-20)) }

    /// The head's shelf and the low cut, as the standard gives them, for our rate.
    private static func filters() -> (shelf: Biquad, pass: Biquad) {
        let rate = Double(Soundtrack.rate)
        let k = tan(.pi * 1681.974450955533 / rate)
        let q = 0.7071752369554196
        let high = pow(10, 3.999843853973347 / 20)
        let band = pow(high, 0.4996667741545416)
        let base = 1 + k / q + k * k
        let shelf = Biquad(
            b: SIMD3(
                (high + band * k / q + k * k) / base,
                2 * (k * k - high) / base,
                (high - band * k / q + k * k) / base
            ),
            a: SIMD2(2 * (k * k - 1) / base, (1 - k / q + k * k) / base)
        )
        let low = tan(.pi * 38.13547087602444 / rate)
        let width = 0.5003270373238773
        let under = 1 + low / width + low * low
        let pass = Biquad(
            b: SIMD3(1, -2, 1),
            a: SIMD2(2 * (low * low - 1) / under, (1 - low / width + low * low) / under)
        )
        return (shelf, pass)
    }
}
