import FilmgateDomain
import FilmgateEngine
import FilmgateProviders
import Foundation
import Testing

@testable import FilmgateServer

/// A configuration as it is read, with everything that is wrong in it.
struct ReadConfiguration {
    var settings = ServerSettings()
    let problems: [ConfigurationError]

    init(_ text: String, environment: [String: String] = [:]) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "filmgate-\(UUID().uuidString).yaml").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        problems = ConfigurationFile(path: path, environment: environment).read(into: &settings)
    }
}

@Suite("Providers in the configuration")
struct ProviderSettingsTests {
    @Test("the example of the issue is read whole")
    func example() throws {
        let read = try ReadConfiguration(
            """
            public_url: http://127.0.0.1:8080
            providers:
              - name: ark-main            # unique
                dialect: ark
                base_url: https://ark.cn-beijing.volces.com/
                api_key: ${ARK_API_KEY}
                concurrency: 10
                priority: 1
                weight: 1
                cost_factor: 1.0
                limits: { create: 600/min, get: 20/s, list: 1/s }
                models: { doubao-seedance-1-5-pro-251215: doubao-seedance-1-5-pro-251215 }
            fetch: { allow: [127.0.0.0/8] }
            polling: { first: 5s, min: 2s, max: 15s }
            """,
            environment: ["ARK_API_KEY": "secret"]
        )
        #expect(read.problems.isEmpty)
        let provider = try #require(read.settings.providers.first)
        #expect(read.settings.providers.count == 1)
        #expect(provider.name == "ark-main")
        #expect(provider.dialect == .ark)
        #expect(provider.baseURL == "https://ark.cn-beijing.volces.com")
        #expect(provider.apiKey == "secret")
        #expect(provider.concurrency == 10)
        #expect(provider.flexConcurrency == nil)
        #expect(provider.priority == 1)
        #expect(provider.weight == 1)
        #expect(provider.costFactor == 1000)
        #expect(provider.limits.create == CallRate(600, per: .seconds(60)))
        #expect(provider.limits.get == CallRate(20, per: .seconds(1)))
        #expect(provider.limits.list == CallRate(1, per: .seconds(1)))
        #expect(provider.limits.delete == nil)
        let name = "doubao-seedance-1-5-pro-251215"
        #expect(provider.models == [ModelNaming(here: name, there: name)])
        #expect(provider.adaptiveText == .landscape)
    }

