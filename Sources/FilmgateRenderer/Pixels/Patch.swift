/// A still overlay, such as a line of text: white strokes, a dark rim and possibly a dark plate, kept premultiplied.
struct Patch: Sendable {
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    private let luma: [UInt8]
    private let alpha: [UInt8]
    private let chroma: [UInt8]
    private let chromaAlpha: [UInt8]

    /// Makes a patch from masks of 0...255 with `width` times `height` entries: `fill` is where white is, `rim` where the
    /// darkness under the white is. The corner is rounded down to even; `opacity` is of 256 and counts for the whole.
    init(x: Int, y: Int, width: Int, height: Int, fill: [UInt8], rim: [UInt8], opacity: Int) {
        precondition(width % 2 == 0 && height % 2 == 0 && fill.count == width * height && rim.count == fill.count)
        self.x = x & ~1
        self.y = y & ~1
        self.width = width
        self.height = height
        var luma = [UInt8](repeating: 0, count: fill.count)
        var alpha = luma
        for i in fill.indices {
            let white = Int(fill[i]) * opacity
            let dark = Int(rim[i]) * opacity * (255 - Int(fill[i])) / 255
            alpha[i] = UInt8((white + dark) >> 8)
            luma[i] = UInt8((white * 235 + dark * 16) / (255 * 256))
        }
        var chroma = [UInt8](repeating: 0, count: fill.count / 4)
        var chromaAlpha = chroma
        for row in 0..<height / 2 {
            for column in 0..<width / 2 {
                let at = 2 * row * width + 2 * column
                let sum = Int(alpha[at]) + Int(alpha[at + 1]) + Int(alpha[at + width]) + Int(alpha[at + width + 1])
                chromaAlpha[row * width / 2 + column] = UInt8(sum / 4)
                chroma[row * width / 2 + column] = UInt8((sum / 4 * 128 + 127) / 255)
            }
        }
        self.luma = luma
        self.alpha = alpha
        self.chroma = chroma
        self.chromaAlpha = chromaAlpha
    }

    /// Lays the patch over a frame, cut at the frame's edges.
    func draw(into frame: Frame) {
        Self.lay(
            luma,
            alpha,
            width: width,
            height: height,
            over: frame.y,
            frame.width,
            frame.height,
            x: x,
            y: y
        )
        for plane in [frame.u, frame.v] {
            Self.lay(
                chroma,
                chromaAlpha,
                width: width / 2,
                height: height / 2,
                over: plane,
                frame.chromaWidth,
                frame.chromaHeight,
                x: x / 2,
                y: y / 2
            )
        }
    }

    private static func lay(
        _ values: [UInt8],
        _ alpha: [UInt8],
        width: Int,
        height: Int,
        over plane: UnsafeMutablePointer<UInt8>,
        _ planeWidth: Int,
        _ planeHeight: Int,
        x: Int,
        y: Int
    ) {
        let columns = max(0, min(width, planeWidth - x))
        values.withUnsafeBufferPointer { values in
            alpha.withUnsafeBufferPointer { alpha in
                guard let values = values.baseAddress, let alpha = alpha.baseAddress else { return }
                for row in 0..<max(0, min(height, planeHeight - y)) {
                    Kernels.over(
                        plane + (y + row) * planeWidth + x,
                        values + row * width,
                        alpha + row * width,
                        count: columns
                    )
                }
            }
        }
    }
}
