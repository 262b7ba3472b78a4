import Foundation

/// A process that the benchmark started, and that it alone ends.
struct BenchProcess: Sendable {
    private let process: Process
    private let output: Pipe
    private let end: AsyncStream<Void>

    /// Starts a program, a path or a name in `PATH`. Its standard error goes nowhere.
    init(_ program: String, _ arguments: [String], input: FileHandle? = nil) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        output = Pipe()
        process.standardOutput = output
        let (end, ended) = AsyncStream<Void>.makeStream()
        self.end = end
        process.terminationHandler = { _ in ended.finish() }
        try process.run()
    }

    /// Starts this very program.
    static func own(_ arguments: [String]) throws -> BenchProcess {
        #if os(Linux)
        // Not /proc/self/exe: `env` would be that.
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        #else
        let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
        #endif
        return try BenchProcess(program, arguments)
    }

    var pid: Int32 { process.processIdentifier }

    /// Waits for it to end by itself; what it printed, which must fit into a pipe.
    func result() async throws -> String {
        for await _ in end {}
        guard !Task.isCancelled else {
            await stop()
            throw CancellationError()
        }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        guard process.terminationStatus == 0 else {
            throw BenchError("\(process.arguments ?? []) ended with status \(process.terminationStatus)")
        }
        return text
    }

    /// Asks it to end, and insists after ten seconds.
    func stop() async {
        kill(pid, SIGTERM)
        for round in 0..<1100 where process.isRunning {
            if round == 1000 { kill(pid, SIGKILL) }
            // Not a sleep of this task, which may be cancelled already.
            usleep(10_000)
        }
    }

    /// Runs `body` while the process runs, and ends it whatever comes.
    func during<Value>(_ body: () async throws -> Value) async throws -> Value {
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await stop()
        return try result.get()
    }

    /// Memory that it holds, in bytes.
    var residentBytes: Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return nil }
        return status.split(separator: "\n")
            .first { $0.hasPrefix("VmRSS:") }
            .flatMap { Int($0.filter(\.isNumber)) }
            .map { $0 * 1024 }
    }
}
