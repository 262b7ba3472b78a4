import Foundation

/// The camera's way over a picture: as the prompt says, else the same for a seed.
struct CameraPath {
    /// How much larger the picture is seen at the end, less 1; negative where it shrinks.
    private let zoom: Float
    /// Where the camera looks at the end within the room that the zoom leaves, -1...1.
    private let aim: SIMD2<Float>
    /// How far the nearest moves against the farthest, as a part of the picture.
    private let sway: SIMD2<Float>
    private let isUnsteady: Bool

    init(_ generator: inout Generator, _ move: CameraMove?, seconds: Int) {
        let pace = min(1.6, (Float(seconds) / 5).squareRoot())
        let drawn = SIMD2(generator.float(-0.7, 0.7), generator.float(-0.5, 0.5))
        let side: Float = generator.chance(0.5) ? 1 : -1
        let near = generator.float(0.8, 1.2) * 0.05 * pace
        let zoom = generator.float(0.09, 0.13) * pace
        isUnsteady = move == .handheld
        switch move {
        case .zoomIn: (self.zoom, aim, sway) = (2.2 * zoom, [0, 0], [side * 0.4 * near, 0])
        case .panLeft: (self.zoom, aim, sway) = (1.3 * zoom, [-1, 0], [-near, 0])
        case .panRight: (self.zoom, aim, sway) = (1.3 * zoom, [1, 0], [near, 0])
        case .tiltUp: (self.zoom, aim, sway) = (1.3 * zoom, [0, -1], [0, -0.6 * near])
        case .tiltDown: (self.zoom, aim, sway) = (1.3 * zoom, [0, 1], [0, 0.6 * near])
        // Around the middle: what is behind it moves the other way.
        case .orbit: (self.zoom, aim, sway) = (zoom, [-0.5 * side, 0], [1.5 * side * near, 0])
        // Beyond its edges the picture has nothing to show: its outermost cells are stretched, but never to nothing.
        case .zoomOut: (self.zoom, aim, sway) = (max(-0.6 * zoom, -0.075), [0, 0], [side * 0.4 * near, 0])
        case .handheld, .still, nil: (self.zoom, aim, sway) = (zoom, drawn, [side * near, 0.3 * drawn.y * near])
        }
    }

    /// What is seen after a part of the way; the whole picture at 0.
    func view(_ part: Float, seconds: Float) -> View {
        let eased = 0.25 * part + 0.75 * Self.eased(part)
        var tremble = SIMD2<Float>(0, 0)
        if isUnsteady {
            tremble = SIMD2(
                sinf(seconds * 2.3) + 0.5 * sinf(seconds * 4.1),
                sinf(seconds * 2.9) - 0.5 * sinf(seconds * 5.3)
            )
        }
        return View(zoom: zoom * eased, aim: aim * eased, sway: sway * eased, offset: tremble * 0.006 * min(1, seconds))
    }

    struct View {
        let zoom: Float
        let aim: SIMD2<Float>
        let sway: SIMD2<Float>
        let offset: SIMD2<Float>

        /// Where a node of the mesh takes its colour from. The near grows faster than the far, as when one walks forward.
        func place(_ node: SIMD2<Float>, depth: Float) -> SIMD2<Float> {
            let room = (1 - 1 / (1 + zoom)) / 2
            let size = 1 + zoom * (0.6 + 0.8 * depth)
            return 0.5 + (node - 0.5) / size + aim * room + sway * (depth - 0.5) + offset
        }
    }

    /// A course from 0 to 1 that starts and ends at rest.
    static func eased<Number: BinaryFloatingPoint>(_ part: Number) -> Number { part * part * (3 - 2 * part) }
}
