/// From the first picture to the last one: what is alike in both moves from its place in the one to its place in the other
/// while the first gives way to the last. At both ends nothing is bent and one picture alone is seen.
final class TransitionScene: FrameSource {
    private let first: Frame
    private let last: Frame
    private let between: Frame
    private let frames: Int
    private let path: CameraPath?
    private let flow: [SIMD2<Float>]

    init(_ job: RenderJob, first: Frame, last: Frame) {
        self.first = first
        self.last = last
        between = Frame(width: job.width, height: job.height)
        let move = SceneBrief(prompt: job.prompt).move
        var generator = Generator(prompt: job.prompt, seed: job.seed, purpose: 3)
        frames = job.frames
        path = job.cameraFixed || move == .still ? nil : CameraPath(&generator, move, seconds: job.seconds)
        flow = Flow.nodes(from: first, to: last)
    }

    func draw(_ index: Int, into frame: Frame) {
        guard index > 0 else { return frame.copy(from: first) }
        guard index < frames - 1 else { return frame.copy(from: last) }
        let part = Float(index) / Float(frames - 1)
        let eased = CameraPath.eased(part)
        // There and back again: the camera is at rest on both pictures.
        let seen = MeshWarp.nodes.map { node in
            path?.view(eased < 0.5 ? 2 * eased : 2 - 2 * eased, seconds: 0).place(node, depth: 0.5) ?? node
        }
        let mixed = Int((256 * smoothstep(0.25, 0.75, part)).rounded())
        if mixed < 256 { MeshWarp.draw(first, places: zip(seen, flow).map { $0 - $1 * eased }, into: frame) }
        guard mixed > 0 else { return }
        let target = mixed < 256 ? between : frame
        MeshWarp.draw(last, places: zip(seen, flow).map { $0 + $1 * (1 - eased) }, into: target)
        if mixed < 256 { Kernels.mix(frame.y, frame.y, between.y, part: mixed, count: frame.count) }
    }
}
