import ArgumentParser
import FilmgateDomain
import FilmgateEngine
import FilmgateProviders
import FilmgateServer
import Foundation

/// The real server, composed as `serve` composes it, with a provider that costs nothing in the place of the preview.
struct BenchServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", shouldDisplay: false)

    @Option var port: Int
    @Option var data: String
    /// 0 only accepts.
    @Option var places: Int
    @Option var video: String?

    func run() async throws {
        var settings = ServerSettings()
        settings.port = port
        settings.dataDirectory = data
        // More than a run can make, so that no create is refused.
        settings.engine.maximumQueued = 10_000_000
        let copy = try video.map { try Data(contentsOf: URL(fileURLWithPath: $0)) } ?? Data()
        try await ServeCommand.serve(
            settings,
            provider: InstantProvider(
                name: .preview,
                concurrency: places,
                video: Array(copy),
                directory: data + "/renders"
            )
        )
    }
}
