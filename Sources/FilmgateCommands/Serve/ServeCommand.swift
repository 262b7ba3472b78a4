import ArgumentParser
import FilmgateDomain
import FilmgateServer
import FilmgateTelemetry
import Foundation
import Logging
import NIOCore
import UnixSignals

/// `filmgate serve`: runs the server until a signal.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the server.",
        discussion: """
            Settings come from the configuration file, then from FILMGATE_HOST, FILMGATE_PORT, FILMGATE_DATA, \
            FILMGATE_PUBLIC_URL, FILMGATE_CONFIG and FILMGATE_LOG_LEVEL, then from the options. Once it listens, the server prints one \
            line of JSON with its address on standard output; logs go to standard error. At SIGHUP it reads the providers \
            of the configuration anew and drops no task.
            """
    )

    @Option(help: "Address to listen at. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "Port to listen at; 0 takes a free one. (default: 8080)")
    var port: Int?

    @Option(help: "Directory that holds everything. (default: filmgate-data)")
    var data: String?

    @Option(help: "Configuration file in YAML.")
    var config: String?

    @Option(name: .customLong("public-url"), help: "Base URL under which clients reach the server.")
    var publicURL: String?

    @Option(
        name: .customLong("allow-fetch-cidr"),
        help: "Private range that pictures may be fetched from, such as 127.0.0.0/8."
    )
    var allowFetchCIDR: [String] = []

    func run() async throws {
        let source = source
        let settings: ServerSettings
        do {
            settings = try source.settings()
        } catch {
            throw ExitCode.report(error.description, code: .configuration)
        }
        try await Self.serve(settings) { try source.settings() }
    }

    private var source: SettingsSource {
        var source = SettingsSource(environment: ProcessInfo.processInfo.environment)
        source.host = host
        source.port = port
        source.data = data
        source.config = config
        source.publicURL = publicURL
        source.allowedRanges = allowFetchCIDR
        return source
    }

    /// Runs a server until a signal. A `provider` makes the videos in place of those that the settings name, for
    /// benchmarks; at SIGHUP the accounts are taken over from what `reload` reads.
    static func serve(
        _ settings: ServerSettings,
        provider: (any VideoProvider)? = nil,
        reload: (@Sendable () throws -> ServerSettings)? = nil
    ) async throws {
        let sink = LogSink(descriptor: 2)
        LoggingSystem.bootstrap { _ in JSONLogHandler(sink: sink, level: settings.logLevel) }
        defer { sink.flush() }
        let ready = AsyncStream<String>.makeStream()
        let gateway: Gateway
        do {
            gateway = try await Gateway.build(
                settings,
                version: FilmgateCommand.version,
                logger: Logger(label: "filmgate"),
                signals: [.sigterm, .sigint],
                provider: provider,
                reload: reload
            ) { url in
                ready.continuation.yield(url)
                ready.continuation.finish()
            }
        } catch {
            throw ExitCode.report("the server cannot start: \(error)", code: .unavailable)
        }
        guard settings.isLoopback || !gateway.isNew else {
            try await gateway.abandon()
            throw ExitCode.report(
                "\(settings.host) can be reached by others, and there is no key yet: "
                    + "make one with `filmgate keys create --data \(settings.dataDirectory)`",
                code: .configuration
            )
        }
        do {
            try await run(gateway, announcing: ready, settings: settings)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ExitCode.report("port \(settings.port) of \(settings.host) is taken", code: .unavailable)
        } catch {
            throw ExitCode.report("the server stopped: \(error)", code: .unavailable)
        }
    }

    private static func run(
        _ gateway: Gateway,
        announcing ready: (stream: AsyncStream<String>, continuation: AsyncStream<String>.Continuation),
        settings: ServerSettings
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // A server that could not listen is never ready: nobody may wait for it.
                defer { ready.continuation.finish() }
                try await gateway.run()
            }
            group.addTask {
                for await url in ready.stream {
                    try await Announcement(settings: settings, gateway: gateway).make(url: url)
                }
            }
            try await group.waitForAll()
        }
    }
}
