import Foundation

/// Still water that shows what stands above it: the rows turned upside down, darker and swaying.
final class Mirror {
    private let waterline: Int
    private let tint: Splat.Ink
    private let scratch: UnsafeMutablePointer<UInt8>
    private static let margin = 64

    init(width: Int, waterline: Int, tint: Splat.Ink) {
        self.waterline = waterline
        self.tint = tint
        scratch = .allocate(capacity: width + 2 * Self.margin + 2)
        scratch.initialize(repeating: 0, count: width + 2 * Self.margin + 2)
    }

    deinit { scratch.deallocate() }

    /// Fills the frame below the waterline from what is above it.
    func draw(_ time: Float, scale: Float, into frame: Frame) {
        plane(frame.y, frame.width, frame.height, waterline, tint.y, time, scale)
        plane(frame.u, frame.chromaWidth, frame.chromaHeight, waterline / 2, tint.u, time, scale / 2)
        plane(frame.v, frame.chromaWidth, frame.chromaHeight, waterline / 2, tint.v, time, scale / 2)
    }

    private func plane(
        _ plane: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        _ height: Int,
        _ line: Int,
        _ value: Int,
        _ time: Float,
        _ scale: Float
    ) {
        let margin = Self.margin
        for y in line..<height {
            let depth = Float(y - line) / scale
            let near = Float(y - line) / Float(max(1, height - line))
            let ripple =
                sinf(depth * 0.42 - time * 2.1) * 0.6 + sinf(depth * 0.23 + time * 1.3) + sinf(depth * 0.9 + time * 3)
                * 0.3
            let stretch = sinf(depth * 0.31 + time * 1.7) * (2 + 6 * near) * scale
            let source = min(line - 1, max(0, line - 1 - Int(Float(y - line) * 1.25 + stretch)))
            let sway = Int(ripple * (1.5 + 9 * near) * scale * 256)
            let from = plane + source * width
            scratch.update(repeating: from[0], count: margin)
            (scratch + margin).update(from: from, count: width)
            (scratch + margin + width).update(repeating: from[width - 1], count: margin + 2)
            let shift = max(-margin << 8, min((margin - 1) << 8, sway)) + (margin << 8)
            let target = plane + y * width
            Kernels.shift(target, scratch + (shift >> 8), part: shift & 255, count: width)
            Kernels.tint(target, value, part: 86 + Int(90 * near), count: width)
        }
    }
}
