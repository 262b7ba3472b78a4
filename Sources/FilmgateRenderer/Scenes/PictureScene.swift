import Foundation

/// A picture that starts as it is and then is looked at by a slowly moving camera; or, with a fixed camera, lies under
/// slowly changing light.
final class PictureScene: FrameSource {
    private let picture: Frame
    private let resampler: Resampler
    private let frames: Int
    private let fixed: Bool
    private let path: CameraPath
    private let light: Light

    init(_ job: RenderJob, picture: Frame) {
        self.picture = picture
        var generator = Generator(prompt: job.prompt, seed: job.seed, purpose: 2)
        frames = job.frames
        fixed = job.cameraFixed
        resampler = Resampler(width: job.width, height: job.height)
        path = CameraPath(&generator, seconds: job.seconds)
        light = Light(width: job.width)
    }

    func draw(_ index: Int, into frame: Frame) {
        let part = Double(index) / Double(max(1, frames - 1))
        if fixed {
            light.draw(picture, seconds: Double(index) / Double(RenderJob.framesPerSecond), into: frame)
        } else {
            resampler.draw(picture, view: path.view(CameraPath.eased(part)), into: frame)
        }
    }
}

/// From the first picture to the last one: a dissolve while the camera moves into the first and out of the last, at
/// rest at both ends, so that the first and the last frame are the pictures themselves.
final class TransitionScene: FrameSource {
    private let first: Frame
    private let last: Frame
    private let between: Frame
    private let resampler: Resampler
    private let frames: Int
    private let fixed: Bool
    private let path: CameraPath

    init(_ job: RenderJob, first: Frame, last: Frame) {
        self.first = first
        self.last = last
        between = Frame(width: job.width, height: job.height)
        var generator = Generator(prompt: job.prompt, seed: job.seed, purpose: 3)
        frames = job.frames
        fixed = job.cameraFixed
        resampler = Resampler(width: job.width, height: job.height)
        path = CameraPath(&generator, seconds: job.seconds)
    }

    func draw(_ index: Int, into frame: Frame) {
        guard index > 0 else { return frame.copy(from: first) }
        guard index < frames - 1 else { return frame.copy(from: last) }
        let part = Double(index) / Double(frames - 1)
        let mixed = Int((CameraPath.eased(part) * 256).rounded())
        let swing = fixed ? 0 : CameraPath.eased(part)
        resampler.draw(first, view: path.view(swing), into: frame)
        guard mixed > 0 else { return }
        resampler.draw(last, view: path.view(fixed ? 0 : 1 - swing).mirrored, into: between)
        Kernels.mix(frame.y, frame.y, between.y, part: mixed, count: frame.count)
    }
}

/// The camera's way over a picture, the same for a seed.
struct CameraPath {
    private let zoom: Double
    private let x: Double
    private let y: Double

    init(_ generator: inout Generator, seconds: Int) {
        zoom = Double(generator.float(0.09, 0.13)) * min(1.6, (Double(seconds) / 5).squareRoot())
        x = Double(generator.float(-0.8, 0.8))
        y = Double(generator.float(-0.6, 0.6))
    }

    /// Where the camera looks after a part of its way; the whole picture at 0.
    func view(_ part: Double) -> Resampler.View {
        Resampler.View(zoom: 1 + zoom * part, x: x * part, y: y * part)
    }

    /// A course from 0 to 1 that starts and ends at rest.
    static func eased(_ part: Double) -> Double { part * part * (3 - 2 * part) }
}

extension Resampler.View {
    /// The same view on the other side.
    var mirrored: Self { Self(zoom: zoom, x: -x, y: -y) }
}

/// A slow change of brightness, none at the first frame.
struct Light {
    private let thresholds: [[UInt16]]

    init(width: Int) {
        thresholds = (0..<8).map { y in (0..<width).map { x in UInt16(ditherThreshold(x, y * 3) * 65_535) } }
    }

    func draw(_ picture: Frame, seconds: Double, into frame: Frame) {
        frame.copy(from: picture)
        let gain = Int(65_536 * (1 + 0.045 * sin(seconds * 0.9)))
        for y in 0..<frame.height {
            thresholds[y & 7].withUnsafeBufferPointer { thresholds in
                guard let thresholds = thresholds.baseAddress else { return }
                Kernels.light(
                    frame.y + y * frame.width,
                    picture.y + y * frame.width,
                    gain: gain,
                    thresholds: thresholds,
                    count: frame.width
                )
            }
        }
    }
}
