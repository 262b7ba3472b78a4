import Foundation

/// Renders videos in child processes, one per job: a crash, a hostile picture or a runaway ends the child alone.
///
/// Each run owns a thread for as long as its child lives. That thread starts the child, reads it and reaps it; the
/// kernel ends the child when the thread ends, and with it when the server is killed.
package struct RenderProcess: Sendable {
    private let executable: String
    private let arguments: [String]
    private let timeLimit: Duration

    /// - Parameters:
    ///   - executable: the program that runs ``RenderChild/run()``, for instance `/proc/self/exe`.
    ///   - arguments: what makes it do so.
    ///   - timeLimit: how long one render may take in all.
    package init(executable: String, arguments: [String] = ["render"], timeLimit: Duration = .seconds(600)) {
        self.executable = executable
        self.arguments = arguments
        self.timeLimit = timeLimit
    }

    /// Whether the program that encodes is there.
    package static var hasEncoder: Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(Encoder.program)")
        }
    }

    /// Renders one video. The output files are complete when it returns, and removed by the child when it fails.
    ///
    /// Cancelling the calling task kills the child and everything it has started at once.
    ///
    /// - Parameters:
    ///   - job: what to draw, and where the files go.
    ///   - onProgress: called on the run's thread with 0...100, never falling.
    /// - Returns: what the file is.
    /// - Throws: ``RenderError``, the whole set.
    package func run(
        _ job: RenderJob,
        onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(RenderError) -> RenderReport {
        let control = ChildControl()
        let result: Result<RenderReport, RenderError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let thread = Thread { [executable, arguments, timeLimit] in
                    let session = ChildSession(control: control, limit: timeLimit, onProgress: onProgress)
                    let result = session.run(executable, arguments, job)
                    continuation.resume(returning: result)
                }
                thread.name = "render"
                thread.start()
            }
        } onCancel: {
            control.cancel()
        }
        return try result.get()
    }
}
