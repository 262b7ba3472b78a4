public import ArgumentParser

/// `filmgate`: the server, its keys, and videos from the command line.
public struct FilmgateCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "filmgate",
        abstract: "One door for every Seedance video API, with a preview renderer built in.",
        version: version,
        subcommands: [
            ServeCommand.self, ConfigCommand.self, ProvidersCommand.self, KeysCommand.self, TasksCommand.self,
            ProjectsCommand.self, AuditCommand.self, CallbacksCommand.self, GenerateCommand.self, PriceCommand.self,
            BackupCommand.self, RestoreCommand.self, RenderCommand.self, BenchCommand.self,
        ]
    )

    /// The version of this build.
    static let version = "0.1.0"

    public init() {}
}
