import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateServer
import Testing

@Suite("Ark's list and delete", .timeLimit(.minutes(5)))
struct TaskTests {
    private func list(
        _ door: Door,
        _ query: String,
        key: String? = nil
    ) async throws -> (total: JSONValue?, ids: [String]) {
        let reply = try await door.get(Face.ark.create + "?" + query, key: key)
        #expect(reply.status == 200, "\(query): \(reply.text)")
        let items = reply.json["items"]
        return (reply.json["total"], (0..<(items?.count ?? 0)).compactMap { items?[$0]?["id"]?.text })
    }

    @Test("pages go from the newest to the oldest")
    func pages() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            var ids: [String] = []
            for _ in 0..<25 { ids.insert(try await door.create(), at: 0) }
            #expect(try await list(door, "") == (25, Array(ids[..<20])))
            #expect(try await list(door, "page_size=10") == (25, Array(ids[..<10])))
            #expect(try await list(door, "page_size=10&page_num=3") == (25, Array(ids[20...])))
            #expect(try await list(door, "page_size=10&page_num=4") == (25, []))
            for query in ["page_size=0", "page_size=501", "page_num=0", "page_num=x", "filter.status=done"] {
                let reply = try await door.get(Face.ark.create + "?" + query)
                #expect(reply.status == 400, "\(query)")
                #expect(Face.ark.isError(reply))
            }
        }
    }

    @Test("every filter of the list")
    func filters() async throws {
        try await Door.open(.with { $0.places = 1 }) { door in
            let running = try await door.create()
            try await door.task(running, in: "running")
            let queued = try await door.create(["service_tier": "flex"])
            let cancelled = try await door.create()
            #expect(try await door.send("DELETE", Face.ark.read(cancelled)).status == 200)
            #expect(try await list(door, "filter.status=running") == (1, [running]))
            #expect(try await list(door, "filter.status=cancelled") == (1, [cancelled]))
            #expect(try await list(door, "filter.status=failed") == (0, []))
            #expect(try await list(door, "filter.service_tier=flex") == (1, [queued]))
            #expect(try await list(door, "filter.service_tier=default") == (2, [cancelled, running]))
            #expect(
                try await list(door, "filter.task_ids=\(running)&filter.task_ids=\(cancelled)") == (
                    2, [cancelled, running]
                )
            )
            #expect(try await list(door, "filter.task_ids=nonsense") == (0, []))
            for model in ["doubao-seedance-1-5-pro-251215", "seedance-1-5-pro", "DOUBAO-SEEDANCE-1-5-PRO"] {
                #expect(try await list(door, "filter.model=\(model)").total == 2)
            }
            #expect(try await list(door, "filter.model=ep-123") == (0, []))
            #expect(try await list(door, "filter.status=running&filter.model=ep-123") == (0, []))
            let theirs = try await door.key(project: "theirs")
            #expect(try await list(door, "", key: theirs) == (0, []))
            #expect(try await list(door, "filter.task_ids=\(running)", key: theirs) == (0, []))
        }
    }

    @Test("what a delete does in each state", arguments: [Face.ark, .volc])
    func deletes(face: Face) async throws {
        try await Door.open(.with { $0.places = 1 }) { door in
            func delete(_ id: String) async throws -> Reply {
                try await door.send("DELETE", face.read(id))
            }
            func known(_ id: String) throws -> VideoTask.ID { try #require(TaskIDForm.recognise(id)).id }
            let first = try await door.create()
            try await door.task(first, in: "running")
            let running = try await delete(first)
            #expect(running.status == 409)
            #expect(running.json["error"]?["code"] == "InvalidAction.RunningTaskDeletion")
            #expect(running.headers["x-should-retry"] == "false")

            let second = try await door.create()
            let queued = try await delete(second)
            #expect((queued.status, queued.text) == (200, "{}"))
            #expect(try await door.get(face.read(second)).json["status"] == "cancelled")
            let again = try await delete(second)
            #expect(again.status == 409)
            #expect(Face.ark.isError(again))

            door.provider.finish(try known(first))
            try await door.task(first, in: "succeeded")
            #expect(try await delete(first).text == "{}")
            #expect(try await door.get(face.read(first)).status == 404)

            let third = try await door.create()
            door.provider.fail(try known(third), TaskFailure(code: "InternalServiceError", message: "broken"))
            try await door.task(third, in: "failed")
            #expect(try await delete(third).text == "{}")
            for id in [first, third, "nonsense"] {
                let reply = try await delete(id)
                #expect(reply.status == 404)
                #expect(reply.json["error"]?["code"] == "ResourceNotFound")
            }
        }
    }

    @Test("another project's task cannot be deleted, and says no more than one that never was")
    func foreignDelete() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let theirs = try await door.key(project: "theirs")
            let id = try await door.create(key: theirs)
            let reply = try await door.send("DELETE", Face.ark.read(id))
            #expect(reply.status == 404)
            #expect(reply.json["error"]?["code"] == "ResourceNotFound")
            #expect(try await door.get(Face.ark.read(id), key: theirs).json["status"] == "queued")
        }
    }

    @Test("a draft is made final by its own project alone, once it has succeeded")
    func drafts() async throws {
        try await Door.open { door in
            let draft = try await door.create(["draft": true])
            let form = try #require(TaskIDForm.recognise(draft))
            func final(_ id: String, key: String? = nil) async throws -> Reply {
                let content: JSONValue = [["type": "draft_task", "draft_task": ["id": .string(id)]]]
                return try await door.post(Face.ark.create, key: key, Face.ark.body("", ["content": content]))
            }
            try await door.task(draft, in: "running")
            let early = try await final(draft)
            #expect(early.status == 400)
            #expect(Face.ark.isError(early))
            door.provider.finish(form.id)
            try await door.task(draft, in: "succeeded")
            for form in TaskIDForm.all {
                let made = try await final(form.write(try #require(TaskIDForm.recognise(draft)).id))
                let id = try #require(made.json["id"]?.text, "\(made.text)")
                #expect(try await door.get(Face.ark.read(id)).json["draft_task_id"] == .string(draft))
            }
            let theirs = try await door.key(project: "theirs")
            let foreign = try await final(draft, key: theirs)
            let never = try await final(
                form.form.write(VideoTask.ID(ULID(high: form.id.ulid.high, low: 1))),
                key: theirs
            )
            #expect(foreign.status == never.status)
            #expect(foreign.json["error"]?["code"] == never.json["error"]?["code"])
            #expect((400..<500).contains(foreign.status))
        }
    }

    @Test("a failed task says why in every dialect", arguments: Face.all)
    func failures(face: Face) async throws {
        try await Door.open { door in
            let id = try await door.create()
            let known = try #require(TaskIDForm.recognise(id)).id
            door.provider.fail(
                known,
                TaskFailure(code: "OutputVideoSensitiveContentDetected", message: "may contain sensitive information")
            )
            try await door.task(id, in: "failed")
            let reply = try await door.get(face.own(face.read(id)))
            #expect(reply.status == 200)
            #expect(face.state(reply.json).word?.lowercased().hasPrefix("fail") == true)
            #expect(!reply.text.contains("/files/"))
        }
    }

    @Test("a queue that is full is 429 with the time to come again")
    func queueLimit() async throws {
        try await Door.open(
            .with { wishes in
                wishes.places = 0
                wishes.settings.engine.maximumQueued = 2
            }
        ) { door in
            for _ in 0..<2 { _ = try await door.create() }
            for face in Face.all {
                let reply = try await door.post(face.own(face.create), face.body("A cat"))
                #expect(reply.status == 429)
                #expect(face.isError(reply))
                #expect(reply.headers["retry-after"].flatMap { Int($0) } ?? 0 >= 1)
            }
        }
    }
}
