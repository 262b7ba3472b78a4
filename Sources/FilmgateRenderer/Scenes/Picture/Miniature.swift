/// A small copy of a frame to reason about: what it shows, without its details.
struct Miniature {
    static let width = 80
    static let height = 45

    /// Luma and the two chroma planes of each pixel, row after row.
    let pixels: [SIMD3<Float>]

    init(_ frame: Frame) {
        func mean(_ plane: UnsafeMutablePointer<UInt8>, _ width: Int, _ height: Int, _ x: Int, _ y: Int) -> Float {
            let (left, top) = (x * width / Self.width, y * height / Self.height)
            let right = max(left + 1, (x + 1) * width / Self.width)
            let bottom = max(top + 1, (y + 1) * height / Self.height)
            var sum = 0
            for row in top..<bottom {
                for column in left..<right { sum += Int(plane[row * width + column]) }
            }
            return Float(sum) / Float((right - left) * (bottom - top))
        }
        pixels = (0..<Self.width * Self.height).map { index in
            let (x, y) = (index % Self.width, index / Self.width)
            return SIMD3(
                mean(frame.y, frame.width, frame.height, x, y),
                mean(frame.u, frame.chromaWidth, frame.chromaHeight, x, y),
                mean(frame.v, frame.chromaWidth, frame.chromaHeight, x, y)
            )
        }
    }

    /// The pixel at a place, or the nearest one at the edge.
    @inline(__always)
    subscript(x: Int, y: Int) -> SIMD3<Float> {
        pixels[min(max(y, 0), Self.height - 1) * Self.width + min(max(x, 0), Self.width - 1)]
    }

    /// The pixel that a node of the mesh lies on.
    static func place(of node: SIMD2<Float>) -> (x: Int, y: Int) {
        (Int((node.x * Float(width - 1)).rounded()), Int((node.y * Float(height - 1)).rounded()))
    }
}

/// Smooths a value over the mesh, each node with its neighbours, `times` over.
func smoothedOverMesh<Value: SIMD>(_ values: [Value], times: Int) -> [Value] where Value.Scalar == Float {
    var values = values
    let (columns, rows) = (MeshWarp.columns, MeshWarp.rows)
    for _ in 0..<times {
        let before = values
        for row in 0...rows {
            for column in 0...columns {
                func at(_ dx: Int, _ dy: Int) -> Value {
                    before[min(max(row + dy, 0), rows) * (columns + 1) + min(max(column + dx, 0), columns)]
                }
                values[row * (columns + 1) + column] =
                    at(0, 0) * 0.4 + (at(-1, 0) + at(1, 0) + at(0, -1) + at(0, 1)) * 0.15
            }
        }
    }
    return values
}
