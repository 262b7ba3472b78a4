import ArgumentParser
import FilmgateClient
import FilmgateClientNIO
import FilmgateDialects
import FilmgateDomain
import Foundation
import Synchronization

/// One create followed to its end, with its files saved.
struct GenerationJob: Sendable {
    let request: GenerationRequest
    let dialect: DialectName
    let output: String?
    let lastFrameOutput: String?
    let json: Bool

    /// A person waits: asked often at first, and hiccups of a server that works on are waited out for a minute and a half.
    private static var policy: ClientPolicy {
        var policy = ClientPolicy()
        policy.createTries = 1
        policy.tries = 9
        policy.firstWait = .seconds(2)
        policy.firstPoll = .milliseconds(150)
        policy.longestPoll = .seconds(3)
        return policy
    }

    func run(at server: String, key: String) async throws {
        let transport = AsyncHTTPTransport()
        let id = Mutex<String?>(nil)
        let result: Result<Void, any Error>
        do {
            let client = try FilmgateClient(
                baseURL: server,
                apiKey: key,
                dialect: dialect,
                transport: transport,
                policy: Self.policy
            )
            try await run(client) { made in id.withLock { $0 = made } }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try await transport.shutdown()
        do {
            try result.get()
        } catch ClientError.cancelled {
            throw CancellationError()
        } catch let error as ClientError {
            throw Self.exit(for: error, task: id.withLock { $0 }, server: server)
        }
    }

    private func run(_ client: FilmgateClient, made: (String) -> Void) async throws {
        let video = try output.map(SaveTarget.init)
        let lastFrame = try lastFrameOutput.map(SaveTarget.init)
        let id = try await client.create(request)
        made(id)
        let task = try await end(of: id, client)
        let target = try video ?? SaveTarget("\(id).mp4")
        let file = target.path
        try await client.download(task, into: target)
        try target.finish()
        if let lastFrame {
            try await client.download(task, into: lastFrame, file: .lastFrame)
            try lastFrame.finish()
        }
        if json {
            var result = TaskDocument.object(task)
            result["file"] = .string(file)
            result["last_frame_file"] = lastFrameOutput.map { .string($0) }
            print(JSONWriter.text(.object(result)))
        } else {
            print(file)
        }
    }

    /// Waits for the video, showing how it goes; anything but success is an error.
    private func end(of id: String, _ client: FilmgateClient) async throws -> RemoteTask {
        let meter = ProgressMeter(isTerminal: isatty(2) != 0)
        let began = ContinuousClock.now
        meter.begin(id)
        let task = try await client.wait(for: id) { task in
            if task.report.state?.isFinal == true { return }
            meter.show(task.report.state?.rawValue ?? task.report.word, elapsed: ContinuousClock.now - began)
        }
        let state = task.report.state ?? .failed
        meter.finish(state.rawValue)
        guard state == .succeeded else {
            if json { print(JSONWriter.text(.object(TaskDocument.object(task)))) }
            throw ClientError.taskEnded(id: id, state: state, failure: task.report.failure)
        }
        return task
    }

    /// The vendor's own words where there are any, and the exit code that the error means.
    private static func exit(for error: ClientError, task: String?, server: String) -> ExitCode {
        let suffix = task.map { " (task \($0))" } ?? ""
        let outcome: Outcome
        var message = error.description
        switch error {
        case .refused(let refusal):
            switch refusal.status {
            case 401, 403: outcome = .notAllowed
            case 408, 429, 503: outcome = .temporary
            case 400..<500: outcome = .refused
            default: outcome = .unavailable
            }
        case .notFound, .cannotExpress, .badURL, .unknownDialect: outcome = .refused
        case .transport(let failure):
            outcome = .unavailable
            message = "\(server) cannot be reached: \(failure.reason)"
        case .unreadable, .downloadFailed, .cancelled: outcome = .unavailable
        case .timedOut: outcome = .temporary
        case .taskEnded: return ExitCode.report(message, code: .taskFailed)
        case .file: outcome = .cannotCreate
        }
        return ExitCode.report(message + suffix, code: outcome)
    }
}
