/// A drawing out of simple shapes with soft edges: animals, people, furniture. Coordinates are the designer's own, `y`
/// downwards; ``paint(unit:)`` scales them.
struct Figure {
    private enum Kind {
        case capsule
        case ellipse
        case box
        case polygon
    }

    private struct Part {
        let kind: Kind
        let a: SIMD2<Float>
        let b: SIMD2<Float>
        let first: Float
        let second: Float
        let corners: Range<Int>
        let low: SIMD2<Float>
        let high: SIMD2<Float>
        let colour: Colour
        let light: Float
    }

    private var parts: [Part] = []
    private var corners: [SIMD2<Float>] = []
    let width: Float
    let height: Float

    init(width: Float, height: Float) {
        self.width = width
        self.height = height
    }

    /// A limb from one point to another, as thick as its two radii.
    mutating func limb(
        _ ax: Float,
        _ ay: Float,
        _ bx: Float,
        _ by: Float,
        _ first: Float,
        _ second: Float,
        _ colour: Colour,
        light: Float = 0.12
    ) {
        let radius = max(first, second)
        let low = SIMD2(min(ax, bx) - radius, min(ay, by) - radius)
        let high = SIMD2(max(ax, bx) + radius, max(ay, by) + radius)
        add(.capsule, SIMD2(ax, ay), SIMD2(bx, by), first, second, 0..<0, low, high, colour, light)
    }

    mutating func ellipse(
        _ x: Float,
        _ y: Float,
        _ rx: Float,
        _ ry: Float,
        _ colour: Colour,
        light: Float = 0.18
    ) {
        let radii = SIMD2(rx, ry)
        let centre = SIMD2(x, y)
        add(.ellipse, centre, radii, 0, 0, 0..<0, centre - radii, centre + radii, colour, light)
    }

    /// An upright rectangle with rounded corners, by its centre and half its sides.
    mutating func box(
        _ x: Float,
        _ y: Float,
        _ halfWidth: Float,
        _ halfHeight: Float,
        round: Float = 0,
        _ colour: Colour,
        light: Float = 0.06
    ) {
        let centre = SIMD2(x, y)
        let half = SIMD2(halfWidth, halfHeight)
        add(.box, centre, half, round, 0, 0..<0, centre - half, centre + half, colour, light)
    }

    mutating func polygon(_ points: [SIMD2<Float>], _ colour: Colour, light: Float = 0.06) {
        let start = corners.count
        corners += points
        let low = points.reduce(points[0]) { pointwiseMin($0, $1) }
        let high = points.reduce(points[0]) { pointwiseMax($0, $1) }
        add(.polygon, low, high, 0, 0, start..<corners.count, low, high, colour, light)
    }

    private mutating func add(
        _ kind: Kind,
        _ a: SIMD2<Float>,
        _ b: SIMD2<Float>,
        _ first: Float,
        _ second: Float,
        _ range: Range<Int>,
        _ low: SIMD2<Float>,
        _ high: SIMD2<Float>,
        _ colour: Colour,
        _ light: Float
    ) {
        let part = Part(
            kind: kind,
            a: a,
            b: b,
            first: first,
            second: second,
            corners: range,
            low: low - 1,
            high: high + 1,
            colour: colour,
            light: light
        )
        parts.append(part)
    }

    /// Paints the figure with `unit` pixels for each of its own; the light comes from above.
    func paint(unit: Float, mirrored: Bool = false) -> Layer {
        let fine = 1 / unit
        return parts.withUnsafeBufferPointer { parts in
            Layer(width: Int(width * unit), height: Int(height * unit)) { x, y in
                var place = SIMD2((Float(x) + 0.5) * fine, (Float(y) + 0.5) * fine)
                if mirrored { place.x = width - place.x }
                var colour = Colour(0, 0, 0, 0)
                for part in parts {
                    if place.x < part.low.x - fine || place.x > part.high.x + fine { continue }
                    if place.y < part.low.y - fine || place.y > part.high.y + fine { continue }
                    let cover = min(1, max(0, 0.5 - distance(part, place) * unit))
                    guard cover > 0 else { continue }
                    let middle = (part.low.y + part.high.y) / 2
                    let rise = (middle - place.y) / max(1, part.high.y - part.low.y) * 2
                    let ink = part.colour.scaled(1 + part.light * rise)
                    let alpha = cover * part.colour.w
                    let whole = alpha + colour.w * (1 - alpha)
                    colour = colour.mixed(ink, alpha / max(whole, 0.001)).alpha(whole)
                }
                return colour
            }
        }
    }

    /// The signed distance of a point from a part's edge, negative inside.
    @inline(__always)
    private func distance(_ part: Part, _ place: SIMD2<Float>) -> Float {
        switch part.kind {
        case .capsule:
            let way = part.b - part.a
            let from = place - part.a
            let along = min(1, max(0, (from * way).sum() / max((way * way).sum(), 0.0001)))
            let rest = from - way * along
            return (rest * rest).sum().squareRoot() - (part.first + (part.second - part.first) * along)
        case .ellipse:
            let scaled = (place - part.a) / part.b
            let steep = scaled / part.b
            let one = (scaled * scaled).sum().squareRoot()
            let two = max((steep * steep).sum().squareRoot(), 0.0001)
            return one * (one - 1) / two
        case .box:
            let delta = place - part.a
            let corner = SIMD2(abs(delta.x), abs(delta.y)) - part.b + part.first
            let outside = pointwiseMax(corner, SIMD2(0, 0))
            return (outside * outside).sum().squareRoot() + min(max(corner.x, corner.y), 0) - part.first
        case .polygon:
            return polygonDistance(part.corners, place)
        }
    }

    private func polygonDistance(_ range: Range<Int>, _ place: SIMD2<Float>) -> Float {
        var least = Float.infinity
        var inside = false
        var previous = corners[range.upperBound - 1]
        for index in range {
            let corner = corners[index]
            let edge = previous - corner
            let from = place - corner
            let along = min(1, max(0, (from * edge).sum() / max((edge * edge).sum(), 0.0001)))
            let rest = from - edge * along
            least = min(least, (rest * rest).sum())
            if (corner.y > place.y) != (previous.y > place.y),
                place.x < (previous.x - corner.x) * (place.y - corner.y) / (previous.y - corner.y) + corner.x
            {
                inside.toggle()
            }
            previous = corner
        }
        return least.squareRoot() * (inside ? -1 : 1)
    }
}
