/// A picture that starts as it is and is then looked at by a moving camera, before which what is near moves more than what
/// is far; or, with a fixed camera, lies under slowly changing light.
final class PictureScene: FrameSource {
    private let picture: Frame
    private let frames: Int
    private let fixed: Bool
    private let path: CameraPath
    private let depth: [Float]
    private let light: Light

    init(_ job: RenderJob, picture: Frame) {
        self.picture = picture
        let move = SceneBrief(prompt: job.prompt).move
        var generator = Generator(prompt: job.prompt, seed: job.seed, purpose: 2)
        frames = job.frames
        fixed = job.cameraFixed || move == .still
        path = CameraPath(&generator, move, seconds: job.seconds)
        depth = fixed ? [] : Depth.nodes(of: picture)
        light = Light(width: job.width)
    }

    func draw(_ index: Int, into frame: Frame) {
        let seconds = Float(index) / Float(RenderJob.framesPerSecond)
        guard !fixed else { return light.draw(picture, seconds: Double(seconds), into: frame) }
        guard index > 0 else { return frame.copy(from: picture) }
        let view = path.view(Float(index) / Float(max(1, frames - 1)), seconds: seconds)
        let places = zip(MeshWarp.nodes, depth).map { view.place($0, depth: $1) }
        MeshWarp.draw(picture, places: places, into: frame)
    }
}
