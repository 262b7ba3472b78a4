#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A running ffmpeg that turns our frames and samples into the MP4, and another one for the PNG.
final class Encoder {
    /// The program, found through `PATH`.
    static let program = "ffmpeg"

    private let pid: pid_t
    private let videoInput: Descriptor

    /// Starts the encoder, and a worker that feeds it the sound, if any.
    init(_ job: RenderJob, soundtrack: Soundtrack?) throws(RenderFault) {
        let video = try Pipe()
        let audio = soundtrack == nil ? nil : try Pipe()
        var descriptors: [(ours: Int32, theirs: Int32)] = [(video.reader.number, 0)]
        if let audio { descriptors.append((audio.reader.number, 3)) }
        pid = try ChildProcess.start(
            Self.program,
            EncoderArguments.video(job, video: "pipe:0", audio: audio == nil ? nil : "pipe:3"),
            descriptors: descriptors,
            ownGroup: false
        )
        videoInput = video.writer
        if let audio, let soundtrack {
            let writer = audio.writer
            _ = Worker("sound") {
                // A refused sample shows as the encoder's own failure.
                _ = soundtrack.write { samples in writer.write(UnsafeRawBufferPointer(samples)) }
                writer.close()
            }
        }
    }

    /// Draws all frames on this thread while another one writes them, then waits for the file to be complete.
    func encode(_ job: RenderJob, draw: (Int, Frame) -> Void, progress: (Int) -> Void) throws(RenderFault) {
        let queue = FrameQueue(width: job.width, height: job.height)
        let frames = job.frames
        let input = videoInput
        let writer = Worker("frames") {
            let complete = queue.drain(frames, to: input)
            input.close()
            return complete
        }
        for index in 0..<frames {
            guard queue.fill(index, { draw(index, $0) }) else { break }
            progress(index)
        }
        let complete = writer.wait()
        let status = ChildProcess.wait(for: pid)
        guard complete, status == 0 else {
            throw RenderFault(code: .encoder, message: "the encoder ended with status \(status)")
        }
    }

    /// Ends the encoder before its time.
    func abandon() {
        kill(pid, SIGKILL)
        _ = ChildProcess.wait(for: pid)
    }

    /// Writes a frame as PNG beside the video's encoding; the worker gives nil or what went wrong.
    static func still(_ frame: Frame, _ job: RenderJob, output: String) throws(RenderFault) -> Worker<RenderFault?> {
        let pipe = try Pipe()
        let pid = try ChildProcess.start(
            program,
            EncoderArguments.still(job, output: output),
            descriptors: [(pipe.reader.number, 0)],
            ownGroup: false
        )
        pipe.reader.close()
        let writer = pipe.writer
        return Worker("still") {
            let complete = writer.write(UnsafeRawBufferPointer(start: frame.y, count: frame.count))
            writer.close()
            let status = ChildProcess.wait(for: pid)
            guard complete, status == 0 else {
                return RenderFault(code: .encoder, message: "the picture encoder ended with status \(status)")
            }
            return nil
        }
    }
}
