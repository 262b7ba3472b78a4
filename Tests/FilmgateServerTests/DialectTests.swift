import FilmgateDialects
import FilmgateDomain
import Testing

@Suite("Every dialect at the door", .timeLimit(.minutes(5)))
struct DialectTests {
    @Test("health and readiness answer without a key")
    func health() async throws {
        try await Door.open { door in
            for (path, word) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
                let reply = try await door.send("GET", path, key: "")
                #expect(reply.status == 200)
                #expect(reply.text == word)
            }
        }
    }

    @Test("a create answers in the dialect's own shape, at its path and below its prefix", arguments: Face.all)
    func create(face: Face) async throws {
        try await Door.open { door in
            let home = try await door.key(dialect: face.name)
            for (path, key) in [(face.create, home), (face.own(face.create), door.key)] {
                let reply = try await door.post(path, key: key, face.body("一只猫 in the rain"))
                #expect(reply.status == 200)
                #expect(reply.headers["content-type"] == "application/json; charset=utf-8")
                #expect(reply.headers["x-filmgate-provider"] == "preview")
                #expect(reply.headers["x-request-id"]?.hasPrefix("02") == true)
                let id = try #require(face.created(reply.json), "\(reply.text)")
                let read = try await door.get(face.own(face.read(id)))
                #expect(read.status == 200)
                #expect(face.state(read.json).id == id)
            }
        }
    }

    @Test("a task tells the same story in every dialect, whatever the form of its id", arguments: Face.all)
    func story(face: Face) async throws {
        try await Door.open { door in
            let reply = try await door.post(face.own(face.create), face.body("A cat"))
            let id = try #require(face.created(reply.json), "\(reply.text)")
            let known = try #require(TaskIDForm.recognise(id)).id
            try await door.task(id, in: "running")
            for reader in Face.all {
                for form in TaskIDForm.all {
                    let asked = form.write(known)
                    let read = try await door.get(reader.own(reader.read(asked)))
                    #expect(reader.state(read.json).id == asked)
                    #expect(reader.state(read.json).word == reader.words[1])
                }
            }
            door.provider.finish(known)
            try await door.task(id, in: "succeeded")
            for reader in Face.all {
                let read = try await door.get(reader.own(reader.read(id)))
                #expect(reader.state(read.json).word == reader.words[2])
                #expect(read.text.contains("\(door.url)/files/"))
            }
        }
    }

    @Test("without a key or with a wrong one it is 401 in the dialect's words", arguments: Face.all)
    func unauthenticated(face: Face) async throws {
        try await Door.open { door in
            for key in ["", "fg_nobody", "fg_" + String(repeating: "x", count: 300)] {
                for path in [face.create, face.own(face.create)]
                where path != Face.toapis.create || face.name != .toapis {
                    let reply = try await door.post(path, key: key, face.body("A cat"))
                    #expect(reply.status == 401)
                    #expect(face.isError(reply) || face.name == .aigeneration, "\(reply.text)")
                }
                let read = try await door.get(face.own(face.read("task_01K8SGYNNNVBQTXNR4MM964S7K")), key: key)
                #expect(read.status == 401)
            }
        }
    }

    @Test("a key in the query counts for nothing; one without a scheme counts at AnyFast alone", arguments: Face.all)
    func keyPlaces(face: Face) async throws {
        try await Door.open { door in
            let inQuery = try await door.post(
                face.own(face.create) + "?key=\(door.key)&access_token=\(door.key)",
                key: "",
                face.body("A cat")
            )
            #expect(inQuery.status == 401)
            for (field, isTaken) in [
                (door.key, face.name == .anyfast), ("bEARER \(door.key)", true), ("Basic \(door.key)", false),
                ("Bearer", false), ("Bearer \(door.key) more", false),
            ] {
                let reply = try await door.send(
                    "POST",
                    face.own(face.create),
                    key: "",
                    headers: ["authorization": field],
                    body: JSONWriter.bytes(face.body("A cat"))
                )
                #expect((reply.status == 200) == isTaken, "\(field)")
            }
        }
    }

    @Test("bodies that are no JSON are refused in the dialect's shape", arguments: Face.all)
    func malformed(face: Face) async throws {
        try await Door.open { door in
            for text in ["", "{", "{\"model\":}", "[1,2", "nonsense", "{\"model\":\"\u{1}\"}"] {
                let reply = try await door.send("POST", face.own(face.create), body: Array(text.utf8))
                #expect(reply.status == face.malformed, "\(text): \(reply.text)")
                #expect(face.isError(reply), "\(reply.text)")
            }
            let bad = try await door.send("POST", face.own(face.create), body: [0x7B, 0x22, 0xFF, 0xFE, 0x22, 0x7D])
            #expect(bad.status == face.malformed)
        }
    }

    @Test("a wrong parameter is refused by name", arguments: Face.all)
    func invalid(face: Face) async throws {
        try await Door.open { door in
            let reply = try await door.post(face.own(face.create), face.body("A cat", ["duration": 99]))
            #expect(reply.status == face.invalid)
            #expect(face.isError(reply))
            #expect(reply.text.contains("duration"), "\(reply.text)")
            #expect(reply.text.contains("99") || face.name == .aigeneration, "\(reply.text)")
        }
    }

    @Test("JSON is taken under any content type, with a BOM, but not as a form", arguments: Face.all)
    func contentTypes(face: Face) async throws {
        try await Door.open { door in
            let body = JSONWriter.bytes(face.body("A cat"))
            for type in ["text/plain", "application/json; charset=UTF-8", "application/x-www-form-urlencoded"] {
                let reply = try await door.send(
                    "POST",
                    face.own(face.create),
                    headers: ["content-type": type],
                    body: [0xEF, 0xBB, 0xBF] + body
                )
                #expect(reply.status == 200, "\(type)")
            }
            let form = try await door.send(
                "POST",
                face.own(face.create),
                headers: ["content-type": "multipart/form-data; boundary=x"],
                body: body
            )
            #expect(form.status == (face.takesForms ? 400 : 415))
            #expect(face.isError(form))
        }
    }

    @Test("another project's task looks like one that never was", arguments: Face.all)
    func foreign(face: Face) async throws {
        try await Door.open { door in
            let theirs = try await door.key(project: "theirs")
            let id = try await door.create(key: theirs)
            try await door.task(id, in: "running", key: theirs)
            let known = try #require(TaskIDForm.recognise(id)).id
            let never = VideoTask.ID(ULID(high: known.ulid.high, low: known.ulid.low ^ 1))
            let form = try #require(TaskIDForm.recognise(id)).form
            var answers: [String] = []
            for asked in [id, form.write(never)] {
                let reply = try await door.get(face.own(face.read(asked)))
                #expect(reply.status == face.unknownTask)
                answers.append(
                    reply.text.replacing(asked, with: "ID")
                        .replacing(reply.headers["x-request-id"] ?? "?", with: "REQUEST")
                )
            }
            #expect(answers[0] == answers[1])
            let nonsense = try await door.get(face.own(face.read("nonsense")))
            #expect(nonsense.status == face.unknownTask)
            #expect(face.isError(nonsense))
        }
    }

    @Test("unknown paths answer in the words of whoever owns them")
    func unknownPaths() async throws {
        try await Door.open { door in
            for path in ["/api/v3/nonsense", "/ark/x", "/volc/v1/nonsense"] {
                let reply = try await door.get(path)
                #expect(reply.status == 404)
                #expect(reply.bytes.isEmpty, "Ark's 404 of an unknown path is empty: \(path) \(reply.text)")
            }
            for face in [Face.anyfast, .xcompute, .toapis, .aigeneration] {
                let below = try await door.get(face.own("/v1/nonsense"))
                #expect(below.status == 404)
                #expect(face.isError(below), "\(face.name): \(below.text)")
                let home = try await door.get("/v1/nonsense", key: try await door.key(dialect: face.name))
                #expect(home.status == 404)
                #expect(face.isError(home), "\(face.name): \(home.text)")
            }
            for key in ["", door.key, "fg_nobody"] {
                let reply = try await door.get("/v1/nonsense", key: key)
                #expect(reply.status == 404)
                #expect(reply.json["error"]?.keys == ["message", "type", "param", "code"])
            }
            #expect(try await door.get("/api/AIGeneration/nonsense").json["success"] == false)
        }
    }
}
