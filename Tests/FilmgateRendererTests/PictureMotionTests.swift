import Testing

@testable import FilmgateRenderer

@Suite("Pictures that move")
struct PictureMotionTests {
    private let width = 320
    private let height = 180

    /// A light disc over a dark ground that grows lighter towards the bottom.
    private func picture(discAt x: Int, _ y: Int = 90) -> Frame {
        let frame = Frame(width: width, height: height)
        for row in 0..<height {
            for column in 0..<width {
                let away = (column - x) * (column - x) + (row - y) * (row - y)
                frame.y[row * width + column] = away < 900 ? 220 : UInt8(40 + row / 4 + (column * 7 + row * 13) % 9)
            }
        }
        return frame
    }

    private func job(_ prompt: String = "", fixed: Bool = false) -> RenderJob {
        RenderJob(width: width, height: height, seconds: 2, prompt: prompt, seed: 7, cameraFixed: fixed, output: "-")
    }

    private func difference(_ one: Frame, _ two: Frame) -> Double {
        Double((0..<one.count).reduce(0) { $0 + abs(Int(one.y[$1]) - Int(two.y[$1])) }) / Double(one.count)
    }

    private func frames(_ source: some FrameSource, _ count: Int) -> [Frame] {
        (0..<count).map { index in
            let frame = Frame(width: width, height: height)
            source.draw(index, into: frame)
            return frame
        }
    }

    /// The middle of what is lighter than the ground.
    private func middle(_ frame: Frame) -> (x: Double, y: Double) {
        var (x, y, count) = (0, 0, 0)
        for index in 0..<width * height where frame.y[index] > 150 {
            (x, y, count) = (x + index % width, y + index / width, count + 1)
        }
        return (Double(x) / Double(max(1, count)), Double(y) / Double(max(1, count)))
    }

    @Test("an unbent mesh shows the source, but for the last bit of its edges")
    func identity() {
        let source = picture(discAt: 100)
        let target = Frame(width: width, height: height)
        MeshWarp.draw(source, places: MeshWarp.nodes, into: target)
        let most = (0..<source.count).map { abs(Int(source.y[$0]) - Int(target.y[$0])) }.max() ?? 0
        #expect(most <= 3)
    }

    @Test("places outside of the picture are moved to its edge, whatever they are")
    func outside() {
        let source = picture(discAt: 100)
        let target = Frame(width: width, height: height)
        for far in [Float(-1e6), -1, 2, 1e6] {
            let places = MeshWarp.nodes.map { _ in SIMD2<Float>(far, far) }
            MeshWarp.draw(source, places: places, into: target)
            let corner = far < 0 ? source.y[0] : source.y[width * height - 1]
            #expect((0..<width * height).allSatisfy { abs(Int(target.y[$0]) - Int(corner)) <= 1 })
        }
    }

    @Test(
        "no mesh, however wild, reads outside of the picture",
        arguments: [(16, 16), (18, 16), (160, 96), (1470, 630)]
    )
    func wild(size: (Int, Int)) {
        let source = Frame(width: size.0, height: size.1)
        let target = Frame(width: size.0, height: size.1)
        source.y.update(repeating: 99, count: source.count)
        var generator = Generator(3)
        for _ in 0..<20 {
            let places = MeshWarp.nodes.map { _ in SIMD2(generator.float(-1.5, 2.5), generator.float(-1.5, 2.5)) }
            MeshWarp.draw(source, places: places, into: target)
            #expect((0..<target.count).allSatisfy { target.y[$0] == 99 })
        }
    }

