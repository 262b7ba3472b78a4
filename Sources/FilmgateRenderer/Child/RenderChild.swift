import Foundation

/// The hidden `filmgate render` command: one job from standard input to its files.
///
/// Its standard output is a protocol of lines: `progress N` with a rising N of 0...100, then `done {json}` with a
/// ``RenderReport``, or `error CODE message`. The exit status is 0 only after `done`.
package enum RenderChild {
    /// More than any job: a prompt is at most what the server lets through, 64 MB of body.
    private static let jobLimit = 128 << 20

    /// Reads a job, renders it and reports; the value is the exit status.
    package static func run() -> Int32 {
        ChildLimits.apply()
        do {
            let job = try readJob()
            let report = try Renderer(job).render { say("progress \($0)") }
            let json = (try? JSONEncoder().encode(report)) ?? Data()
            say("done " + String(decoding: json, as: UTF8.self))
            return 0
        } catch {
            let message = error.message.replacing("\n", with: " ")
            say("error \(error.code.rawValue) \(message)")
            return 1
        }
    }

    private static func readJob() throws(RenderFault) -> RenderJob {
        do {
            guard let data = try FileHandle.standardInput.read(upToCount: jobLimit) else {
                throw RenderFault(code: .job, message: "no job on standard input")
            }
            let job = try JSONDecoder().decode(RenderJob.self, from: data)
            if let complaint = job.complaint { throw RenderFault(code: .job, message: complaint) }
            return job
        } catch let fault as RenderFault {
            throw fault
        } catch {
            throw RenderFault(code: .job, message: "the job is not readable")
        }
    }

    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        // Nobody listening is no reason to stop: the parent kills us when it wants to.
        _ = bytes.withUnsafeBytes { Descriptor.write($0, to: 1) }
    }
}
