import ArgumentParser
import FilmgateDialects
import FilmgateServer
import Foundation
import Logging

/// `filmgate generate`: one video, from here or from a server.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make one video and save it.",
        discussion: """
            Without --server the preview is rendered by an engine of its own, in a temporary directory. With --server it is \
            a client of any server that speaks Ark's API. Progress goes to standard error, the result to standard output.
            Exit codes: 0 saved; 1 the task failed; 64 wrong usage; 65 request refused; 66 no such picture; 69 server out \
            of reach; 73 cannot write; 75 try again later; 77 key not accepted.
            """
    )

    @Argument(help: "What the video shows, in Chinese or English.")
    var prompt: String

    @Option(name: .customLong("first-frame"), help: "Picture that the video starts on: a file or a URL.")
    var firstFrame: String?

    @Option(name: .customLong("last-frame"), help: "Picture that the video ends on: a file or a URL.")
    var lastFrame: String?

    @Option(help: "480p, 720p or 1080p.")
    var resolution: String?

    @Option(help: "16:9, 4:3, 1:1, 3:4, 9:16, 21:9 or adaptive.")
    var ratio: String?

    @Option(parsing: .unconditional, help: "Seconds from 4 to 12; -1 leaves it open.")
    var duration: Int?

    @Option(parsing: .unconditional, help: "From 0 to 4294967295; the same seed gives the same video.")
    var seed: Int?

    @Flag(name: .customLong("no-audio"), help: "Make a silent video.")
    var noAudio = false

    @Flag(name: .customLong("camera-fixed"), help: "Keep the camera still.")
    var cameraFixed = false

    @Flag(help: "Put a visible mark in the corner.")
    var watermark = false

    @Flag(help: "Make a cheap trial at 480p.")
    var draft = false

    @Option(name: .customLong("save-last-frame"), help: "Also save the last frame, as a PNG.")
    var saveLastFrame: String?

    @Option(name: .shortAndLong, help: "Where to save the video. (default: the task's id with .mp4)")
    var output: String?

    @Option(help: "Base URL of a server, such as http://127.0.0.1:8080.")
    var server: String?

    @Option(name: .customLong("api-key"), help: "The server's key. (default: FILMGATE_API_KEY)")
    var apiKey: String?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func validate() throws {
        if lastFrame != nil, firstFrame == nil { throw ValidationError("--last-frame needs --first-frame") }
        if draft, saveLastFrame != nil { throw ValidationError("a draft has no --save-last-frame") }
    }

    func run() async throws {
        let body = try requestBody()
        let job = GenerationJob(body: body, output: output, lastFrameOutput: saveLastFrame, json: json)
        if let server {
            guard let key = apiKey ?? ProcessInfo.processInfo.environment["FILMGATE_API_KEY"], !key.isEmpty else {
                throw ExitCode.report("a key is needed: --api-key or FILMGATE_API_KEY", code: .notAllowed)
            }
            try await job.run(at: server, key: key)
        } else {
            try await LocalEngine.run { url, key in try await job.run(at: url, key: key) }
        }
    }

    /// The body of an Ark create.
    private func requestBody() throws -> JSONValue {
        var content: [JSONValue] = [["type": "text", "text": .string(prompt)]]
        for (source, role) in [(firstFrame, "first_frame"), (lastFrame, "last_frame")] {
            guard let source else { continue }
            content.append([
                "type": "image_url", "image_url": ["url": .string(try PictureArgument.url(of: source))],
                "role": .string(role),
            ])
        }
        var body = JSONObject([
            (key: "model", value: "doubao-seedance-1-5-pro-251215"),
            (key: "content", value: .array(content)),
            (key: "generate_audio", value: .bool(!noAudio)),
        ])
        body["resolution"] = resolution.map { .string($0) }
        body["ratio"] = ratio.map { .string($0) }
        body["duration"] = duration.map { .integer($0) }
        body["seed"] = seed.map { .integer($0) }
        if cameraFixed { body["camera_fixed"] = true }
        if watermark { body["watermark"] = true }
        if draft { body["draft"] = true }
        if saveLastFrame != nil { body["return_last_frame"] = true }
        return .object(body)
    }
}
