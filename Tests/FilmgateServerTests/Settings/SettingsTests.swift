import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import Foundation
import Testing

@testable import FilmgateServer

@Suite("The configuration file")
struct SettingsTests {
    private func read(_ text: String, environment: [String: String] = [:]) throws -> ServerSettings {
        let path = FileManager.default.temporaryDirectory.appending(path: "filmgate-\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var settings = ServerSettings()
        do throws(ConfigurationError) {
            try ConfigurationFile(path: path, environment: environment).apply(to: &settings)
        } catch {
            var error = error
            #expect(error.file == path)
            #expect(error.description.hasPrefix(path))
            error.file = "F"
            throw error
        }
        return settings
    }

    @Test("every setting is read")
    func everything() throws {
        let settings = try read(
            """
            # A comment
            public_url: https://${HOST}/films
            dialects:
              contested: toapis
              anyfast_read: oldest
            fetch:
              allow: [10.0.0.0/8, "fd00::/8"]
            tasks:
              max_age: 2h
              max_queued: 12
              max_queued_total: 40
            polling: { first: 100ms, min: 50ms, max: 1m }
            trusted_proxies: [10.0.0.1/32]
            limits: { connections: 99, head_timeout: 2s, idle_timeout: 3s, body_grace: 4s, body_rate: 5 }
            cors: { origins: ["https://films.example.com", "http://[::1]:5173"] }
            metrics: { listen: "[::1]:9464" }
            storage: { min_free: 2GB }
            retention: {records: 30d, files: 48h, cancelled: 90m}
            preview:
              workers: 3
              mark: false
              priced: true
            providers:
              - name: preview
                dialect: preview
            """,
            environment: ["HOST": "example.com"]
        )
        #expect(settings.publicURL == "https://example.com/films")
        #expect(settings.contested == .toapis)
        #expect(settings.dialects.anyfastRead == .shapeA)
        #expect(settings.allowedRanges.count == 2)
        #expect(settings.engine.maximumAge == .seconds(7200))
        #expect(settings.engine.maximumQueued == 12)
        #expect(settings.engine.maximumQueuedInAll == 40)
        #expect(
            settings.engine.polling
                == PollingSettings(first: .milliseconds(100), min: .milliseconds(50), max: .seconds(60))
        )
        #expect(settings.trustedProxies.count == 1)
        #expect(settings.door.connections == 99)
        #expect(settings.door.headTimeout == .seconds(2))
        #expect(settings.door.idleTimeout == .seconds(3))
        #expect(settings.door.bodyGrace == .seconds(4))
        #expect(settings.door.bodyRate == 5)
        #expect(settings.origins == ["https://films.example.com", "http://[::1]:5173"])
        #expect(settings.metricsListener == ListenAddress(host: "::1", port: 9464))
        #expect(settings.storage.minimumFree == 2 << 30)
        #expect(settings.engine.recordRetention == .seconds(30 * 86400))
        #expect(settings.engine.fileRetention == .seconds(48 * 3600))
        #expect(settings.engine.cancelledRetention == .seconds(5400))
        #expect(settings.preview.workers == 3)
        #expect(!settings.preview.mark)
        #expect(settings.engine.pricesPreviews)
        #expect(settings.providers.map(\.name) == ["preview"])
        #expect(settings.providers.first?.dialect == nil)
    }

    @Test("an empty file changes nothing", arguments: ["", "# nothing\n", "---\n", "tasks:\n  # max_age: 1h\n"])
    func empty(text: String) throws {
        let settings = try read(text)
        #expect(settings.publicURL == nil)
        #expect(settings.engine.maximumQueued == EngineDefaults.queued)
    }

    private enum EngineDefaults {
        static let queued = ServerSettings().engine.maximumQueued
    }

