/// Small soft things drawn straight into a frame: snowflakes, rain, lights, stars.
enum Splat {
    /// A colour ready for the planes.
    struct Ink {
        let y: Int
        let u: Int
        let v: Int

        init(_ colour: Colour) {
            let yuv = colour.yuv
            y = Int(yuv.x.rounded())
            u = Int(yuv.y.rounded())
            v = Int(yuv.z.rounded())
        }
    }

    /// A disc whose edge is `soft` pixels wide (at least one), with `alpha` of 256.
    static func disc(_ frame: Frame, x: Float, y: Float, radius: Float, soft: Float, ink: Ink, alpha: Int) {
        plane(frame.y, frame.width, frame.height, x, y, radius, max(1, soft), ink.y, alpha)
        let cx = (x - 0.5) / 2
        let cy = (y - 0.5) / 2
        let edge = max(1, soft / 2)
        plane(frame.u, frame.chromaWidth, frame.chromaHeight, cx, cy, radius / 2, edge, ink.u, alpha)
        plane(frame.v, frame.chromaWidth, frame.chromaHeight, cx, cy, radius / 2, edge, ink.v, alpha)
    }

    private static func plane(
        _ plane: UnsafeMutablePointer<UInt8>,
        _ width: Int,
        _ height: Int,
        _ x: Float,
        _ y: Float,
        _ radius: Float,
        _ soft: Float,
        _ value: Int,
        _ alpha: Int
    ) {
        let reach = radius + soft / 2
        let left = max(0, Int((x - reach).rounded(.up)))
        let right = min(width - 1, Int((x + reach).rounded(.down)))
        let top = max(0, Int((y - reach).rounded(.up)))
        let bottom = min(height - 1, Int((y + reach).rounded(.down)))
        guard left <= right, top <= bottom else { return }
        let scale = Float(alpha) / soft
        for row in top...bottom {
            let dy = Float(row) - y
            let line = plane + row * width
            for column in left...right {
                let dx = Float(column) - x
                let inside = reach - (dx * dx + dy * dy).squareRoot()
                guard inside > 0 else { continue }
                let part = Int(min(inside, soft) * scale)
                let old = Int(line[column])
                line[column] = UInt8(truncatingIfNeeded: old + ((value - old) * part) >> 8)
            }
        }
    }

    /// A falling streak, `length` pixels down from (`x`, `y`), leaning by `lean` pixels a row and `thickness` wide; it
    /// fades towards its upper end. Luma only: rain has no colour of its own.
    static func streak(
        _ frame: Frame,
        x: Float,
        y: Float,
        length: Int,
        lean: Float,
        thickness: Float,
        value: Int,
        alpha: Int
    ) {
        let top = Int(y)
        for step in 0..<length {
            let row = top + step
            guard row >= 0, row < frame.height else { continue }
            let part = Float(alpha) * Float(step + 1) / Float(length)
            let left = x + lean * Float(step)
            let line = frame.y + row * frame.width
            let first = Int(left.rounded(.down))
            for column in first...Int((left + thickness).rounded(.down)) where column >= 0 && column < frame.width {
                let cover = min(Float(column) + 1, left + thickness) - max(Float(column), left)
                let old = Int(line[column])
                line[column] = UInt8(truncatingIfNeeded: old + ((value - old) * Int(part * cover)) >> 8)
            }
        }
    }
}
