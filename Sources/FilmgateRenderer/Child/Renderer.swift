import Foundation

/// One render from job to files.
struct Renderer {
    private let job: RenderJob

    init(_ job: RenderJob) { self.job = job }

    /// Draws and encodes everything. On failure no output file is left.
    ///
    /// The encoder starts before the scene is painted, sound and PNG are made beside the video: on two cores the whole
    /// takes little more than the encoding alone.
    func render(progress: (Int) -> Void) throws(RenderFault) -> RenderReport {
        do {
            progress(0)
            try produce(progress)
            progress(100)
            return RenderReport(job)
        } catch {
            for path in [job.output, job.lastFrameOutput].compactMap({ $0 }) { unlink(path) }
            throw error
        }
    }

    private func produce(_ progress: (Int) -> Void) throws(RenderFault) {
        let encoder = try Encoder(job, soundtrack: job.audio ? Soundtrack(job) : nil)
        var still: Worker<RenderFault?>?
        do {
            let composition = try Composition(job)
            if let path = job.lastFrameOutput {
                let frame = Frame(width: job.width, height: job.height)
                composition.drawUnmarked(job.frames - 1, into: frame)
                still = try Encoder.still(frame, job, output: path)
            }
            var shown = 0
            try encoder.encode(job) { index, frame in
                composition.draw(index, into: frame)
            } progress: { index in
                // The last per cent belong to the end of the encoding.
                let percent = (index + 1) * 98 / job.frames
                if percent > shown { progress(percent) }
                shown = max(shown, percent)
            }
        } catch {
            encoder.abandon()
            _ = still?.wait()
            throw error
        }
        if let fault = still?.wait() { throw fault }
    }
}
