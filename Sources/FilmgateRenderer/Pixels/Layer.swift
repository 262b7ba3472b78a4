/// A painted picture with transparency that is drawn into frame after frame at a moving, sub-pixel position.
///
/// It is painted once in colour and kept premultiplied in 4:2:0. Each row remembers where it is empty, opaque or mixed,
/// so that drawing costs next to nothing where there is nothing to blend: a skyline is mostly a copy.
final class Layer {
    private enum Kind: UInt8 {
        case opaque
        case mixed
    }

    private struct Run {
        var start: Int32
        var end: Int32
        var kind: Kind
    }

    /// One plane, its alpha and its runs.
    private struct Plane {
        let width: Int
        let height: Int
        let values: [UnsafeMutablePointer<UInt8>]
        let alpha: UnsafeMutablePointer<UInt8>
        var runs: [Run] = []
        var rows: [Int] = [0]

        init(width: Int, height: Int, planes: Int) {
            self.width = width
            self.height = height
            let size = width * height + 64
            func plane() -> UnsafeMutablePointer<UInt8> {
                let plane = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
                plane.initialize(repeating: 0, count: size)
                return plane
            }
            values = (0..<planes).map { _ in plane() }
            alpha = plane()
        }

        /// Sorts each row into runs; a block also looks at the pixel behind it, which sub-pixel sampling may touch.
        mutating func classify() {
            let block = 16
            for y in 0..<height {
                let row = alpha + y * width
                var x = 0
                let first = runs.count
                while x < width {
                    let end = min(width, x + block)
                    var lowest: UInt8 = 255
                    var highest: UInt8 = 0
                    for i in x..<min(width, end + 1) {
                        lowest = min(lowest, row[i])
                        highest = max(highest, row[i])
                    }
                    if highest > 0 {
                        let kind: Kind = lowest == 255 ? .opaque : .mixed
                        if runs.count > first, runs[runs.count - 1].kind == kind, runs[runs.count - 1].end == Int32(x) {
                            runs[runs.count - 1].end = Int32(end)
                        } else {
                            runs.append(Run(start: Int32(x), end: Int32(end), kind: kind))
                        }
                    }
                    x = end
                }
                rows.append(runs.count)
            }
        }

        func free() {
            for plane in values { plane.deallocate() }
            alpha.deallocate()
        }

        /// Draws every row; `x` is the position in this plane, in 1/256 pixel, of the target's left edge.
        func draw(
            into targets: [UnsafeMutablePointer<UInt8>],
            width targetWidth: Int,
            height targetHeight: Int,
            x: Int,
            y: Int,
            lean: Int,
            opacity: Int
        ) {
            for row in max(0, -y)..<max(max(0, -y), min(height, targetHeight - y)) {
                let rise = height - row
                let bent = lean == 0 ? x : x - lean * rise / height * rise / height
                let whole = bent >> 8
                let part = bent & 255
                for index in rows[row]..<rows[row + 1] {
                    let run = runs[index]
                    let from = max(Int(run.start) - whole, 0)
                    let to = min(min(Int(run.end), width - 1) - whole, targetWidth)
                    guard from < to else { continue }
                    let source = row * width + from + whole
                    for (plane, target) in zip(values, targets) {
                        let place = target + (y + row) * targetWidth + from
                        if opacity < 256 {
                            Kernels.over(
                                place,
                                plane + source,
                                alpha + source,
                                part: part,
                                opacity: opacity,
                                count: to - from
                            )
                        } else if run.kind == .opaque {
                            Kernels.shift(place, plane + source, part: part, count: to - from)
                        } else if part == 0 {
                            Kernels.over(place, plane + source, alpha + source, count: to - from)
                        } else {
                            Kernels.over(place, plane + source, alpha + source, part: part, count: to - from)
                        }
                    }
                }
            }
        }
    }

    let width: Int
    let height: Int
    private var luma: Plane
    private var chroma: Plane

    /// Paints a layer. Width and height are rounded up to even; `paint` gives the colour of a pixel, not premultiplied,
    /// and is called once for each.
    @inline(__always)
    init(width: Int, height: Int, paint: (_ x: Int, _ y: Int) -> Colour) {
        self.width = (max(2, width) + 1) & ~1
        self.height = (max(2, height) + 1) & ~1
        luma = Plane(width: self.width, height: self.height, planes: 1)
        chroma = Plane(width: self.width / 2, height: self.height / 2, planes: 2)
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
}
