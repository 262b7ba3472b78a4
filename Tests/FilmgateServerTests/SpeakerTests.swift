import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateServer
import Testing

@Suite("Who speaks, and in which form", .timeLimit(.minutes(5)))
struct SpeakerTests {
    private static let shared = "/v1/videos/generations"

    private func isToAPIs(_ reply: Reply) -> Bool {
        Face.toapis.created(reply.json) != nil && reply.json["code"] == nil
    }

    @Test("what ToAPIs alone has decides, also beside what both take")
    func signs() async throws {
        try await Door.open { door in
            for more in [
                ["seed": 7, "metadata": ["resolution": "480p"]],
                ["resolution": "480p", "client_business_id": "speaker-1"],
            ] as [JSONObject] {
                let reply = try await door.post(Self.shared, Face.toapis.body("A cat", more))
                #expect(isToAPIs(reply), "\(reply.text)")
            }
        }
    }

    @Test("where nothing decides, whoever can read the body speaks, and the first refuses what nobody can")
    func readers() async throws {
        try await Door.open { door in
            let reply = try await door.post(Self.shared, ["prompt": "A cat"])
            #expect(isToAPIs(reply), "\(reply.text)")
            #expect(Face.xcompute.isError(try await door.post(Self.shared, [:])))
            let own = try await door.post(Face.xcompute.own(Self.shared), ["prompt": "A cat"])
            #expect(own.status == 400)
        }
    }

    @Test(
        "a path that is there for another method is 405 in its owner's words",
        arguments: [
            ("DELETE", "/v1/video/generations/x", Face.anyfast, "GET"), ("DELETE", "/v1/tasks/x", .xcompute, "GET"),
            ("GET", "/v1/uploads/images", .xcompute, "POST"), ("GET", "/toapis/v1/uploads/images", .toapis, "POST"),
            ("PUT", "/api/v3/contents/generations/tasks/x", .ark, "DELETE, GET"),
        ]
    )
    func otherMethod(method: String, path: String, face: Face, allowed: String) async throws {
        try await Door.open { door in
            let reply = try await door.send(method, path)
            #expect(reply.status == 405)
            #expect(reply.headers["allow"] == allowed)
            #expect(face.isError(reply), "\(reply.text)")
        }
    }

    @Test("a key's home dialect answers on a path that several have")
    func home() async throws {
        try await Door.open { door in
            let reply = try await door.get("/v1/uploads/images", key: try await door.key(dialect: .toapis))
            #expect(reply.status == 405)
            #expect(Face.toapis.isError(reply), "\(reply.text)")
        }
    }

    @Test("below a path that one dialect has, an unknown one is that dialect's 404; below others it is OpenAI's")
    func below() async throws {
        try await Door.open { door in
            let task = try await door.get("/v1/tasks/x/y")
            #expect(task.status == 404)
            #expect(Face.xcompute.isError(task), "\(task.text)")
            for path in ["/api/v3", "/api/plan/v3", "/volc/v1", "/ark"] {
                let reply = try await door.get(path)
                #expect(reply.status == 404)
                #expect(reply.bytes.isEmpty, "\(path): \(reply.text)")
            }
            let model = try await door.get("/v1/models/x")
            #expect(model.json["error"]?["code"] == "unknown_url")
        }
    }

    @Test("a list repeats the ids as they were asked for, and a path may hold them escaped")
    func forms() async throws {
        try await Door.open { door in
            let id = try await door.create()
            let known = try #require(TaskIDForm.recognise(id)).id
            for form in TaskIDForm.all {
                let asked = form.write(known)
                let list = try await door.get("\(Face.ark.create)?filter.task_ids=\(asked)")
                #expect(list.json["items"]?[0]?["id"]?.text == asked, "\(list.text)")
            }
            let read = try await door.get(Face.ark.read(id.replacing("-", with: "%2D")))
            #expect(read.json["id"]?.text == id)
        }
    }

    @Test("an upload may be as large as the vendor takes it; undecided, as the larger of the two", arguments: [10, 20])
    func uploads(megabytes: Int) async throws {
        try await Door.open { door in
            let form = Pictures.form(Pictures.png(bytes: (megabytes << 20) + 1))
            for (prefix, limit) in [("/toapis", 10), ("/xcompute", 20), ("", 20)] {
                let reply = try await door.send(
                    "POST",
                    prefix + "/v1/uploads/images",
                    headers: ["content-type": form.type],
                    body: form.body
                )
                #expect((reply.status == 200) == (megabytes < limit), "\(prefix): \(reply.status) \(reply.text)")
            }
        }
    }

    @Test("a full queue is Ark's QuotaExceeded, and worth another try")
    func fullQueue() async throws {
        try await Door.open(
            .with { wishes in
                wishes.places = 0
                wishes.settings.engine.maximumQueued = 1
            }
        ) { door in
            _ = try await door.create()
            for face in [Face.ark, .volc] {
                let reply = try await door.post(face.own(face.create), face.body("A cat"))
                #expect(reply.json["error"]?["code"] == "QuotaExceeded")
                #expect(reply.headers["retry-after"] == "30")
                #expect(reply.headers["x-should-retry"] == nil)
            }
        }
    }

    @Test("a usage query that is wrong is refused with its field and its value")
    func usage() async throws {
        try await Door.open { door in
            for (query, value) in [("start=abc", "abc"), ("start=0&end=9999999999", "0")] {
                let reply = try await door.get("/v1/usage?\(query)")
                #expect(reply.status == 400)
                let message = reply.json["error"]?["message"]?.text
                #expect(message?.contains("start 的值为 \(value)，必须") == true, "\(reply.text)")
            }
        }
    }
}