    @Test("what an entry leaves out has its default, and every key can be set")
    func everyKey() throws {
        let read = try ReadConfiguration(
            """
            providers:
              - { dialect: ark, api_key: k }
              - name: vllm
                dialect: openai
                base_url: http://10.0.0.7:8000/v1
                concurrency: 2
                flex_concurrency: 3
                priority: 2
                weight: 7
                cost_factor: 0.125
                limits: { create: 5/s, delete: 90/h }
                models: [wan-2.2, seedance-2-0: my-seedance, doubao-seedance-1-0-lite]
                adaptive_text: refuse
                body: json
                extra_fields: true
              - { name: preview, dialect: preview, concurrency: 3, priority: 9 }
            """
        )
        #expect(read.problems.isEmpty)
        let providers = read.settings.providers
        try #require(providers.count == 3)
        #expect(providers[0].name == "ark")
        #expect(providers[0].baseURL == "https://ark.cn-beijing.volces.com")
        #expect(providers[0].concurrency == 10)
        #expect(providers[0].models == nil)
        #expect(providers[0].body == .multipart)
        #expect(providers[1].apiKey.isEmpty)
        #expect(providers[1].flexConcurrency == 3)
        #expect(providers[1].weight == 7)
        #expect(providers[1].costFactor == 125)
        #expect(
            providers[1].models == [
                ModelNaming(here: "wan-2.2"), ModelNaming(here: "seedance-2-0", there: "my-seedance"),
                ModelNaming(here: "doubao-seedance-1-0-lite"),
            ]
        )
        #expect(providers[1].adaptiveText == nil)
        #expect(providers[1].body == .json)
        #expect(providers[1].sendsExtraFields)
        #expect(providers[2].dialect == nil)
        #expect(providers[2].concurrency == 3)
        #expect(providers[2].priority == 9)
    }

    private static let wrongEntries: [(entry: String, key: String, word: String)] = [
        ("{name: a}", "providers.dialect", "openai"),
        ("{dialect: sora}", "providers.dialect", "sora"),
        ("ark", "providers", "dialect"),
        ("{dialect: ark}", "providers.api_key", "${ARK_API_KEY}"),
        ("{dialect: toapis, api_key: k}", "providers.base_url", "toapis"),
        ("{dialect: ark, api_key: '${NOWHERE}'}", "providers.api_key", "NOWHERE"),
        ("{dialect: ark, api_key: 'two words'}", "providers.api_key", "visible"),
        ("{dialect: ark, api_key: k, base_url: ark.cn}", "providers.base_url", "ark.cn"),
        ("{dialect: ark, api_key: k, base_url: 'https://'}", "providers.base_url", "http"),
        ("{dialect: ark, api_key: k, concurrency: 0}", "providers.concurrency", "from 1"),
        ("{dialect: ark, api_key: k, flex_concurrency: many}", "providers.flex_concurrency", "many"),
        ("{dialect: ark, api_key: k, priority: -1}", "providers.priority", "-1"),
        ("{dialect: ark, api_key: k, weight: 0}", "providers.weight", "from 1"),
        ("{dialect: ark, api_key: k, cost_factor: 1.2345}", "providers.cost_factor", "1.2345"),
        ("{dialect: ark, api_key: k, limits: {create: 600}}", "providers.limits.create", "600/min"),
        ("{dialect: ark, api_key: k, limits: {read: 1/s}}", "providers.limits.read", "get"),
        ("{dialect: ark, api_key: k, models: all}", "providers.models", "list"),
        ("{dialect: ark, api_key: k, models: []}", "providers.models", "at least one"),
        ("{dialect: ark, api_key: k, models: ['a b']}", "providers.models", "a b"),
        ("{dialect: ark, api_key: k, adaptive_text: 5:4}", "providers.adaptive_text", "16:9"),
        ("{dialect: ark, api_key: k, body: json}", "providers.body", "openai"),
        ("{dialect: ark, api_key: k, extra_fields: true}", "providers.extra_fields", "openai"),
        ("{dialect: openai, base_url: 'http://a', body: xml}", "providers.body", "multipart"),
        ("{dialect: ark, api_key: k, name: 'a/b'}", "providers.name", "a/b"),
        ("{dialect: ark, api_key: k, name: preview}", "providers.name", "another than preview"),
        ("{dialect: preview, name: renders}", "providers.name", "it is renders"),
        ("{dialect: ark, api_key: k, colour: red}", "providers.colour", "base_url"),
        ("{dialect: preview, api_key: k}", "providers.api_key", "preview"),
    ]

    @Test("what is wrong is named, with what would be right", arguments: wrongEntries)
    func wrong(entry: String, key: String, word: String) throws {
        let read = try ReadConfiguration("# first\nproviders:\n  - \(entry)\n")
        let problem = try #require(read.problems.first)
        #expect(read.problems.count == 1)
        #expect(problem.key == key)
        #expect(problem.line == 3)
        #expect(problem.problem.contains(word), "\(problem)")
    }

    @Test("a key of the environment never stands in a message")
    func secrets() throws {
        let read = try ReadConfiguration(
            "providers:\n  - {dialect: ark, api_key: '${K}', name: '${K}/'}\n",
            environment: ["K": "hush hush"]
        )
        let keyProblems = read.problems.filter { $0.key == "providers.api_key" }
        #expect(keyProblems.allSatisfy { !$0.problem.contains("hush") })
    }

    @Test("everything that is wrong is found in one go, in the order of lines")
    func all() throws {
        let read = try ReadConfiguration(
            """
            colour: red
            tasks: { max_age: 5, max_queued: many }
            providers:
              - { name: a, dialect: ark, api_key: k, weight: 0, priority: x }
              - { name: b, dialect: ark, api_key: k }
              - { name: b, dialect: volc, base_url: "http://v", api_key: k }
            simulate:
              faults: { create: { explode: 1 } }
            """
        )
        #expect(
            read.problems.map(\.key) == [
                "colour", "tasks.max_age", "tasks.max_queued", "providers.weight", "providers.priority",
                "providers.name", "simulate.faults.create.explode",
            ]
        )
        #expect(read.problems.map(\.line) == [1, 2, 2, 4, 4, 6, 8])
        #expect(read.settings.providers.map(\.name) == ["a", "b"])
    }

    @Test("a key in the environment alone is one Ark account")
    func environment() throws {
        #expect(ProviderSettings.ark(environment: [:]) == nil)
        #expect(ProviderSettings.ark(environment: ["ARK_API_KEY": ""]) == nil)
        let ark = try #require(ProviderSettings.ark(environment: ["ARK_API_KEY": "k"]))
        #expect(ark.name == "ark")
        #expect(ark.dialect == .ark)
        #expect(ark.apiKey == "k")
        #expect(ark.baseURL == "https://ark.cn-beijing.volces.com")
        let bytePlus = "https://ark.ap-southeast.bytepluses.com/api/v3"
        #expect(
            ProviderSettings.ark(environment: ["ARK_API_KEY": "k", "ARK_BASE_URL": bytePlus])?.baseURL == bytePlus
        )
    }
}