    @Test(
        "each pixel is the mixture of the four around its place, be the picture shrunk, grown, leaning or mirrored",
        arguments: [
            SIMD2(Float(1), Float(1)), [0.3, 0.5], [0.85, 0.9], [1.4, 1.3], [1.96, 1], [2.6, 1.2], [-1, 0.7],
            [0.9, -1],
        ]
    )
    func mixture(scale: SIMD2<Float>) {
        let (width, height) = (331, 173)
        let source = Frame(width: width, height: height)
        let target = Frame(width: width, height: height)
        var generator = Generator(7)
        for i in 0..<source.count { source.y[i] = UInt8(generator.float(0, 255)) }
        let places = MeshWarp.nodes.map { 0.5 + ($0 - 0.5) * scale + SIMD2($0.y - 0.5, $0.x - 0.5) * 0.08 }
        MeshWarp.draw(source, places: places, into: target)
        let last = SIMD2(Float(width - 1), Float(height - 1))
        var worst: Float = 0
        for y in 0..<height {
            for x in 0..<width {
                let node = SIMD2(Float(x), Float(y)) / last
                let place = (0.5 + (node - 0.5) * scale + SIMD2(node.y - 0.5, node.x - 0.5) * 0.08) * last
                // Near the edges the mesh is held back, and with it what lies between.
                guard place.x > 60, place.y > 40, place.x < last.x - 60, place.y < last.y - 40 else { continue }
                let (left, top) = (Int(place.x), Int(place.y))
                let (right, below) = (place.x - Float(left), place.y - Float(top))
                func at(_ dx: Int, _ dy: Int) -> Float { Float(source.y[(top + dy) * width + left + dx]) }
                let upper = at(0, 0) * (1 - right) + at(1, 0) * right
                let lower = at(0, 1) * (1 - right) + at(1, 1) * right
                worst = max(worst, abs(upper * (1 - below) + lower * below - Float(target.y[y * width + x])))
            }
        }
        #expect(worst < 6)
    }

    @Test("the near moves more than the far")
    func parallax() {
        let source = picture(discAt: 160)
        let depth = Depth.nodes(of: source)
        #expect(depth.allSatisfy { (0...1).contains($0) })
        let (above, centre) = (depth[8], depth[4 * (MeshWarp.columns + 1) + 8])
        let below = depth[MeshWarp.rows * (MeshWarp.columns + 1) + 2]
        #expect(centre > above + 0.2, "what differs from the rim stands before it")
        #expect(below > above + 0.1, "the ground is nearer below")
        var generator = Generator(1)
        let view = CameraPath(&generator, .panRight, seconds: 5).view(1, seconds: 5)
        let (near, far) = (view.place([0.5, 0.5], depth: 1), view.place([0.5, 0.5], depth: 0))
        #expect(near.x - far.x > 0.02)
    }

    @Test(
        "a video from one picture starts exactly on it, goes on without jumps and obeys the camera words",
        arguments: ["", "pan left", "pan right", "tilt up", "tilt down", "镜头缓缓推近", "镜头缓缓拉出", "环绕拍摄", "handheld camera"]
    )
    func onePicture(prompt: String) {
        let source = picture(discAt: 160)
        let job = job(prompt)
        let frames = frames(PictureScene(job, picture: source), job.frames)
        #expect(difference(frames[0], source) == 0)
        let steps = zip(frames, frames.dropFirst()).map { difference($0, $1) }.sorted()
        #expect(steps[0] > 0)
        #expect(steps[steps.count - 1] <= 5 * steps[steps.count / 2])
        let (start, end) = (middle(frames[0]), middle(frames[job.frames - 1]))
        switch prompt {
        case "pan left": #expect(end.x > start.x + 3)
        case "pan right": #expect(end.x < start.x - 3)
        case "tilt up": #expect(end.y > start.y + 2)
        case "tilt down": #expect(end.y < start.y - 2)
        default: break
        }
    }

    @Test("what is alike in two pictures moves from one place to the other", arguments: [false, true])
    func twoPictures(fixed: Bool) {
        let (first, last) = (picture(discAt: 140), picture(discAt: 164, 100))
        let job = job(fixed: fixed)
        let frames = frames(TransitionScene(job, first: first, last: last), job.frames)
        #expect(difference(frames[0], first) == 0)
        #expect(difference(frames[job.frames - 1], last) == 0)
        let steps = zip(frames, frames.dropFirst()).map { difference($0, $1) }.sorted()
        #expect(steps[0] > 0)
        #expect(steps[steps.count - 1] <= 5 * steps[steps.count / 2])
        // A cross-fade would show two half discs, each at its own place and darker.
        let half = frames[job.frames / 2]
        let size = (0..<width * height).count { half.y[$0] > 190 }
        #expect(size > 1800, "the disc is whole half way: \(size) of 2800")
    }
}
