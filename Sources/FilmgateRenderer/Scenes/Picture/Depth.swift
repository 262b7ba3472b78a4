/// A guess of how near each part of a picture is: 0 far, 1 near, for every node of the mesh.
///
/// Two things that hold for most pictures: the ground comes nearer towards the lower edge, and what differs from the
/// picture's rim is what the picture is about, and stands before the rest. Nothing is recognised.
enum Depth {
    static func nodes(of picture: Frame) -> [Float] {
        let small = Miniature(picture)
        let rim = rim(small)
        let standing = MeshWarp.nodes.map { node -> Float in
            let (x, y) = Miniature.place(of: node)
            var sum: Float = 0
            for dy in -2...2 {
                for dx in -2...2 { sum += distance(small[x + dx, y + dy], rim) }
            }
            return sum / 25
        }
        let most = max(12, standing.max() ?? 0)
        let raw = zip(MeshWarp.nodes, standing).map { node, standing in
            SIMD2(0.55 * node.y + 0.45 * standing / most, 0)
        }
        return smoothedOverMesh(raw, times: 2).map { min(1, max(0, $0.x)) }
    }

    /// The mean colour of the upper edge and of the upper half of both sides: mostly what lies behind.
    private static func rim(_ small: Miniature) -> SIMD3<Float> {
        var sum = SIMD3<Float>(repeating: 0)
        for x in 0..<Miniature.width { sum += small[x, 1] }
        for y in 0..<Miniature.height / 2 { sum += small[1, y] + small[Miniature.width - 2, y] }
        return sum / Float(Miniature.width + 2 * (Miniature.height / 2))
    }

    private static func distance(_ one: SIMD3<Float>, _ two: SIMD3<Float>) -> Float {
        let difference = one - two
        return (difference * difference).sum().squareRoot()
    }
}
