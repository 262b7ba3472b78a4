import ArgumentParser
import FilmgateServer
import FilmgateTelemetry
import Foundation
import Logging
import UnixSignals

/// A whole server in a temporary directory, for the length of one command.
enum LocalEngine {
    /// Starts the server on a free port, calls `body` with its address and a key, and takes it down again.
    static func run(_ body: @escaping @Sendable (String, String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("filmgate-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var settings = ServerSettings()
        settings.port = 0
        settings.dataDirectory = directory
        settings.shutdownLimit = .seconds(2)
        settings.makesStills = false
        let sink = LogSink(descriptor: 2)
        LoggingSystem.bootstrap { _ in JSONLogHandler(sink: sink, level: .error) }
        defer { sink.flush() }
        let ready = AsyncStream<String>.makeStream()
        let gateway = try await Gateway.build(
            settings,
            version: FilmgateCommand.version,
            logger: Logger(label: "filmgate"),
            signals: [.sigint, .sigterm]
        ) { url in
            ready.continuation.yield(url)
            ready.continuation.finish()
        }
        // Both are awaited below; they have handles of their own because each can be the first to end.
        let work = Task {
            for await url in ready.stream {
                let key = try await gateway.keys.make(name: "generate", project: "default", dialect: nil)
                try await body(url, key)
            }
        }
        let server = Task {
            // A server that could not listen is never ready, and one that a signal has stopped has no more to say.
            defer {
                ready.continuation.finish()
                work.cancel()
            }
            try await gateway.run()
        }
        let result = await work.result
        await gateway.stop()
        try await server.value
        if work.isCancelled, case .failure = result { throw ExitCode(Outcome.interrupted.rawValue) }
        try result.get()
    }
}
