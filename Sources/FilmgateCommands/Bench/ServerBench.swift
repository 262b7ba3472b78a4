import FilmgateRenderer
import Foundation

/// The rates: a bare server, Filmgate that only accepts, Filmgate that makes tasks, and nginx.
struct ServerBench: Sendable {
    private static let connections = [32, 256]
    private static let seconds = 4
    /// Tasks that are read.
    private static let readable = 10_000

    let place: String
    let say: @Sendable (String) -> Void

    private var load: LoadGenerator { LoadGenerator(directory: place) }

    func echo() async throws -> [LoadGenerator.Figures] {
        let port = try LoopbackClient.freePort()
        return try await BenchProcess.own(["bench", "echo", "--port", "\(port)"]).during {
            while try LoopbackClient(port: port).send("POST", "/echo", body: LoadGenerator.order) == nil {
                try await Task.sleep(for: .milliseconds(10))
            }
            _ = try await load.post("/echo", port: port, key: "", connections: 32, seconds: 1)
            return try await each("the bare server") {
                try await load.post("/echo", port: port, key: "-", connections: $0, seconds: Self.seconds)
            }
        }
    }

    /// Creates, then reads of what was created.
    func acceptingOnly() async throws -> (create: [LoadGenerator.Figures], read: [LoadGenerator.Figures]) {
        let server = try FilmgateChild(
            data: place + "/accepting",
            command: ["bench", "serve", "--places", "0"]
        )
        return try await server.process.during {
            let client = try await server.client()
            _ = try await load.post(
                LoopbackClient.tasks,
                port: server.port,
                key: client.key,
                connections: 32,
                seconds: 1
            )
            let create = try await each("creates") {
                try await load.post(
                    LoopbackClient.tasks,
                    port: server.port,
                    key: client.key,
                    connections: $0,
                    seconds: Self.seconds
                )
            }
            let ids = try client.ids(Self.readable)
            let read = try await each("reads") {
                try await load.read(
                    ids,
                    port: server.port,
                    key: client.key,
                    connections: $0,
                    seconds: Self.seconds
                )
            }
            return (create, read)
        }
    }

    /// Tasks from their create to their success.
    struct Life: Codable, Sendable {
        var tasks: Int
        var seconds: Double
        var tasksPerSecond: Double
    }

    func wholeLife() async throws -> Life {
        let video = place + "/copy.mp4"
        _ = try await RenderProcess(executable: "/proc/self/exe").run(
            RenderJob(width: 160, height: 96, seconds: 1, prompt: "sea", seed: 1, output: video)
        )
        let server = try FilmgateChild(
            data: place + "/living",
            command: ["bench", "serve", "--places", "64", "--video", video]
        )
        return try await server.process.during {
            let client = try await server.client()
            say("the whole life of tasks")
            let clock = ContinuousClock()
            let began = clock.now
            _ = try await load.post(
                LoopbackClient.tasks,
                port: server.port,
                key: client.key,
                connections: 32,
                seconds: 2
            )
            while clock.now - began < .seconds(40), try client.count("queued") + client.count("running") > 0 {
                try await Task.sleep(for: .milliseconds(50))
            }
            let seconds = (clock.now - began).inSeconds
            let tasks = try client.count("succeeded")
            return Life(tasks: tasks, seconds: seconds, tasksPerSecond: Double(tasks) / seconds)
        }
    }

    func nginx() async throws -> LoadGenerator.Figures {
        let port = try LoopbackClient.freePort()
        let directory = place + "/nginx"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(directory)/\($0);" }.joined(separator: " ")
        let configuration = """
            daemon off; worker_processes auto; pid \(directory)/pid; error_log \(directory)/error.log;
            events { worker_connections 1024; }
            http {
                access_log off; keepalive_requests 100000000; \(paths)
                server {
                    listen 127.0.0.1:\(port);
                    location / { default_type application/json; return 200 '{"id":"cgt-20260101000000-00000"}'; }
                }
            }
            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: directory + "/nginx.conf"))
        return try await BenchProcess("nginx", ["-p", directory, "-c", directory + "/nginx.conf"]).during {
            try await LoopbackClient(port: port).waitUntilAnswers("/")
            say("nginx")
            return try await load.get("/", port: port, connections: 256, seconds: 3)
        }
    }

    private func each(
        _ what: String,
        _ measure: (Int) async throws -> LoadGenerator.Figures
    ) async throws -> [LoadGenerator.Figures] {
        var figures: [LoadGenerator.Figures] = []
        for connections in Self.connections {
            say("\(what) at \(connections) connections")
            figures.append(try await measure(connections))
        }
        return figures
    }
}

/// A Filmgate server on a new data directory, and the key that it makes at its first start.
struct FilmgateChild: Sendable {
    let process: BenchProcess
    let port: Int
    private let data: String

    /// Starts it; `command` and its options come without port and data directory.
    init(data: String, command: [String]) throws {
        port = try LoopbackClient.freePort()
        self.data = data
        process = try .own(command + ["--port", "\(port)", "--data", data])
    }

    /// Waits until the server is there and has made its key.
    func client() async throws -> LoopbackClient {
        try await LoopbackClient(port: port).waitUntilAnswers("/healthz")
        let end = ContinuousClock.now + .seconds(5)
        while ContinuousClock.now < end {
            if let text = try? String(contentsOfFile: data + "/first.key", encoding: .utf8), text.hasSuffix("\n") {
                return LoopbackClient(port: port, key: String(text.dropLast()))
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw BenchError("the server made no key")
    }
}
