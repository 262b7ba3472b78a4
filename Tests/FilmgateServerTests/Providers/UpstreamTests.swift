import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import FilmgateProviders
import Foundation
import Testing

@testable import FilmgateServer

@Suite("A Filmgate in front of another one", .timeLimit(.minutes(5)))
struct UpstreamTests {
    private static let model = "doubao-seedance-1-5-pro-251215"

    /// A door whose accounts are at `upstream`, impatient.
    private func wishes(
        at upstream: Door,
        names: [String] = ["one"],
        models: [ModelNaming] = [ModelNaming(here: model)]
    ) -> Door.Wishes {
        .with { wishes in
            wishes.settings.providers = names.map { name in
                var settings = ProviderSettings(name: ProviderName(rawValue: name), dialect: .ark)
                settings.baseURL = upstream.url
                settings.apiKey = upstream.key
                settings.concurrency = 4
                settings.models = models
                settings.limits.get = CallRate(200, per: .seconds(1))
                settings.limits.list = CallRate(20, per: .seconds(1))
                return settings
            }
            wishes.settings.allowedRanges = [CIDRBlock("127.0.0.0/8")].compactMap(\.self)
            wishes.settings.engine.polling = .init(
                first: .milliseconds(50),
                min: .milliseconds(50),
                max: .milliseconds(200)
            )
        }
    }

    @Test("a task is made by the account, and answers name it")
    func life() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { upstream in
            try await Door.open(wishes(at: upstream)) { door in
                let created = try await door.post(Face.ark.create, Face.ark.body("A cat"))
                let id = try #require(created.json["id"]?.text)
                #expect(created.headers["x-filmgate-provider"] == "one")
                let task = try await door.task(id, in: "succeeded")
                #expect(try await door.get(Face.ark.read(id)).headers["x-filmgate-provider"] == "one")
                let link = try #require(task["content"]?["video_url"]?.text)
                #expect(link.hasPrefix(door.url))
                let file = try await door.send("GET", link, key: "")
                #expect(file.status == 200)
                #expect(file.bytes.count > 2000)
                let status = try #require(ProviderStatus(directory: door.directory))
                #expect(status.accounts.map(\.name) == ["one"])
            }
        }
    }

    @Test("a retired model that is mapped shows the model that really ran (models.md section 7)")
    func mapping() async throws {
        let successor = "doubao-seedance-2-0-260128"
        try await Door.open(.with { $0.isAutomatic = true }) { upstream in
            let models = [ModelNaming(here: Self.model, there: successor)]
            try await Door.open(wishes(at: upstream, models: models)) { door in
                let id = try await door.create()
                let task = try await door.task(id, in: "succeeded")
                #expect(task["model"]?.text == successor)
                let refused = try await door.post(Face.ark.create, Face.ark.body("A cat", ["camera_fixed": true]))
                #expect(refused.status == 400)
                #expect(refused.text.contains("camera_fixed"), "\(refused.text)")
            }
        }
    }

    @Test("a retired model that nobody lists is not found, and the answer names its successor")
    func retired() async throws {
        try await Door.open { upstream in
            let models = [ModelNaming(here: "doubao-seedance-2-0-260128")]
            try await Door.open(wishes(at: upstream, models: models)) { door in
                let reply = try await door.post(Face.ark.create, Face.ark.body("A cat"))
                #expect(reply.status == 404)
                #expect(reply.json["error"]?["code"]?.text == "InvalidEndpointOrModel.NotFound")
                #expect(reply.text.contains("doubao-seedance-2-0-mini-260615"), "\(reply.text)")
            }
        }
    }

    @Test("a model that no account lists is refused as unknown")
    func unknownModel() async throws {
        try await Door.open { upstream in
            try await Door.open(wishes(at: upstream)) { door in
                let reply = try await door.post(
                    Face.ark.create,
                    Face.ark.body("A cat", ["model": "doubao-seedance-2-0-260128"])
                )
                #expect(reply.status == 404)
                #expect(Face.ark.isError(reply))
            }
        }
    }

    @Test("an address for vendors' callbacks cannot be guessed, takes short bodies and says nothing")
    func callbacks() async throws {
        try await Door.open { upstream in
            try await Door.open(wishes(at: upstream)) { door in
                let hears = UpstreamCallbacks(
                    secret: try UpstreamCallbacks.secret(in: door.directory),
                    address: PublicAddress(door.url)
                )
                let url = hears.url(for: "one")
                let token = hears.token(for: "one")
                let body = JSONWriter.bytes(["id": "cgt-none", "status": "succeeded"])
                func status(_ address: String, _ body: [UInt8]) async throws -> Int {
                    try await door.send("POST", address, key: "", body: body).status
                }
                let statuses = [
                    try await status(url, body), try await status(String(url.dropLast("/callback".count)), body),
                    try await status(url, Array("no JSON".utf8)),
                    try await status(url.replacing(token, with: token + "0"), body),
                    try await status(hears.url(for: "two"), body),
                    try await status(url, [UInt8](repeating: UInt8(ascii: "a"), count: 2 << 20)),
                ]
                #expect(statuses == [204, 204, 204, 404, 404, 413])
            }
        }
    }

    @Test("tokens differ by account and by server")
    func tokens() {
        let address = PublicAddress("http://a")
        let one = UpstreamCallbacks(secret: [UInt8](repeating: 1, count: 32), address: address)
        let two = UpstreamCallbacks(secret: [UInt8](repeating: 2, count: 32), address: address)
        #expect(one.token(for: "a") != one.token(for: "b"))
        #expect(one.token(for: "a") != two.token(for: "a"))
        #expect(one.isRight(one.token(for: "a"), for: "a"))
        #expect(!one.isRight(one.token(for: "a"), for: "b"))
        #expect(!one.isRight("", for: "a"))
        #expect(one.token(for: "a").count == 40)
    }
}
