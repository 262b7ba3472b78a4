import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateStoreSQLite
import Testing

@testable import FilmgateServer

@Suite("OpenAI Videos at the door (vendors.md section 7)", .timeLimit(.minutes(5)))
struct OpenAIVideosTests {
    private func create(_ door: Door, _ more: JSONObject = [:]) async throws -> String {
        var body: JSONObject = ["prompt": "A cat", "size": "864x496"]
        for (key, value) in more.members { body[key] = value }
        let reply = try await door.post("/v1/videos", .object(body))
        guard let id = Face.openai.created(reply.json) else { throw Unexpected(reply) }
        return id
    }

    /// A form as the official clients write one.
    private func form(
        _ fields: [(String, String)],
        file: [UInt8]? = nil,
        type: String = "image/png"
    ) -> (headers: [String: String], body: [UInt8]) {
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array("--edge\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        if let file {
            let head = "--edge\r\nContent-Disposition: form-data; name=\"input_reference\"; filename=\"cat.png\"\r\n"
            body += Array((head + "Content-Type: \(type)\r\n\r\n").utf8) + file + Array("\r\n".utf8)
        }
        return (["content-type": "multipart/form-data; boundary=edge"], body + Array("--edge--\r\n".utf8))
    }

    @Test("A form makes the video that the same JSON makes, its texts typed and its picture the first frame")
    func forms() async throws {
        try await Door.open { door in
            let picture = Pictures.png()
            let fields = [
                ("model", "doubao-seedance-1-5-pro-251215"), ("prompt", "一只猫 in the rain"), ("seconds", "8"),
                ("size", "1280x720"), ("seed", "7"), ("generate_audio", "false"), ("watermark", "True"),
            ]
            for type in ["image/png", "application/octet-stream"] {
                let form = form(fields, file: picture, type: type)
                let reply = try await door.send("POST", "/v1/videos", headers: form.headers, body: form.body)
                let id = try #require(Face.openai.created(reply.json), "\(reply.text)")
                #expect(reply.json["seconds"] == "8")
                #expect(reply.json["size"] == "1280x720")
                #expect(reply.json["prompt"] == "一只猫 in the rain")
                let task = try await door.task(id, in: "running")
                #expect(task["generate_audio"] == false)
                let kept = try #require(try await door.gateway.store.task(try Self.id(id), in: nil))
                #expect(kept.order.seed == 7)
                #expect(kept.order.watermark)
                #expect(kept.order.mode == .firstFrame)
                #expect(kept.order.media.first?.artifact.size == picture.count)
                #expect(kept.order.media.first?.origin == nil)
            }
        }
    }

    @Test("A wrong form is refused by the field's name")
    func wrongForms() async throws {
        try await Door.open { door in
            let cases: [([(String, String)], [UInt8]?, Int, String)] = [
                ([("prompt", "A cat"), ("size", "1x1")], nil, 400, "size"),
                ([("prompt", "A cat"), ("seed", "many")], nil, 400, "seed"),
                ([("seconds", "4")], nil, 400, "prompt"), ([("prompt", "A cat")], [1, 2, 3], 400, "input_reference"),
                ([("prompt", "A cat")], Pictures.png(width: 10, height: 10), 400, "input_reference"),
                ([("prompt", "A cat"), ("model", "sora-2")], nil, 404, "model"),
            ]
            for (fields, file, status, parameter) in cases {
                let form = form(fields, file: file)
                let reply = try await door.send("POST", "/v1/videos", headers: form.headers, body: form.body)
                #expect(reply.status == status, "\(reply.text)")
                #expect(reply.json["error"]?["param"] == .string(parameter), "\(reply.text)")
            }
            let cut = form([("prompt", "A cat")])
            let reply = try await door.send(
                "POST",
                "/v1/videos",
                headers: cut.headers,
                body: Array(cut.body.dropLast(12))
            )
            #expect(reply.status == 400)
            #expect(Face.openai.isError(reply))
        }
    }

