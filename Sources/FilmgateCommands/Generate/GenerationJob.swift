import ArgumentParser
import AsyncHTTPClient
import FilmgateDialects
import Foundation

/// One create followed to its end, with its files saved.
struct GenerationJob: Sendable {
    let body: JSONValue
    let output: String?
    let lastFrameOutput: String?
    let json: Bool

    func run(at server: String, key: String) async throws {
        var id: String?
        do {
            try await run(ArkClient(base: server, key: key, client: .shared), id: &id)
        } catch let trouble as ServerTrouble {
            let task = id.map { " (task \($0))" } ?? ""
            throw ExitCode.report(trouble.message + task, code: trouble.outcome)
        }
    }

    private func run(_ client: ArkClient, id: inout String?) async throws {
        let video = try output.map(SaveTarget.init)
        let lastFrame = try lastFrameOutput.map(SaveTarget.init)
        let made = try await client.create(body)
        id = made
        let meter = ProgressMeter(isTerminal: isatty(2) != 0)
        meter.begin(made)
        let task = try await finished(made, client: client, meter: meter)
        guard case .object(let content)? = task["content"], case .string(let url)? = content["video_url"] else {
            throw ServerTrouble(message: "the finished task has no video", outcome: .unavailable)
        }
        let target = try video ?? SaveTarget("\(made).mp4")
        let file = target.path
        try await client.download(url, to: target)
        if let lastFrame {
            guard case .string(let url)? = content["last_frame_url"] else {
                throw ServerTrouble(message: "the finished task has no last frame", outcome: .unavailable)
            }
            try await client.download(url, to: lastFrame)
        }
        if json {
            var result = task
            result["file"] = .string(file)
            result["last_frame_file"] = lastFrameOutput.map { .string($0) }
            print(String(decoding: JSONWriter.bytes(.object(result)), as: UTF8.self))
        } else {
            print(file)
        }
    }

    /// Asks until the task has ended; anything but success is an exit.
    private func finished(_ id: String, client: ArkClient, meter: ProgressMeter) async throws -> JSONObject {
        let began = ContinuousClock.now
        var wait = Duration.milliseconds(150)
        while true {
            let task = try await client.task(id)
            guard case .string(let status)? = task["status"] else {
                throw ServerTrouble(message: "the server's answer has no status", outcome: .unavailable)
            }
            switch status {
            case "queued", "running":
                meter.show(status, elapsed: ContinuousClock.now - began)
                try await Task.sleep(for: wait)
                wait = min(wait * 5 / 4, .seconds(3))
            case "succeeded":
                meter.finish(status)
                return task
            default:
                meter.finish(status)
                var message = "task \(id) \(status)"
                if case .object(let error)? = task["error"], case .string(let code)? = error["code"],
                    case .string(let text)? = error["message"]
                {
                    message += ": \(code): \(text)"
                }
                if json { print(String(decoding: JSONWriter.bytes(.object(task)), as: UTF8.self)) }
                throw ExitCode.report(message, code: .taskFailed)
            }
        }
    }
}
