/// Draws a frame bent by a mesh: each node of a coarse grid says where in the source its colour comes from, and between
/// nodes the place is interpolated. A smooth field of movement costs little more than a zoom.
///
/// Places are parts of the way from the first pixel's centre to the last one's, 0...1, the same for all planes.
enum MeshWarp {
    static let columns = 16
    static let rows = 9

    /// The grid's places without any bending, row after row.
    static let nodes: [SIMD2<Float>] = (0...rows).flatMap { row in
        (0...columns).map { SIMD2(Float($0) / Float(columns), Float(row) / Float(rows)) }
    }

    /// Draws `source` into `target`, a frame of the same size. `places` has an entry for each of ``nodes``; what lies
    /// outside of the source is moved to its edge.
    static func draw(_ source: Frame, places: [SIMD2<Float>], into target: Frame) {
        precondition(places.count == nodes.count)
        planes([source.y], [target.y], source.width, source.height, places)
        planes([source.u, source.v], [target.u, target.v], source.chromaWidth, source.chromaHeight, places)
    }

    /// Draws planes of one size.
    private static func planes(
        _ sources: [UnsafeMutablePointer<UInt8>],
        _ targets: [UnsafeMutablePointer<UInt8>],
        _ width: Int,
        _ height: Int,
        _ places: [SIMD2<Float>]
    ) {
        let last = SIMD2(Float(width - 1), Float(height - 1))
        // A little within the edges, so that neither rounding nor the neighbour to the right and below leaves the plane.
        let (low, high) = (SIMD2<Float>(repeating: 0.01), last - 0.01)
        let inside = places.map { pointwiseMax(low, pointwiseMin(high, $0 * last)) }
        var line = [SIMD2<Float>](repeating: .zero, count: columns + 1)
        let samples = WarpedRow(count: width, planes: sources.count)
        defer { samples.free() }
        for y in 0..<height {
            let along = Float(y * rows) / last.y
            let row = min(Int(along), rows - 1)
            let part = min(along - Float(row), 1)
            for column in 0...columns {
                let above = inside[row * (columns + 1) + column]
                line[column] = above + (inside[(row + 1) * (columns + 1) + column] - above) * part
            }
            for column in 0..<columns {
                // From the first pixel that is not left of the node: all places of a cell lie between those of its nodes.
                let from = (column * (width - 1) + columns - 1) / columns
                let to = column == columns - 1 ? width : ((column + 1) * (width - 1) + columns - 1) / columns
                guard from < to else { continue }
                let step = (line[column + 1] - line[column]) * (Float(columns) / last.x)
                let start = line[column] + step * (Float(from) - Float(column) * last.x / Float(columns))
                samples.fetch(sources, width, height, start, step, from..<to)
            }
            for (number, target) in targets.enumerated() {
                samples.mix(number, into: target + y * width, count: width)
            }
        }
    }
}
