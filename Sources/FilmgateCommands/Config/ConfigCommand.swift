import ArgumentParser
import FilmgateDomain
import FilmgateServer
import Foundation

/// `filmgate config`: what is wrong with a configuration, before a server starts with it.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Look at a configuration.",
        subcommands: [Check.self]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that is wrong with a configuration.",
            discussion: """
                Every problem is one line: file, line, key, and what would be right. The exit code is 0 where nothing is wrong \
                and 1 otherwise. No account is called; `filmgate providers check` does that.
                """
        )

        @Argument(help: "The file. (default: that of FILMGATE_CONFIG, else filmgate.yaml)")
        var file: String?

        func run() async throws {
            var source = SettingsSource(environment: ProcessInfo.processInfo.environment)
            let path = file ?? source.file ?? "filmgate.yaml"
            source.config = path
            let (settings, problems) = source.read()
            guard problems.isEmpty else {
                for problem in problems { print(problem) }
                throw ExitCode(1)
            }
            let names = settings.providers.map(\.name.rawValue)
            let who = names.isEmpty ? "no provider: the preview serves on loopback" : names.joined(separator: ", ")
            print("\(path) is right (\(who))")
        }
    }
}