@Suite("Units of the configuration")
struct UnitsTests {
    @Test(
        "durations",
        arguments: [
            ("250ms", .milliseconds(250)), ("0s", .zero), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("2h", .seconds(7200)), ("7d", .seconds(604_800)), ("5", nil), ("s", nil), ("-1s", nil), ("1.5s", nil),
            ("1 s", nil), ("5min", nil), ("999999999s", nil), ("", nil),
        ] as [(String, Duration?)]
    )
    func durations(text: String, expected: Duration?) {
        #expect(Units.duration(text) == expected)
        if let expected { #expect(Units.duration(Units.text(expected)) == expected) }
    }

    @Test(
        "rates",
        arguments: [
            ("600/min", CallRate(600, per: .seconds(60))), ("20/s", CallRate(20, per: .seconds(1))),
            ("5/h", CallRate(5, per: .seconds(3600))), ("0/s", nil), ("20", nil), ("20/", nil), ("/s", nil),
            ("20/s/s", nil), ("a/s", nil), ("20/day", nil),
        ] as [(String, CallRate?)]
    )
    func rates(text: String, expected: CallRate?) {
        #expect(Units.rate(text) == expected)
    }

    @Test(
        "factors",
        arguments: [
            ("1", 1000), ("1.0", 1000), ("0.85", 850), ("1.125", 1125), ("0", 0), ("1.1255", nil), ("-1", nil),
            (".5", nil),
            ("1.", nil), ("x", nil), ("", nil),
        ] as [(String, Int?)]
    )
    func factors(text: String, expected: Int?) {
        #expect(Units.thousandths(text) == expected)
    }

    @Test("limits that are not set are the dialect's")
    func limits() {
        let dialect = CallLimits(get: CallRate(3, per: .seconds(1)), list: CallRate(1, per: .seconds(1)))
        var settings = LimitSettings()
        #expect(settings.over(dialect) == dialect)
        settings.list = CallRate(9, per: .seconds(1))
        settings.create = CallRate(8, per: .seconds(1))
        let limits = settings.over(dialect)
        #expect(limits.list == CallRate(9, per: .seconds(1)))
        #expect(limits.create == CallRate(8, per: .seconds(1)))
        #expect(limits.get == CallRate(3, per: .seconds(1)))
        #expect(settings.over(CallLimits()).list == nil)
    }
}

@Suite("The example of a configuration")
struct ExampleTests {
    @Test("the commented example is right, and what it says holds without it too")
    func example() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "filmgate.example.yaml").path
        var settings = ServerSettings()
        let file = ConfigurationFile(path: path, environment: ["ARK_API_KEY": "k"])
        #expect(file.read(into: &settings).isEmpty)
        let standard = ServerSettings()
        #expect(settings.engine.polling == standard.engine.polling)
        #expect(settings.engine.maximumAge == standard.engine.maximumAge)
        #expect(settings.engine.maximumQueued == standard.engine.maximumQueued)
        #expect(settings.engine.maximumQueuedInAll == standard.engine.maximumQueuedInAll)
        #expect(settings.engine.fileRetention == standard.engine.fileRetention)
        var ark = try #require(ProviderSettings.ark(environment: ["ARK_API_KEY": "k"]))
        let listed = try #require(settings.providers.first)
        ark.name = listed.name
        ark.file = listed.file
        ark.line = listed.line
        ark.limits = listed.limits
        #expect(listed == ark)
    }
}
