/// The exact size in pixels for each resolution and ratio.
public struct PixelTable: Sendable {
    private let sizes: [Resolution: [AspectRatio: PixelSize]]

    /// Rows in the order of `columns`.
    public init(columns: [AspectRatio], rows: [Resolution: [(Int, Int)]]) {
        sizes = rows.mapValues { row in
            Dictionary(
                uniqueKeysWithValues: zip(columns, row).map { ($0, PixelSize(width: $1.0, height: $1.1)) }
            )
        }
    }

    public subscript(resolution: Resolution, ratio: AspectRatio) -> PixelSize? {
        sizes[resolution]?[ratio]
    }

    /// The largest of the sizes at a resolution, by pixels: what `adaptive` may cost at most.
    public func largest(at resolution: Resolution) -> PixelSize? {
        sizes[resolution]?.values.max { ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width) }
    }
}
