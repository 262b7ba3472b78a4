/// A painted picture with transparency that is drawn into frame after frame at a moving, sub-pixel position.
///
/// It is painted once in colour and kept premultiplied in 4:2:0. Each row remembers where it is empty, opaque or mixed,
/// so that drawing costs next to nothing where there is nothing to blend: a skyline is mostly a copy.
final class Layer {
    let width: Int
    let height: Int
    private var luma: LayerPlane
    private var chroma: LayerPlane

    /// Paints a layer. Width and height are rounded up to even; `paint` gives the colour of a pixel, not premultiplied,
    /// and is called once for each.
    @inline(__always)
    init(width: Int, height: Int, paint: (_ x: Int, _ y: Int) -> Colour) {
        self.width = (max(2, width) + 1) & ~1
        self.height = (max(2, height) + 1) & ~1
        luma = LayerPlane(width: self.width, height: self.height, planes: 1)
        chroma = LayerPlane(width: self.width / 2, height: self.height / 2, planes: 2)
        for y in stride(from: 0, to: self.height, by: 2) {
            for x in stride(from: 0, to: self.width, by: 2) {
                var sum = SIMD4<Float>(repeating: 0)
                for offset in 0..<4 {
                    let px = x + (offset & 1)
                    let py = y + (offset >> 1)
                    let colour = paint(px, py)
                    let alpha = min(1, max(0, colour.w))
                    let yuv = colour.yuv
                    let value = yuv.x * alpha + (alpha > 0 ? ditherThreshold(px, py) : 0)
                    luma.values[0][py * self.width + px] = UInt8(min(235, max(0, value)))
                    luma.alpha[py * self.width + px] = UInt8(alpha * 255 + 0.5)
                    sum += SIMD4(yuv.y * alpha, yuv.z * alpha, alpha, 0)
                }
                let at = (y / 2) * (self.width / 2) + x / 2
                let threshold = sum.z > 0 ? ditherThreshold(x / 2 + 7, y / 2 + 3) : 0
                chroma.values[0][at] = UInt8(min(240, max(0, sum.x / 4 + threshold)))
                chroma.values[1][at] = UInt8(min(240, max(0, sum.y / 4 + threshold)))
                chroma.alpha[at] = UInt8(sum.z * (255 / 4) + 0.5)
            }
        }
        luma.classify()
        chroma.classify()
    }

    deinit {
        luma.free()
        chroma.free()
    }

    /// Draws the part of the layer that begins `x` (1/256 luma pixel) from its left edge at the frame's left edge, with
    /// its top at row `y` of the frame. Negative `x` puts the layer's left edge inside the frame.
    ///
    /// `lean` moves the upper edge to the right, in 1/256 pixel, and the rows below it ever less, as wind bends grass;
    /// `opacity` of 256 counts for the whole.
    func draw(into frame: Frame, x: Int, y: Int, lean: Int = 0, opacity: Int = 256) {
        guard opacity > 0 else { return }
        luma.draw(
            into: [frame.y],
            width: frame.width,
            height: frame.height,
            x: x,
            y: y,
            lean: lean,
            opacity: opacity
        )
        chroma.draw(
            into: [frame.u, frame.v],
            width: frame.chromaWidth,
            height: frame.chromaHeight,
            x: x >> 1,
            y: y >> 1,
            lean: lean >> 1,
            opacity: opacity
        )
    }

    /// The same with the row in 1/256 pixel as well, which takes longer: for small things that rise and fall slowly.
    func draw(into frame: Frame, x: Int, fineY y: Int, lean: Int = 0) {
        luma.draw(into: [frame.y], width: frame.width, height: frame.height, x: x, fineY: y, lean: lean)
        chroma.draw(
            into: [frame.u, frame.v],
            width: frame.chromaWidth,
            height: frame.chromaHeight,
            x: x >> 1,
            fineY: y >> 1,
            lean: lean >> 1
        )
    }
}
