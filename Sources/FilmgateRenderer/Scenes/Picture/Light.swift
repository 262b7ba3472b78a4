import Foundation

/// A slow change of brightness, none at the first frame.
struct Light {
    private let thresholds: [[UInt16]]

    init(width: Int) {
        thresholds = (0..<8).map { y in (0..<width).map { x in UInt16(ditherThreshold(x, y * 3) * 65_535) } }
    }

    func draw(_ picture: Frame, seconds: Double, into frame: Frame) {
        frame.copy(from: picture)
        let gain = Int(65_536 * (1 + 0.045 * sin(seconds * 0.9)))
        for y in 0..<frame.height {
            thresholds[y & 7].withUnsafeBufferPointer { thresholds in
                guard let thresholds = thresholds.baseAddress else { return }
                Kernels.light(
                    frame.y + y * frame.width,
                    picture.y + y * frame.width,
                    gain: gain,
                    thresholds: thresholds,
                    count: frame.width
                )
            }
        }
    }
}
