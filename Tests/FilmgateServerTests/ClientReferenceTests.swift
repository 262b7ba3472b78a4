import FilmgateDialects
import FilmgateDomain
import Testing

@Suite("A client's own id of a task, at ToAPIs' door", .timeLimit(.minutes(5)))
struct ClientReferenceTests {
    private static let path = Face.toapis.own(Face.toapis.create)

    private func read(_ reference: String) -> String { Face.toapis.own(Face.toapis.read(reference)) }

    private func body(_ reference: String, _ prompt: String = "A cat") -> JSONValue {
        Face.toapis.body(prompt, ["client_business_id": .string(reference)])
    }

    @Test("a create that is repeated is answered with the task as it stands, whatever else it says")
    func repeated() async throws {
        try await Door.open { door in
            let first = try await door.post(Self.path, body("order-1"))
            let id = try #require(first.json["id"]?.text, "\(first.text)")
            #expect(first.json["client_business_id"]?.text == "order-1")
            try await door.task(id, in: "running")
            let known = try #require(TaskIDForm.recognise(id)).id
            door.provider.finish(known)
            try await door.task(id, in: "succeeded")
            let again = try await door.post(Self.path, body("order-1", "A dog --dur 99"))
            #expect(again.status == 200)
            #expect(again.json["id"]?.text == id)
            #expect(again.json["status"]?.text == "completed")
            #expect(try await door.get(Face.ark.create).json["total"] == 1)
        }
    }

    @Test(
        "a task is read by it, percent-encoded or not, and answered with its own id",
        arguments: [
            ("order-1", "order-1"), ("order 7/a?b#c%", "order%207%2Fa%3Fb%23c%25"), ("订单", "%E8%AE%A2%E5%8D%95"),
        ]
    )
    func read(reference: String, encoded: String) async throws {
        try await Door.open { door in
            let id = try #require(try await door.post(Self.path, body(reference)).json["id"]?.text)
            let reply = try await door.get(read(encoded))
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json["id"]?.text == id)
            #expect(reply.json["client_business_id"]?.text == reference)
            #expect(try await door.get(read(id)).json["client_business_id"]?.text == reference)
        }
    }

    @Test("another project's is as unknown as none, and another dialect reads no such id")
    func hidden() async throws {
        try await Door.open { door in
            #expect(try await door.post(Self.path, body("order-1")).status == 200)
            let stranger = try await door.key(project: "other")
            let replies = [
                try await door.get(read("order-1"), key: stranger), try await door.get(read("order-2"), key: stranger),
            ]
            for reply in replies { #expect(reply.status == 404) }
            #expect(replies[0].bytes == replies[1].bytes)
            #expect(try await door.get(Face.ark.read("order-1")).status == 404)
        }
    }

    @Test("a text that reads like a task's id names that task")
    func idsFirst() async throws {
        try await Door.open { door in
            let id = try await door.create()
            let form = TaskIDForm.task.write(try #require(TaskIDForm.recognise(id)).id)
            #expect(try await door.post(Self.path, body(form)).json["id"]?.text != form)
            #expect(try await door.get(read(form)).json["id"]?.text == form)
        }
    }
}
