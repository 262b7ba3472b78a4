import Foundation

/// What a benchmark needs to compare a render with the encoding alone: the same frames and samples in files, and the
/// same arguments.
package enum RenderBenchmark {
    /// Writes every frame of a job as raw `yuv420p`, and its sound as raw samples beside it (`path` + `.pcm`) when the
    /// job asks for sound.
    package static func rawFrames(_ job: RenderJob, to path: String) throws {
        let composition = try Composition(job)
        let frame = Frame(width: job.width, height: job.height)
        let file = try create(path)
        for index in 0..<job.frames {
            composition.draw(index, into: frame)
            try file.write(contentsOf: Data(bytesNoCopy: frame.y, count: frame.count, deallocator: .none))
        }
        try file.close()
        guard job.audio else { return }
        let sound = try create(path + ".pcm")
        var failure: (any Error)?
        _ = Soundtrack(job).write { samples in
            do {
                try sound.write(contentsOf: Data(buffer: samples))
                return true
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
        try sound.close()
    }

    /// The program and the exact arguments that the render child encodes with, except that frames and samples come
    /// from the files that ``rawFrames(_:to:)`` wrote to `raw`, and the video goes to the job's output.
    package static func encoderArguments(_ job: RenderJob, raw: String = "pipe:0") -> [String] {
        let file = raw != "pipe:0"
        return [Encoder.program]
            + EncoderArguments.video(
                job,
                video: file ? "file:\(raw)" : raw,
                audio: job.audio ? (file ? "file:\(raw).pcm" : "pipe:3") : nil
            )
    }

    private static func create(_ path: String) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw RenderFault(code: .system, message: "cannot create \(path)")
        }
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }
}
