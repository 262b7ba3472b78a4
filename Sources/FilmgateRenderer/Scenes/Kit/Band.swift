/// A layer at its place in a scene, with the part of the camera's way that it moves by.
struct Band {
    let layer: Layer
    let parallax: Float
    let y: Int
    /// Pixels a second that it moves by itself besides.
    var drift: Float = 0

    func draw(_ index: Int, _ stage: Stage, into frame: Frame, lean: Int = 0, opacity: Int = 256) {
        layer.draw(
            into: frame,
            x: stage.position(index, parallax: parallax, drift: drift),
            y: y,
            lean: lean,
            opacity: opacity
        )
    }

    /// A band of land from a rolling outline down to row `bottom`.
    ///
    /// `top` is the mean height of the outline as a row of the frame, `swing` how far the outline departs from it and
    /// `pitch` the length of its waves, in pixels; `rough` is 0 for dunes and meadows, 1 for rock. `paint` is told how
    /// far a pixel lies below the outline and how steep that is there, or, with `lean`, that many pixels further left for
    /// each row further down.
    @inline(__always)
    static func land(
        _ stage: inout Stage,
        parallax: Float,
        top: Float,
        bottom: Int,
        swing: Float,
        pitch: Float,
        rough: Float = 0,
        lean: Float = 0,
        paint: (_ x: Float, _ depth: Float, _ slope: Float) -> Colour
    ) -> Band {
        let width = stage.layerWidth(parallax)
        let offset = stage.generator.float(0, 200)
        let noise = stage.noise
        let line = (0..<width + 8).map { x in
            let along = Float(x) / pitch
            let smooth = noise(along + offset, offset)
            return swing * (1 + smooth + rough * 0.8 * noise.fractal(along * 3 + offset, 7, octaves: 4))
        }
        let first = Int(top - swing) & ~1
        let layer = Layer(width: width, height: bottom - first) { x, y in
            let depth = Float(y) - line[x]
            guard depth > -1 else { return Colour(0, 0, 0, 0) }
            let place = max(0, x - Int(lean * max(0, depth)))
            let slope = (line[min(place + 4, line.count - 1)] - line[max(0, place - 4)]) / 8
            let colour = paint(Float(x), max(0, depth), slope)
            return colour.alpha(colour.w * min(1, depth + 1))
        }
        return Band(layer: layer, parallax: parallax, y: first)
    }
}
