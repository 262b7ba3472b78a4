import ArgumentParser
import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import Foundation

/// `filmgate generate`: one video, from here or from a server.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make one video and save it.",
        discussion: """
            Without --server the preview is rendered by an engine of its own, in a temporary directory. With --server it is \
            a client of any server, in Ark's dialect or another. Progress goes to standard error, the result to standard output.
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

    @Option(help: "What the server speaks: \(dialectNames). (default: ark)")
    var dialect: String?

    @Option(help: "The model, by any of its names. (default: \(GenerationRequest.standardModel))")
    var model: String?

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    func validate() throws {
        if lastFrame != nil, firstFrame == nil { throw ValidationError("--last-frame needs --first-frame") }
        if let dialect {
            guard server != nil else { throw ValidationError("--dialect needs --server") }
            guard ClientFaces.named(DialectName(rawValue: dialect)) != nil else {
                throw ValidationError("--dialect \(dialect): it must be one of \(Self.dialectNames)")
            }
        }
        if let server {
            do { _ = try BaseURL(server) } catch { throw ValidationError("--server: \(error)") }
        }
        if draft, saveLastFrame != nil { throw ValidationError("a draft has no --save-last-frame") }
    }

    func run() async throws {
        let job = GenerationJob(
            request: try request(),
            dialect: dialect.map { DialectName(rawValue: $0) } ?? .ark,
            output: output,
            lastFrameOutput: saveLastFrame,
            json: json
        )
        if let server {
            guard let key = apiKey ?? ProcessInfo.processInfo.environment["FILMGATE_API_KEY"], !key.isEmpty else {
                throw ExitCode.report("a key is needed: --api-key or FILMGATE_API_KEY", code: .notAllowed)
            }
            try await job.run(at: server, key: key)
        } else {
            try await LocalEngine.run { url, key in try await job.run(at: url, key: key) }
        }
    }

    private static let dialectNames = ClientFaces.all.map(\.name.rawValue).joined(separator: ", ")

    private func request() throws -> GenerationRequest {
        var request = GenerationRequest.text(prompt, model: model ?? GenerationRequest.standardModel).audio(!noAudio)
        if let firstFrame { request = request.firstFrame(try PictureArgument.medium(firstFrame)) }
        if let lastFrame { request = request.lastFrame(try PictureArgument.medium(lastFrame)) }
        return request.with { parameters in
            parameters.resolution = resolution
            parameters.ratio = ratio
            parameters.duration = duration
            parameters.seed = seed
            if cameraFixed { parameters.cameraFixed = true }
            if watermark { parameters.watermark = true }
            if draft { parameters.draft = true }
            if saveLastFrame != nil { parameters.returnLastFrame = true }
        }
    }
}
