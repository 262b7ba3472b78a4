import ArgumentParser
import FilmgateRenderer

/// The child that renders one preview; started by the server, never by people.
struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Render the preview job on standard input.",
        shouldDisplay: false
    )

    func run() throws {
        throw ExitCode(RenderChild.run())
    }
}
