import ArgumentParser
import FilmgateServer
import FilmgateTelemetry
import Foundation
import Logging

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
        let sink = LogSink(descriptor: 2)
        LoggingSystem.bootstrap { _ in JSONLogHandler(sink: sink, level: .error) }
        defer { sink.flush() }
        let ready = AsyncStream<String>.makeStream()
        let gateway = try await Gateway.build(
            settings,
            version: FilmgateCommand.version,
            logger: Logger(label: "filmgate")
        ) { url in
            ready.continuation.yield(url)
            ready.continuation.finish()
        }
        async let server: Void = {
            // A server that could not listen is never ready: nobody may wait for it.
            defer { ready.continuation.finish() }
            try await gateway.run()
        }()
        let work: Result<Void, any Error>
        do {
            for await url in ready.stream {
                let key = try await gateway.keys.make(name: "generate", project: "default", dialect: nil)
                try await body(url, key)
            }
            work = .success(())
        } catch {
            work = .failure(error)
        }
        await gateway.stop()
        try await server
        try work.get()
    }
}
