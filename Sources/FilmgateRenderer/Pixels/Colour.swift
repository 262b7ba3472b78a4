/// A colour in gamma-encoded RGB with alpha, 0...1 each.
typealias Colour = SIMD4<Float>

extension SIMD4<Float> {
    /// An opaque colour from a 24-bit number, as designers write it.
    init(hex: UInt32) {
        self.init(
            Float((hex >> 16) & 255) / 255,
            Float((hex >> 8) & 255) / 255,
            Float(hex & 255) / 255,
            1
        )
    }

    /// The same colour with another alpha.
    func alpha(_ alpha: Float) -> Self { Self(x, y, z, alpha) }

    /// The mixture of two colours; 0 is `self`.
    @inline(__always)
    func mixed(_ other: Self, _ part: Float) -> Self { self + (other - self) * part }

    /// The same hue, brighter or darker.
    func scaled(_ factor: Float) -> Self {
        Self(Swift.min(1, x * factor), Swift.min(1, y * factor), Swift.min(1, z * factor), w)
    }

    /// BT.601 limited range, 0...255 scale, unrounded. The matrix is the one every tool assumes for untagged small
    /// video, and the files are tagged with it as well (`smpte170m`).
    var yuv: SIMD3<Float> {
        SIMD3(
            16 + 65.481 * x + 128.553 * y + 24.966 * z,
            128 - 37.797 * x - 74.203 * y + 112.0 * z,
            128 + 112.0 * x - 93.786 * y - 18.214 * z
        )
    }
}

/// A pattern of thresholds in 0..<1 that breaks up the bands of slow gradients (interleaved gradient noise).
@inline(__always)
func ditherThreshold(_ x: Int, _ y: Int) -> Float {
    let inner = 0.067_110_56 * Float(x) + 0.005_837_15 * Float(y)
    let outer = 52.982_918_9 * (inner - inner.rounded(.down))
    return outer - outer.rounded(.down)
}
