/// One plane, its alpha and its runs.
struct LayerPlane {
    private enum Kind: UInt8 {
        case opaque
        case mixed
    }

    private struct Run {
        var start: Int32
        var end: Int32
        var kind: Kind
    }

    let width: Int
    let height: Int
    let values: [UnsafeMutablePointer<UInt8>]
    let alpha: UnsafeMutablePointer<UInt8>
    private var runs: [Run] = []
    private var rows: [Int] = [0]

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
            let bent = bent(x, lean, row)
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

    /// Draws every row between two rows of the target: `y` is in 1/256 pixel too.
    func draw(
        into targets: [UnsafeMutablePointer<UInt8>],
        width targetWidth: Int,
        height targetHeight: Int,
        x: Int,
        fineY y: Int,
        lean: Int
    ) {
        let (top, below) = (y >> 8, y & 255)
        let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: 3 * width)
        defer { scratch.deallocate() }
        let (empty, colours, cover) = (scratch, scratch + width, scratch + 2 * width)
        empty.initialize(repeating: 0, count: 3 * width)
        func mixed(_ plane: UnsafeMutablePointer<UInt8>, _ row: Int, into target: UnsafeMutablePointer<UInt8>) {
            let here = row < height ? plane + row * width : empty
            let above = row > 0 ? plane + (row - 1) * width : empty
            Kernels.mix(target, here, above, part: below, count: width)
        }
        for row in max(0, -top)..<max(max(0, -top), min(height + 1, targetHeight - top)) {
            let bent = bent(x, lean, row)
            let from = max(-(bent >> 8), 0)
            let to = min(width - 1 - (bent >> 8), targetWidth)
            guard from < to else { continue }
            let source = from + (bent >> 8)
            mixed(alpha, row, into: cover)
            for (plane, target) in zip(values, targets) {
                mixed(plane, row, into: colours)
                let place = target + (top + row) * targetWidth + from
                Kernels.over(place, colours + source, cover + source, part: bent & 255, count: to - from)
            }
        }
    }

    /// Where a row begins when the upper edge is moved by `lean`, and the rows below it ever less.
    private func bent(_ x: Int, _ lean: Int, _ row: Int) -> Int {
        let rise = height - row
        return lean == 0 ? x : x - lean * rise / height * rise / height
    }
}
