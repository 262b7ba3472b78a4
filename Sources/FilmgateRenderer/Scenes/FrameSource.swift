/// Something that can draw any frame of a video, in any order: a frame follows from its number alone.
///
/// So the last frame can be drawn first, for the PNG that is made while the video is still being encoded.
protocol FrameSource {
    /// Draws frame number `index`, every byte of it.
    func draw(_ index: Int, into frame: Frame)
}

/// What every scene is built from: the size, the seeded randomness and the camera's path.
struct Stage {
    let width: Int
    let height: Int
    let frames: Int
    /// What the prompt asks for.
    let brief: SceneBrief
    var generator: Generator
    let noise: Noise
    /// Lengths are designed for a picture whose shorter side is 720.
    let scale: Float
    /// How far the camera travels in all, in pixels of a thing at distance one.
    let travel: Float
    private let backwards: Bool
    private let fixed: Bool

    init(_ job: RenderJob) {
        width = job.width
        height = job.height
        frames = job.frames
        brief = SceneBrief(prompt: job.prompt)
        generator = Generator(prompt: job.prompt, seed: job.seed, purpose: 1)
        noise = Noise(&generator)
        scale = Float(min(job.width, job.height)) / 720
        let reach = Float(job.width) * min(0.3, 0.06 * Float(job.seconds).squareRoot())
        let chosen = generator.chance(0.5)
        switch brief.move {
        case .panLeft: (travel, backwards) = (1.6 * reach, true)
        case .panRight: (travel, backwards) = (1.6 * reach, false)
        case .orbit: (travel, backwards) = (1.8 * reach, chosen)
        case .tiltUp, .tiltDown, .zoomIn, .zoomOut, .handheld: (travel, backwards) = (0.3 * reach, chosen)
        case .still, nil: (travel, backwards) = (reach, chosen)
        }
        fixed = job.cameraFixed || brief.move == .still
    }

    /// Seconds since the start.
    func time(_ index: Int) -> Float { Float(index) / Float(RenderJob.framesPerSecond) }

    /// The camera's position at a frame, 0...``travel``; constant when it is fixed.
    func camera(_ index: Int) -> Float {
        guard !fixed else { return travel / 2 }
        let part = Float(index) / Float(max(1, frames - 1))
        return travel * (backwards ? 1 - part : part)
    }

    /// The width of a layer that moves with the given part of the camera's way, and drifts by itself besides.
    func layerWidth(_ parallax: Float, drift: Float = 0) -> Int {
        width + Int(travel * parallax + abs(drift) * time(frames)) + 4
    }

    /// Where a layer stands at a frame, in 1/256 pixel; see ``Layer/draw(into:x:y:)``.
    func position(_ index: Int, parallax: Float, drift: Float = 0) -> Int {
        let own = drift >= 0 ? drift * time(index) : -drift * (time(frames) - time(index))
        return Int((camera(index) * parallax + own) * 256)
    }
}

/// A step from 0 to 1 between two edges, smooth at both.
@inline(__always)
func smoothstep(_ low: Float, _ high: Float, _ value: Float) -> Float {
    let t = min(1, max(0, (value - low) / (high - low)))
    return t * t * (3 - 2 * t)
}

/// A colour out of evenly spaced stops; 0 is the first, 1 the last.
@inline(__always)
func gradient(_ stops: [Colour], _ part: Float) -> Colour {
    let place = min(max(part, 0), 0.9999) * Float(stops.count - 1)
    let index = Int(place)
    return stops[index].mixed(stops[index + 1], place - Float(index))
}