    @Test(
        "what is wrong is named by file, line and key",
        arguments: [
            ("colour: red\n", 1, "colour"),
            ("public_url: https://a\n\ntasks:\n  max_age: 5\n", 4, "tasks.max_age"),
            ("tasks:\n  max_age: 0s\n", 2, "tasks.max_age"),
            ("tasks:\n  max_queued: many\n", 2, "tasks.max_queued"),
            ("tasks:\n  max_queued: 0\n", 2, "tasks.max_queued"),
            ("tasks:\n  max_size: 1\n", 2, "tasks.max_size"),
            ("tasks: 5\n", 1, "tasks"),
            ("public_url: ftp://example.com\n", 1, "public_url"),
            ("public_url: https://${NOWHERE}\n", 1, "public_url"),
            ("public_url: [a]\n", 1, "public_url"),
            ("dialects:\n  contested: ark\n", 2, "dialects.contested"),
            ("dialects:\n  anyfast_read: newest\n", 2, "dialects.anyfast_read"),
            ("dialects:\n  else: x\n", 2, "dialects.else"),
            ("fetch:\n  allow: 10.0.0.0/8\n", 2, "fetch.allow"),
            ("fetch:\n  allow:\n    - 10.0.0.0/8\n    - 10.0.0.0/99\n", 4, "fetch.allow"),
            ("retention:\n  records: forever\n", 2, "retention.records"),
            ("preview:\n  mark: perhaps\n", 2, "preview.mark"),
            ("preview:\n  workers: 65\n", 2, "preview.workers"),
            ("polling: {first: 0s}\n", 1, "polling.first"),
            ("polling:\n  min: 1m\n  max: 1s\n", 2, "polling.max"),
            ("trusted_proxies: [localhost]\n", 1, "trusted_proxies"),
            ("cors:\n  origins: [https://films.example.com/]\n", 2, "cors.origins"),
            ("cors:\n  origins: [https://films.example.com:443]\n", 2, "cors.origins"),
            ("cors:\n  origins: [https://Films.example.com]\n", 2, "cors.origins"),
            ("cors:\n  origins: [films.example.com]\n", 2, "cors.origins"),
            ("- a\n- b\n", 1, ""),
        ]
    )
    func wrong(text: String, line: Int, key: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.key == key)
        #expect(error?.problem.isEmpty == false)
    }

    @Test("a file that is not there, or no YAML, is named")
    func unreadable() throws {
        #expect(throws: ConfigurationError.self) { try read("a: [1\nb: }") }
        var settings = ServerSettings()
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile(path: "/nowhere/filmgate.yaml", environment: [:]).apply(to: &settings)
        }
        #expect(error?.file == "/nowhere/filmgate.yaml")
    }

    @Test(
        "loopback is what only this machine reaches",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("localhost", true), ("::1", true), ("0.0.0.0", false),
            ("10.0.0.1", false), ("::", false), ("example.com", false), ("127.0.0.1.example.com", false),
        ]
    )
    func loopback(host: String, expected: Bool) {
        var settings = ServerSettings()
        settings.host = host
        #expect(settings.isLoopback == expected)
    }
}

@Suite("The usage query")
struct UsageQueryTests {
    private static let now = Timestamp(seconds: 1_779_375_595)

    private func query(_ items: (String, String)...) throws(Refusal) -> UsageQuery {
        try UsageQuery(Call(query: items.map { (name: $0.0, value: $0.1) }), now: Self.now)
    }

    @Test("without a word it is the last week, by day")
    func defaults() throws {
        let usage = try query()
        #expect(usage.to == Self.now)
        #expect(usage.from == Self.now - .seconds(6 * 86400))
        #expect(usage.group == .day)
        #expect(usage.days.count == 7)
    }

    @Test("a span of its own, and every way to put it together")
    func spans() throws {
        let usage = try query(("start", "0"), ("end", "86400"), ("group_by", "model"))
        #expect(usage.days == 0...1)
        #expect(usage.group == .model)
        #expect(try query(("group_by", "status")).group == .status)
        #expect(try query(("start", "\(Self.now.seconds)")).days.count == 1)
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("start", "yesterday", "start"), ("end", "-1", "end"), ("end", "99999999999999", "end"),
            ("group_by", "colour", "group_by"), ("start", "1", "start"), ("start", "1779375596", "start"),
        ]
    )
    func wrong(name: String, value: String, subject: String) {
        let refusal = #expect(throws: Refusal.self) { try query((name, value)) }
        #expect(refusal?.subject == .wire(subject))
        #expect(refusal?.kind == .invalid)
    }

    @Test(
        "days have their dates",
        arguments: [
            (0, "1970-01-01"), (59, "1970-03-01"), (789, "1972-02-29"), (11_016, "2000-02-29"), (20_594, "2026-05-21"),
            (47_541, "2100-03-01"), (10_956, "1999-12-31"),
        ] as [(Int64, String)]
    )
    func dates(day: Int64, text: String) {
        let row = UsageRow(day: day, model: "m", state: .succeeded, tasks: 1, tokens: 1, chargedMicros: 0)
        #expect(UsageQuery.Group.day.name(of: row) == text)
    }
}
