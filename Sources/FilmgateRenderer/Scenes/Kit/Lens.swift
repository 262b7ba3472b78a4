import Foundation

/// Camera moves that change what is seen of a whole scene: zooms, tilts, an orbit's arc and an unsteady hand.
final class Lens: FrameSource {
    private let inner: any FrameSource
    private let move: CameraMove
    private let frames: Int
    private let phase: Double
    private let scratch: Frame
    private let resampler: Resampler

    private init(_ inner: any FrameSource, _ move: CameraMove, _ job: RenderJob) {
        self.inner = inner
        self.move = move
        frames = job.frames
        phase = Double(job.seed % 628) / 100
        scratch = Frame(width: job.width, height: job.height)
        resampler = Resampler(width: job.width, height: job.height)
    }

    /// The scene as the camera move shows it; the scene itself where the move is none of ours.
    static func looking(at scene: any FrameSource, _ move: CameraMove?, _ job: RenderJob) -> any FrameSource {
        guard !job.cameraFixed else { return scene }
        return switch move {
        case .zoomIn, .zoomOut, .tiltUp, .tiltDown, .orbit, .handheld:
            move.map { Lens(scene, $0, job) } ?? scene
        case .panLeft, .panRight, .still, nil: scene
        }
    }

    func draw(_ index: Int, into frame: Frame) {
        inner.draw(index, into: scratch)
        resampler.draw(scratch, view: view(index), into: frame)
    }

    private func view(_ index: Int) -> Resampler.View {
        let part = Double(index) / Double(max(1, frames - 1))
        let eased = 0.35 * part + 0.65 * CameraPath.eased(part)
        let time = Double(index) / Double(RenderJob.framesPerSecond)
        switch move {
        case .zoomIn: return .init(zoom: 1.004 + 0.34 * eased, x: 0, y: 0.1)
        case .zoomOut: return .init(zoom: 1.344 - 0.34 * eased, x: 0, y: 0.1)
        case .tiltUp: return .init(zoom: 1.22, x: 0, y: 1 - 2 * eased)
        case .tiltDown: return .init(zoom: 1.22, x: 0, y: 2 * eased - 1)
        case .orbit: return .init(zoom: 1.1 + 0.05 * sin(part * .pi), x: 0, y: 0.5 * cos(part * .pi))
        case .handheld:
            let x = sin(time * 2.3 + phase) * 0.5 + sin(time * 4.1 + 1) * 0.25
            let y = sin(time * 2.9 + 2 * phase) * 0.5 + sin(time * 5.3) * 0.2
            return .init(zoom: 1.06, x: x, y: y)
        case .panLeft, .panRight, .still: return .whole
        }
    }
}
