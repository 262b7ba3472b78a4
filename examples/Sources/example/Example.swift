import FilmgateClient
import Foundation

/// One video from a few words: `swift run example "A lighthouse in the snow"`.
///
/// `FILMGATE_URL` (default `http://127.0.0.1:8080`), `FILMGATE_API_KEY` and `FILMGATE_DIALECT` (default `ark`) say where.
@main
struct Example {
    static func main() async throws {
        let environment = ProcessInfo.processInfo.environment
        let prompt = CommandLine.arguments.dropFirst().first ?? "A lighthouse in the snow, wind"

        let client = try FilmgateClient(
            baseURL: environment["FILMGATE_URL"] ?? "http://127.0.0.1:8080",
            apiKey: environment["FILMGATE_API_KEY"],
            dialect: DialectName(rawValue: environment["FILMGATE_DIALECT"] ?? "ark")
        )
        let id = try await client.create(.text(prompt).resolution(.p480).ratio(.landscape).duration(4))
        for try await task in client.updates(of: id) { print(id, task.report.word) }
        let task = try await client.video(of: id)
        try await client.download(task, to: "\(id).mp4") { progress in
            print("\(progress.received) of \(progress.total.map(String.init) ?? "?") bytes")
        }
        print("saved \(id).mp4")
    }
}