    @Test("An unfinished video says when to ask again, a finished one does not")
    func polling() async throws {
        try await Door.open { door in
            let id = try await create(door)
            try await door.task(id, in: "running")
            #expect(try await door.get("/v1/videos/\(id)").headers["openai-poll-after-ms"] == "1000")
            door.provider.finish(try Self.id(id))
            try await door.task(id, in: "succeeded")
            let reply = try await door.get("/v1/videos/\(id)")
            #expect(reply.headers["openai-poll-after-ms"] == nil)
            #expect(reply.json["status"] == "completed")
            #expect(reply.json["metadata"]?["url"]?.text?.hasPrefix(door.url) == true)
        }
    }

    @Test("Pages follow each other by the last id, in either order")
    func lists() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            var ids: [String] = []
            for _ in 0..<5 { ids.append(try await create(door)) }
            for (order, expected) in [("asc", ids), ("desc", ids.reversed())] {
                var seen: [String] = []
                var after = ""
                var pages = 0
                while true {
                    let page = try await door.get("/v1/videos?limit=2&order=\(order)\(after)")
                    let found = (0..<(page.json["data"]?.count ?? 0)).compactMap { page.json["data"]?[$0]?["id"]?.text }
                    #expect(page.json["first_id"]?.text == found.first)
                    #expect(page.json["last_id"]?.text == found.last)
                    seen += found
                    pages += 1
                    guard page.json["has_more"] == true, let last = found.last, pages < 9 else { break }
                    after = "&after=\(last)"
                }
                #expect(seen == expected)
                #expect(pages == 3)
            }
            #expect(try await door.get("/v1/videos?limit=5").json["has_more"] == false)
            let none = try await door.get("/v1/videos?limit=0").json
            #expect(none["data"] == [])
            #expect(none["has_more"] == true)
        }
    }

    @Test("A page begins behind a video of the project's own alone")
    func foreignCursor() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let theirs = try await door.create(key: try await door.key(project: "theirs"))
            for cursor in [theirs, "nonsense", "video_01k8sgynnnvbqtxnr4mm964s7k"] {
                let reply = try await door.get("/v1/videos?after=\(cursor)")
                #expect(reply.status == 400)
                #expect(reply.json["error"]?["param"] == "after")
            }
        }
    }

    @Test("The content is the file: whole, in part, or its head alone, and only with the key")
    func content() async throws {
        try await Door.open(.with { $0.isAutomatic = true }) { door in
            let id = try await create(door)
            try await door.task(id, in: "succeeded")
            let path = "/v1/videos/\(id)/content"
            let whole = try await door.get(path)
            #expect(whole.status == 200)
            #expect(whole.headers["content-type"] == "video/mp4")
            #expect(whole.bytes.starts(with: BareVideo.bytes))
            let tag = try #require(whole.headers["etag"])
            let head = try await door.send("HEAD", path)
            #expect(head.status == 200)
            #expect(head.bytes.isEmpty)
            #expect(head.headers["content-length"] == "\(whole.bytes.count)")
            #expect(head.headers["etag"] == tag)
            let part = try await door.send("GET", path + "?variant=video", headers: ["range": "bytes=10-19"])
            #expect(part.status == 206)
            #expect(part.bytes == Array(whole.bytes[10..<20]))
            #expect(part.headers["content-range"] == "bytes 10-19/\(whole.bytes.count)")
            #expect(try await door.send("GET", path, headers: ["if-none-match": tag]).status == 304)
            #expect(try await door.get(path, key: "").status == 401)
            let theirs = try await door.key(project: "theirs")
            #expect(try await door.get(path, key: theirs).status == 404)
            let other = try #require(TaskIDForm.recognise(id)).id
            #expect(try await door.get("/openai/v1/videos/\(TaskIDForm.ark.write(other))/content").status == 200)
        }
    }

    @Test("What has no file says why: not ready, failed, no thumbnail, no such variant")
    func noContent() async throws {
        try await Door.open { door in
            let id = try await create(door)
            try await door.task(id, in: "running")
            for method in ["GET", "HEAD"] {
                let early = try await door.send(method, "/v1/videos/\(id)/content")
                #expect(early.status == 404)
                #expect(early.bytes.isEmpty == (method == "HEAD"))
                #expect(method == "HEAD" || early.text.contains("not ready"), "\(early.text)")
            }
            door.provider.finish(try Self.id(id))
            try await door.task(id, in: "succeeded")
            let thumbnail = try await door.get("/v1/videos/\(id)/content?variant=thumbnail")
            #expect(thumbnail.status == 404)
            #expect(thumbnail.text.contains("variant=video"), "\(thumbnail.text)")
            #expect(try await door.get("/v1/videos/\(id)/content?variant=gif").status == 400)
            let failing = try await create(door)
            try await door.task(failing, in: "running")
            door.provider.fail(
                try Self.id(failing),
                TaskFailure(code: "OutputVideoSensitiveContentDetected", message: "no")
            )
            try await door.task(failing, in: "failed")
            #expect(try await door.get("/v1/videos/\(failing)/content").status == 404)
            let read = try await door.get("/v1/videos/\(failing)")
            #expect(read.json["error"]?["code"] == "content_policy_violation", "\(read.text)")
        }
    }

    @Test("A finished video is deleted, a running one is not, and nobody repeats the try by himself")
    func deletion() async throws {
        try await Door.open { door in
            let id = try await create(door)
            try await door.task(id, in: "running")
            let early = try await door.send("DELETE", "/v1/videos/\(id)")
            #expect(early.status == 409)
            #expect(Face.openai.isError(early))
            #expect(early.headers["x-should-retry"] == "false")
            door.provider.finish(try Self.id(id))
            try await door.task(id, in: "succeeded")
            let reply = try await door.send("DELETE", "/v1/videos/\(id)")
            #expect(reply.json == ["id": .string(id), "object": "video.deleted", "deleted": true], "\(reply.text)")
            #expect(try await door.get("/v1/videos/\(id)").status == 404)
        }
    }

    @Test("What the vendor has beside is refused by name, what nobody has is an unknown address")
    func others() async throws {
        try await Door.open { door in
            let id = try await create(door)
            for (path, word) in [
                ("/v1/videos/\(id)/remix", "remix"), ("/v1/videos/edits", "edits"),
                ("/v1/videos/extensions", "extensions"), ("/openai/v1/videos/characters", "characters"),
            ] {
                let reply = try await door.post(path, ["prompt": "A dog"])
                #expect(reply.status == 400)
                #expect(
                    reply.json["error"]?["message"]?.text?.contains("\(word) is not available") == true,
                    "\(reply.text)"
                )
            }
            let unknown = try await door.get("/v1/videos/\(id)/nonsense")
            #expect(unknown.status == 404)
            #expect(Face.openai.isError(unknown), "\(unknown.text)")
            let models = try await door.get("/openai/v1/models")
            #expect(models.json["object"] == "list")
            #expect(models.json["data"]?[0]?["id"] == "doubao-seedance-1-5-pro-251215")
            #expect(try await door.get("/v1/models").json["data"]?.count == models.json["data"]?.count)
        }
    }

    @Test("A create of the vendors that share the path's beginning still reaches them")
    func neighbours() async throws {
        try await Door.open { door in
            let reply = try await door.post("/v1/videos/generations", Face.xcompute.body("A cat"))
            let id = try #require(Face.xcompute.created(reply.json), "\(reply.text)")
            let read = try await door.get("/v1/videos/generations/\(id)")
            #expect(Face.toapis.state(read.json).id == id, "\(read.text)")
        }
    }

    private static func id(_ text: String) throws -> VideoTask.ID {
        try #require(TaskIDForm.recognise(text)).id
    }
}
