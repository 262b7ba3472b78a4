/// Draws a part of a still frame into another frame of the same size: the camera of the picture modes.
///
/// Bilinear and separable: rows are mixed first (vector code), then sampled through a table of columns.
final class Resampler {
    private let width: Int
    private let height: Int
    private let index: UnsafeMutablePointer<Int32>
    private let part: UnsafeMutablePointer<Int32>
    private let row: UnsafeMutablePointer<UInt8>

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        index = .allocate(capacity: width)
        index.initialize(repeating: 0, count: width)
        part = .allocate(capacity: width)
        part.initialize(repeating: 0, count: width)
        row = .allocate(capacity: width + 64)
        row.initialize(repeating: 0, count: width + 64)
    }

    deinit {
        index.deallocate()
        part.deallocate()
        row.deallocate()
    }

    /// Where the camera looks: 1 and 0, 0 show the source as it is.
    struct View: Equatable {
        /// Magnification, at least 1.
        var zoom: Double
        /// Position of the view within its room to move, -1...1 in each direction.
        var x: Double
        var y: Double
        static let whole = View(zoom: 1, x: 0, y: 0)
    }

    /// Draws what the view shows of `source` into `target`.
    func draw(_ source: Frame, view: View, into target: Frame) {
        guard view.zoom > 1 else {
            target.copy(from: source)
            return
        }
        plane(source.y, target.y, source.width, source.height, view)
        plane(source.u, target.u, source.chromaWidth, source.chromaHeight, view)
        plane(source.v, target.v, source.chromaWidth, source.chromaHeight, view)
    }

    private func plane(
        _ source: UnsafeMutablePointer<UInt8>,
        _ target: UnsafeMutablePointer<UInt8>,
        _ columns: Int,
        _ rows: Int,
        _ view: View
    ) {
        Self.positions(columns, zoom: view.zoom, offset: view.x) { i, position in
            index[i] = Int32(truncatingIfNeeded: position >> 8)
            part[i] = Int32(truncatingIfNeeded: position & 255)
        }
        Self.positions(rows, zoom: view.zoom, offset: view.y) { i, position in
            let at = position >> 8
            let above = source + at * columns
            let below = source + min(at + 1, rows - 1) * columns
            Kernels.mix(row, above, below, part: position & 255, count: columns)
            row[columns] = row[columns - 1]
            Kernels.gather(target + i * columns, row, index: index, part: part, count: columns)
        }
    }

    /// The sampling position of each of `count` pixels, in 1/256 pixel, always within the plane.
    @inline(__always)
    private static func positions(_ count: Int, zoom: Double, offset: Double, _ body: (Int, Int) -> Void) {
        let size = Double(count)
        let span = size / zoom
        let start = (size - span) / 2 * (1 + offset)
        let limit = (count - 1) << 8
        for i in 0..<count {
            let position = (start + (Double(i) + 0.5) / zoom - 0.5) * 256
            body(i, min(max(Int(position.rounded()), 0), limit))
        }
    }
}
