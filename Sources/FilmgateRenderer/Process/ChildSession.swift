import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One child from start to end, on the thread of its run: feeds the job, reads the lines, keeps the clock, reaps.
struct ChildSession {
    /// How much of the child's error output is kept, in bytes.
    static let tailLimit = 4096
    /// The longest line that is understood, in bytes; the child never writes half as much.
    private static let lineLimit = 65_536

    let control: ChildControl
    let limit: Duration
    let onProgress: @Sendable (Int) -> Void

    /// What the child has said so far.
    private struct Transcript {
        var pending: [UInt8] = []
        var report: RenderReport?
        var fault: (word: String, message: String)?
        var progress = -1
        var tail: [UInt8] = []
    }

    /// Runs the child to its end.
    func run(_ executable: String, _ arguments: [String], _ job: RenderJob) -> Result<RenderReport, RenderError> {
        let deadline = ContinuousClock.now + limit
        var transcript = Transcript()
        var timedOut = false
        let status: Int32
        do {
            let input = try Pipe()
            let output = try Pipe()
            let errors = try Pipe()
            let pid = try control.start { () throws(RenderFault) -> pid_t in
                try ChildProcess.start(
                    executable,
                    arguments,
                    descriptors: [(input.reader.number, 0), (output.writer.number, 1), (errors.writer.number, 2)],
                    ownGroup: true
                )
            }
            guard pid != nil else { return .failure(.cancelled) }
            input.reader.close()
            output.writer.close()
            errors.writer.close()
            timedOut = !converse(try encoded(job), input.writer, output.reader, errors.reader, deadline, &transcript)
            if timedOut { control.kill() }
            status = reap(deadline, &timedOut)
            drain(errors.reader, &transcript)
        } catch {
            control.kill()
            var late = false
            _ = reap(deadline, &late)
            return .failure(.failed(status: -1, detail: error.message))
        }
        return outcome(status, timedOut: timedOut, transcript)
    }

    private func encoded(_ job: RenderJob) throws(RenderFault) -> [UInt8] {
        do {
            return try Array(JSONEncoder().encode(job))
        } catch {
            throw RenderFault(code: .job, message: "the job cannot be encoded")
        }
    }

    private func outcome(
        _ status: Int32,
        timedOut: Bool,
        _ transcript: Transcript
    ) -> Result<RenderReport, RenderError> {
        if status == 0, let report = transcript.report { return .success(report) }
        if control.isCancelled { return .failure(.cancelled) }
        if timedOut { return .failure(.timedOut) }
        if let fault = transcript.fault, let error = RenderFault.error(of: fault.word) { return .failure(error) }
        let tail = String(decoding: transcript.tail, as: UTF8.self)
        let detail = [transcript.fault?.message, tail].compactMap { $0 }.filter { !$0.isEmpty }
        return .failure(.failed(status: status, detail: detail.joined(separator: "; ")))
    }

    /// Sends the job and reads both outputs until the child closes its standard output; false at the deadline.
    private func converse(
        _ job: [UInt8],
        _ input: Descriptor,
        _ output: Descriptor,
        _ errors: Descriptor,
        _ deadline: ContinuousClock.Instant,
        _ transcript: inout Transcript
    ) -> Bool {
        for descriptor in [input, output, errors] {
            _ = fcntl(descriptor.number, F_SETFL, fcntl(descriptor.number, F_GETFL) | O_NONBLOCK)
        }
        var sent = 0
        var errorsOpen = true
        while true {
            let left = deadline - .now
            guard left > .zero else { return false }
            var polled = [
                pollfd(fd: output.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errorsOpen ? errors.number : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: sent < job.count ? input.number : -1, events: Int16(POLLOUT), revents: 0),
            ]
            let milliseconds = min(left / .milliseconds(1), 60_000) + 1
            guard poll(&polled, nfds_t(polled.count), Int32(milliseconds)) >= 0 || errno == EINTR else { return false }
            if polled[2].revents != 0 {
                let count = job[sent...].withUnsafeBytes { Self.write(input.number, $0) }
                // A child that does not want its job is about to say why.
                sent = count < 0 ? job.count : sent + count
                if sent == job.count { input.close() }
            }
            if polled[1].revents != 0 { errorsOpen = absorb(errors, { keepTail($0, &transcript) }) }
            if polled[0].revents != 0, !absorb(output, { read($0, &transcript) }) { return true }
        }
    }

    /// Writes what fits now; -1 when the other side is gone.
    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Darwin)
        _ = fcntl(descriptor, F_SETNOSIGPIPE, 1)
        return Darwin.write(descriptor, bytes.baseAddress, bytes.count)
        #else
        return SignalMask.withoutBrokenPipe { Glibc.write(descriptor, bytes.baseAddress, bytes.count) }
        #endif
    }

    /// Reads one portion; false when the other side has ended.
    private func absorb(_ descriptor: Descriptor, _ body: (ArraySlice<UInt8>) -> Void) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        #if canImport(Darwin)
        let count = Darwin.read(descriptor.number, &buffer, buffer.count)
        #else
        let count = Glibc.read(descriptor.number, &buffer, buffer.count)
        #endif
        if count > 0 { body(buffer[..<count]) }
        return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR))
    }

    private func drain(_ errors: Descriptor, _ transcript: inout Transcript) {
        var tail = transcript
        while isReadable(errors), absorb(errors, { keepTail($0, &tail) }) {}
        transcript = tail
    }

    private func isReadable(_ descriptor: Descriptor) -> Bool {
        var polled = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    private func keepTail(_ bytes: ArraySlice<UInt8>, _ transcript: inout Transcript) {
        transcript.tail += bytes
        transcript.tail.removeFirst(max(0, transcript.tail.count - Self.tailLimit))
    }

    private func read(_ bytes: ArraySlice<UInt8>, _ transcript: inout Transcript) {
        transcript.pending += bytes
        while let end = transcript.pending.firstIndex(of: 10) {
            let line = String(decoding: transcript.pending[..<end], as: UTF8.self)
            transcript.pending.removeFirst(end + 1)
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            switch words.first {
            case "progress":
                guard words.count == 2, let value = Int(words[1]), value > transcript.progress else { continue }
                transcript.progress = min(value, 100)
                onProgress(transcript.progress)
            case "done":
                let json = Data(line.dropFirst(5).utf8)
                transcript.report = try? JSONDecoder().decode(RenderReport.self, from: json)
            case "error":
                guard words.count >= 2 else { continue }
                transcript.fault = (words[1], words.count > 2 ? words[2] : "")
            default: continue
            }
        }
        if transcript.pending.count > Self.lineLimit { transcript.pending = [] }
    }

    /// Waits for the child's exit, which follows the end of its output, and kills it at the deadline.
    private func reap(_ deadline: ContinuousClock.Instant, _ timedOut: inout Bool) -> Int32 {
        while true {
            if let status = control.reap() { return status }
            if !timedOut, ContinuousClock.now > deadline {
                timedOut = true
                control.kill()
            }
            usleep(1000)
        }
    }
}
