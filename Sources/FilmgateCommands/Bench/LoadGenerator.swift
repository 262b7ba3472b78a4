import Foundation

/// wrk, driven by a script that prints its own exact figures.
struct LoadGenerator: Sendable {
    /// What a load came to.
    struct Figures: Codable, Sendable {
        var connections: Int
        var requestsPerSecond: Double
        var p50Milliseconds: Double
        var p99Milliseconds: Double
        /// Answers that were no success, and connections that broke.
        var errors: Int
    }

    /// Where the scripts are written.
    let directory: String

    /// A create as Ark documents it: a text, and nothing else.
    static let order =
        #"{"model":"doubao-seedance-1-5-pro-251215","content":[{"type":"text","text":"海边日落，海浪轻轻拍打沙滩"}]}"#

    private static let report = """
        function done(summary, latency, requests)
          local e = summary.errors
          io.write(string.format("figures %d %d %d %d %d\\n", summary.requests, summary.duration,
            latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
        end
        """

    /// The same POST again and again.
    func post(_ path: String, port: Int, key: String, connections: Int, seconds: Int) async throws -> Figures {
        let script = """
            wrk.method = "POST"
            wrk.body = '\(Self.order)'
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Authorization"] = "Bearer \(key)"
            """
        return try await run(script, path, port: port, connections: connections, seconds: seconds)
    }

    /// Reads of one task after another.
    func read(_ ids: [String], port: Int, key: String, connections: Int, seconds: Int) async throws -> Figures {
        let list = directory + "/ids"
        try Data(ids.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
        let script = """
            wrk.headers["Authorization"] = "Bearer \(key)"
            local requests, at = {}, 0
            function init(args)
              for id in io.lines("\(list)") do
                requests[#requests + 1] = wrk.format("GET", "\(LoopbackClient.tasks)/" .. id)
              end
            end
            function request()
              at = at % #requests + 1
              return requests[at]
            end
            """
        return try await run(script, "/", port: port, connections: connections, seconds: seconds)
    }

    func get(_ path: String, port: Int, connections: Int, seconds: Int) async throws -> Figures {
        try await run("", path, port: port, connections: connections, seconds: seconds)
    }

    private func run(
        _ script: String,
        _ path: String,
        port: Int,
        connections: Int,
        seconds: Int
    ) async throws -> Figures {
        let file = directory + "/load.lua"
        try Data((script + "\n" + Self.report).utf8).write(to: URL(fileURLWithPath: file))
        let output = try await BenchProcess(
            "wrk",
            ["-t2", "-c\(connections)", "-d\(seconds)s", "-s", file, "http://127.0.0.1:\(port)\(path)"]
        ).result()
        let words = output.split(separator: "\n").last { $0.hasPrefix("figures ") }?.split(separator: " ") ?? []
        let numbers = words.compactMap { Double($0) }
        guard numbers.count == 5 else { throw BenchError("wrk gave no figures") }
        return Figures(
            connections: connections,
            requestsPerSecond: numbers[0] / (numbers[1] / 1e6),
            p50Milliseconds: numbers[2] / 1000,
            p99Milliseconds: numbers[3] / 1000,
            errors: Int(numbers[4])
        )
    }
}
