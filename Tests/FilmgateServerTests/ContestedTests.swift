import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import Testing

@Suite("Paths that XCompute and ToAPIs share", .timeLimit(.minutes(5)))
struct ContestedTests {
    private static let path = "/v1/videos/generations"

    private func body(_ more: JSONObject = [:]) -> JSONValue { Face.toapis.body("A cat", more) }

    @Test("where nothing decides both answer in one object, and the id works on both read paths")
    func both() async throws {
        try await Door.open { door in
            let reply = try await door.post(Self.path, body())
            let xcompute = try #require(Face.xcompute.created(reply.json), "\(reply.text)")
            let toapis = try #require(Face.toapis.created(reply.json), "\(reply.text)")
            #expect(xcompute == toapis)
            #expect(xcompute.hasPrefix("task_"))
            for face in [Face.xcompute, .toapis] {
                let read = try await door.get(face.read(toapis))
                #expect(read.status == 200)
                #expect(face.state(read.json).id == toapis)
            }
        }
    }

    @Test("keys of the body that one vendor alone has decide")
    func signs() async throws {
        try await Door.open { door in
            for more in [["resolution": "480p"], ["seed": 1], ["webhook": "https://example.com/x"], ["language": "en"]]
                as [JSONObject]
            {
                let reply = try await door.post(Self.path, body(more))
                #expect(Face.xcompute.created(reply.json) != nil, "\(reply.text)")
                #expect(reply.json["object"] == nil)
            }
            for more in [
                ["metadata": ["resolution": "480p"]], ["client_business_id": "order-1"],
                ["callback_url": "https://example.com/x"],
            ] as [JSONObject] {
                let reply = try await door.post(Self.path, body(more))
                #expect(Face.toapis.created(reply.json) != nil, "\(reply.text)")
                #expect(reply.json["code"] == nil)
            }
            let mixed = try await door.post(Self.path, body(["language": "en", "metadata": [:]]))
            #expect(Face.xcompute.created(mixed.json) != nil)
            #expect(Face.toapis.created(mixed.json) != nil)
            // What ToAPIs takes as well decides only where nothing else does.
            let hinted = try await door.post(Self.path, body(["seed": 1, "metadata": [:]]))
            #expect(Face.toapis.created(hinted.json) != nil)
            #expect(hinted.json["code"] == nil)
        }
    }

    @Test("a key's home dialect goes before the body's signs")
    func home() async throws {
        try await Door.open { door in
            let xcompute = try await door.post(
                Self.path,
                key: try await door.key(dialect: .xcompute),
                body(["client_business_id": "order-2"])
            )
            #expect(Face.xcompute.created(xcompute.json) != nil)
            #expect(xcompute.json["object"] == nil)
            let toapis = try await door.post(Self.path, key: try await door.key(dialect: .toapis), body(["seed": 1]))
            #expect(Face.toapis.created(toapis.json) != nil)
            #expect(toapis.json["code"] == nil)
        }
    }

    @Test("the operator's setting decides where no key does", arguments: [Face.xcompute, .toapis])
    func setting(face: Face) async throws {
        try await Door.open(.with { $0.settings.contested = face.name }) { door in
            let reply = try await door.post(Self.path, body())
            #expect(face.created(reply.json) != nil)
            #expect((reply.json["code"] == nil) == (face.name == .toapis))
            let other: Face = face.name == .toapis ? .xcompute : .toapis
            let home = try await door.post(Self.path, key: try await door.key(dialect: other.name), body())
            #expect(other.created(home.json) != nil)
            #expect((home.json["code"] == nil) == (other.name == .toapis))
        }
    }

    @Test("without a key it is XCompute that refuses")
    func unauthenticated() async throws {
        try await Door.open { door in
            let reply = try await door.post(Self.path, key: "", body())
            #expect(reply.status == 401)
            #expect(reply.json["error"]?["message"] == "身份验证失败，请检查您的API密钥")
        }
    }

    @Test(
        "balance and usage of an unlimited project answer",
        arguments: ["/balance", "/v1/balance", "/v1/user/balance"]
    )
    func balance(path: String) async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let reply = try await door.get(path)
            #expect(reply.json["unlimited_quota"] == true)
            #expect(reply.json["remain_balance"] == -1)
            let id = try await door.create()
            try await door.task(id, in: "succeeded")
            let usage = try await door.get("/v1/usage?group_by=status")
            #expect(usage.json["data"]?[0]?["group"] == "succeeded")
            #expect(usage.json["data"]?[0]?["tasks"] == 1)
            let wrong = try await door.get("/v1/usage?group_by=colour")
            #expect(wrong.status == 400)
            #expect(Face.xcompute.isError(wrong))
        }
    }

    @Test("the models are listed by their vendor's names", arguments: ["", "/anyfast", "/xcompute", "/toapis"])
    func models(prefix: String) async throws {
        try await Door.open { door in
            let reply = try await door.get(prefix + "/v1/models")
            #expect(reply.status == 200)
            #expect(reply.json["data"]?[0]?["id"]?.text?.contains("seedance-1-5-pro") == true, "\(reply.text)")
        }
    }
}
