import FilmgateRenderer
import Foundation

/// The whole life of tasks through an upstream that answers at once: accepted, sent, asked for, downloaded, checked, kept.
struct UpstreamBench: Sendable {
    /// Beside it, a service that does no more than take a task and say where it stands.
    struct Figures: Codable, Sendable {
        var life: ServerBench.Life
        /// Creates a second of the minimal service; `nil` where its tools are not installed.
        var minimalCreate: LoadGenerator.Figures?
        var minimalRead: LoadGenerator.Figures?
    }

    private static let connections = 32
    private static let seconds = 4

    let place: String
    let say: @Sendable (String) -> Void

    private var load: LoadGenerator { LoadGenerator(directory: place) }

    func run() async throws -> Figures {
        var figures = Figures(life: try await life())
        if FileManager.default.isExecutableFile(atPath: MinimalService.python) {
            (figures.minimalCreate, figures.minimalRead) = try await minimal()
        }
        return figures
    }

    private func life() async throws -> ServerBench.Life {
        let video = place + "/upstream.mp4"
        _ = try await RenderProcess(executable: "/proc/self/exe").run(
            RenderJob(width: 160, height: 96, seconds: 1, prompt: "sea", seed: 1, output: video)
        )
        let port = try LoopbackClient.freePort()
        let upstream = try BenchProcess.own(["bench", "upstream", "--port", "\(port)", "--video", video])
        return try await upstream.during {
            try await LoopbackClient(port: port).waitUntilAnswers("/video.mp4")
            let configuration = place + "/upstream.yaml"
            try Data(Self.configuration(port: port).utf8).write(to: URL(fileURLWithPath: configuration))
            let gateway = try FilmgateChild(
                data: place + "/gateway",
                command: ["serve", "--config", configuration]
            )
            return try await gateway.process.during {
                let client = try await gateway.client()
                say("the whole life of tasks through an upstream")
                let clock = ContinuousClock()
                let began = clock.now
                _ = try await load.post(
                    LoopbackClient.tasks,
                    port: gateway.port,
                    key: client.key,
                    connections: Self.connections,
                    seconds: Self.seconds
                )
                while clock.now - began < .seconds(60), try client.count("queued") + client.count("running") > 0 {
                    try await Task.sleep(for: .milliseconds(50))
                }
                let seconds = (clock.now - began).inSeconds
                let tasks = try client.count("succeeded")
                return ServerBench.Life(tasks: tasks, seconds: seconds, tasksPerSecond: Double(tasks) / seconds)
            }
        }
    }

    /// One account whose limits are out of the way.
    private static func configuration(port: Int) -> String {
        """
        providers:
          - name: instant
            dialect: ark
            base_url: http://127.0.0.1:\(port)
            api_key: bench
            concurrency: 100000
            limits: { create: 1000000/s, get: 1000000/s, list: 1000000/s, delete: 1000000/s }
            models: { doubao-seedance-1-5-pro-251215: doubao-seedance-1-5-pro-251215 }
        fetch: { allow: [127.0.0.0/8] }
        polling: { first: 100ms, min: 100ms, max: 1s }
        tasks: { max_queued: 10000000, max_queued_total: 10000000 }
        """
    }

    private func minimal() async throws -> (LoadGenerator.Figures, LoadGenerator.Figures) {
        let port = try LoopbackClient.freePort()
        return try await MinimalService.start(port: port, directory: place).during {
            let client = LoopbackClient(port: port)
            try await client.waitUntilAnswers("/healthz")
            say("a minimal FastAPI and SQLite service")
            let create = try await load.post(
                LoopbackClient.tasks,
                port: port,
                key: "-",
                connections: Self.connections,
                seconds: Self.seconds
            )
            guard let id = try client.send("POST", LoopbackClient.tasks, body: LoadGenerator.order) else {
                throw BenchError("the minimal service is gone")
            }
            struct Created: Decodable { var id: String }
            let read = try await load.read(
                [try JSONDecoder().decode(Created.self, from: id).id],
                port: port,
                key: "-",
                connections: Self.connections,
                seconds: Self.seconds
            )
            return (create, read)
        }
    }
}

/// `scripts/minimal_service.py` in the tools' own Python.
enum MinimalService {
    static let python = ".tools/bench/bin/python"

    static func start(port: Int, directory: String) throws -> BenchProcess {
        try BenchProcess(python, ["scripts/minimal_service.py", "\(port)", directory + "/minimal.sqlite"])
    }
}
