import Foundation

/// `filmgate serve` as users run it: how soon it answers, what it holds, and how it answers while it renders.
struct StartBench: Sendable {
    struct Start: Codable, Sendable {
        /// From the start of the process to the first answer, each on a new data directory.
        var milliseconds: [Double]
        /// Memory two seconds later.
        var idleBytes: Int
    }

    /// Answers while the preview is busy.
    struct Busy: Codable, Sendable {
        /// Tasks that were waiting when it began.
        var queued: Int
        var create: LoadGenerator.Figures
        var read: LoadGenerator.Figures
    }

    private static let runs = 5

    let place: String
    let say: @Sendable (String) -> Void

    func start() async throws -> Start {
        say("the start")
        var figures = Start(milliseconds: [], idleBytes: 0)
        for run in 0..<Self.runs {
            let began = ContinuousClock.now
            let server = try FilmgateChild(data: place + "/start-\(run)", command: ["serve"])
            try await server.process.during {
                try await LoopbackClient(port: server.port).waitUntilAnswers("/healthz")
                figures.milliseconds.append((ContinuousClock.now - began).inSeconds * 1000)
                guard run == Self.runs - 1 else { return }
                try await Task.sleep(for: .seconds(2))
                figures.idleBytes = server.process.residentBytes ?? 0
            }
        }
        return figures
    }

    func busy() async throws -> Busy {
        let server = try FilmgateChild(data: place + "/busy", command: ["serve"])
        return try await server.process.during {
            let client = try await server.client()
            say("answers while 100 renders wait")
            // The two or more that run at once do not wait.
            for _ in 0..<104 {
                guard try client.send("POST", LoopbackClient.tasks, body: LoadGenerator.order) != nil else {
                    throw BenchError("the server takes no task")
                }
            }
            let queued = try client.count("queued")
            let load = LoadGenerator(directory: place)
            let read = try await load.read(
                client.ids(500),
                port: server.port,
                key: client.key,
                connections: 8,
                seconds: 5
            )
            let create = try await load.post(
                LoopbackClient.tasks,
                port: server.port,
                key: client.key,
                connections: 8,
                seconds: 5
            )
            return Busy(queued: queued, create: create, read: read)
        }
    }
}
