import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// One run of a program on files, in a child process with limits; it ends with the calling task.
package struct ToolRun: Sendable {
    private let program: String
    private let arguments: [String]
    private let timeLimit: Duration

    /// `program` is looked up in `PATH`.
    package init(_ program: String, _ arguments: [String], timeLimit: Duration) {
        self.program = program
        self.arguments = arguments
        self.timeLimit = timeLimit
    }

    /// Runs the program to its end, on a thread of its own.
    package func perform() async throws(ToolFailure) {
        let control = ChildControl()
        let result: Result<Void, ToolFailure> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread { continuation.resume(returning: session(control)) }
                thread.name = "tool"
                thread.start()
            }
        } onCancel: {
            control.cancel()
        }
        try result.get()
    }

    /// What Linux takes away from the child before it reads a byte: address space, seconds of processor, size of a file.
    private var command: (program: String, arguments: [String]) {
        #if os(Linux)
        let limits = ["--as=4294967296", "--cpu=\(timeLimit.components.seconds + 1)", "--fsize=1073741824", "--core=0"]
        return ("prlimit", limits + ["--", program] + arguments)
        #else
        return (program, arguments)
        #endif
    }

    private func session(_ control: ChildControl) -> Result<Void, ToolFailure> {
        do throws(RenderFault) {
            let errors = try Pipe()
            let (program, arguments) = command
            let pid = try control.start { () throws(RenderFault) -> pid_t in
                try ChildProcess.start(
                    program,
                    arguments,
                    descriptors: [(errors.writer.number, 2)],
                    ownGroup: true
                )
            }
            guard pid != nil else { return .failure(.cancelled) }
            errors.writer.close()
            return finish(control, said: errors.reader)
        } catch {
            return .failure(.failed(status: -1, detail: error.message))
        }
    }

    private func finish(_ control: ChildControl, said: Descriptor) -> Result<Void, ToolFailure> {
        let deadline = ContinuousClock.now + timeLimit
        var tail: [UInt8] = []
        let isLate = !listen(said, deadline) { tail = Array((tail + $0).suffix(Self.tailLimit)) }
        if isLate { control.kill() }
        var status = control.reap()
        while status == nil {
            usleep(1000)
            status = control.reap()
        }
        if status == 0 { return .success(()) }
        if isLate { return .failure(.timedOut) }
        if control.isCancelled { return .failure(.cancelled) }
        return .failure(.failed(status: status ?? -1, detail: String(decoding: tail, as: UTF8.self)))
    }

    /// Reads until the child has closed its end; false at the deadline.
    private func listen(
        _ said: Descriptor,
        _ deadline: ContinuousClock.Instant,
        _ body: (ArraySlice<UInt8>) -> Void
    ) -> Bool {
        var buffer = [UInt8](repeating: 0, count: Self.portion)
        while true {
            let left = deadline - .now
            guard left > .zero else { return false }
            var polled = pollfd(fd: said.number, events: Int16(POLLIN), revents: 0)
            let milliseconds = min(left / .milliseconds(1), 60_000) + 1
            guard poll(&polled, 1, Int32(milliseconds)) >= 0 || errno == EINTR else { return true }
            guard polled.revents != 0 else { continue }
            let count = read(said.number, &buffer, buffer.count)
            if count > 0 { body(buffer[..<count]) }
            if count == 0 || (count < 0 && errno != EINTR) { return true }
        }
    }

    /// Bytes that are read at a time, and that are kept of what the program says.
    private static let portion = 4096
    private static let tailLimit = 1000
}

/// How a tool can end other than well.
package enum ToolFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case timedOut
    case cancelled
    /// It is not installed, or did not like the file: the status as a shell shows it, and the end of what it said.
    case failed(status: Int32, detail: String)

    package var description: String {
        switch self {
        case .timedOut: "it took too long"
        case .cancelled: "it was stopped"
        case .failed(let status, let detail): "status \(status): \(detail)"
        }
    }
}
