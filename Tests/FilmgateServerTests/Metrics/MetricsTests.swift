import FilmgateDomain
import FilmgateTelemetry
import Testing

@testable import FilmgateServer

@Suite("The metrics of a server", .timeLimit(.minutes(5)))
struct ServerMetricsTests {
    /// Every line but comments is a name, labels, and a number.
    private static func values(_ text: String) throws -> [String: Double] {
        var values: [String: Double] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let space = try #require(line.lastIndex(of: " "))
            let number: Double = try #require(Double(line[line.index(after: space)...]))
            values[String(line[..<space])] = number
        }
        return values
    }

    @Test("requests, tasks, money and accounts are counted, and no id or path stands in a label")
    func everything() async throws {
        let wishes = Door.Wishes.with { $0.places = 0 }
        try await Door.open(wishes) { door in
            let id = try await door.create()
            _ = try await door.get(Face.ark.read(id))
            _ = try await door.get("/xyzzy/serves/this")
            let text = await door.gateway.metrics.text()
            let values = try Self.values(text)
            #expect(values["filmgate_tasks{state=\"queued\"}"] == 1)
            #expect(values["filmgate_queue_oldest_seconds"] ?? -1 >= 0)
            #expect((values["filmgate_store_commit_seconds_count"] ?? 0) >= 2)
            #expect((values["filmgate_store_wal_bytes"] ?? 0) > 0)
            #expect(values["filmgate_scrape_failed{source=\"store\"}"] == 0)
            #expect(values["filmgate_http_requests_total{method=\"GET\",route=\"NotFound\",status=\"404\"}"] == 1)
            #expect(values.keys.contains { $0.hasPrefix("filmgate_attempts_total{provider=") })
            #expect(!text.contains(id))
            #expect(!text.contains("xyzzy"))
        }
    }

    @Test(
        "an address to listen at has a host and a port",
        arguments: [
            ("127.0.0.1:9464", "127.0.0.1", 9464), ("[::1]:0", "::1", 0), ("localhost:80", "localhost", 80),
        ]
    )
    func address(text: String, host: String, port: Int) {
        #expect(ListenAddress(text) == ListenAddress(host: host, port: port))
    }

    @Test("what is no address is refused", arguments: ["9464", ":9464", "::1:9464", "h:65536", "h:-1", "h:"])
    func noAddress(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
