/// The movement that turns one picture into another: for every node of the mesh the way, as a part of the picture, from
/// where something is in the first to where the most similar thing is in the last.
///
/// Blocks of two small copies are compared within a limited reach, and each node is drawn towards what its neighbours
/// found, so that pictures which have nothing in common still move as one piece.
enum Flow {
    /// How far is looked, in pixels of the small copies, and how large the compared blocks are.
    private static let reach = 8
    private static let block = 4
    /// How much a node gives up in likeness, a pixel and squared pixel, to move with its neighbours.
    private static let stiffness: Float = 0.9
    private static let rounds = 6

    static func nodes(from first: Frame, to last: Frame) -> [SIMD2<Float>] {
        let (one, two) = (Miniature(first), Miniature(last))
        let side = 2 * reach + 1
        let moves = (0..<side * side).map { SIMD2(Float($0 % side - reach), Float($0 / side - reach)) }
        let costs = MeshWarp.nodes.map { node in
            let (x, y) = Miniature.place(of: node)
            return moves.map { cost(one, two, x, y, Int($0.x), Int($0.y)) }
        }
        var ways = [SIMD2<Float>](repeating: .zero, count: MeshWarp.nodes.count)
        for round in 0..<rounds {
            // The first round follows likeness alone, with a slight wish to stay.
            let pull = stiffness * (round == 0 ? 0.05 : 1)
            let around = smoothedOverMesh(ways, times: 1)
            for node in ways.indices {
                var least = Float.infinity
                for (move, cost) in zip(moves, costs[node]) {
                    let off = move - around[node]
                    let whole = cost + pull * (off * off).sum()
                    if whole < least { (ways[node], least) = (move, whole) }
                }
            }
        }
        let size = SIMD2(Float(Miniature.width - 1), Float(Miniature.height - 1))
        return smoothedOverMesh(ways, times: 6).map { $0 / size }
    }

    /// The mean difference of two blocks of which one lies `dx`, `dy` further.
    private static func cost(_ one: Miniature, _ two: Miniature, _ x: Int, _ y: Int, _ dx: Int, _ dy: Int) -> Float {
        var sum = SIMD3<Float>(repeating: 0)
        for row in y - block...y + block {
            for column in x - block...x + block {
                let difference = one[column, row] - two[column + dx, row + dy]
                sum += pointwiseMax(difference, -difference)
            }
        }
        return sum.sum() / Float((2 * block + 1) * (2 * block + 1))
    }
}
