import FilmgateDialects
import FilmgateDomain
import Foundation
import Testing

@Suite("Idempotency-Key: a create that is repeated makes no second task", .timeLimit(.minutes(5)))
struct IdempotencyTests {
    private static let cat: JSONValue = [["type": "text", "text": "A cat"]]
    private static let dog: JSONValue = [["type": "text", "text": "A dog"]]

    private func create(
        _ door: Door,
        _ content: JSONValue = cat,
        key: String,
        as caller: String? = nil,
        face: Face = .ark
    ) async throws -> Reply {
        let body = face.body("A cat", face.name == .ark ? ["content": content] : [:])
        return try await door.send(
            "POST",
            face.create,
            key: caller,
            headers: ["content-type": "application/json", "idempotency-key": key],
            body: JSONWriter.bytes(body)
        )
    }

    private func total(_ door: Door) async throws -> Int {
        guard case .integer(let total)? = try await door.get(Face.ark.create).json["total"] else { return -1 }
        return total
    }

    @Test("the same key and body are answered with the first answer, byte for byte")
    func repetition() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let first = try await create(door, key: "one")
            let second = try await create(door, key: "one")
            #expect(first.status == 200)
            #expect(second.status == 200)
            #expect(second.bytes == first.bytes)
            #expect(first.headers["idempotent-replayed"] == nil)
            #expect(second.headers["idempotent-replayed"] == "true")
            #expect(try await total(door) == 1)
            _ = try await create(door, key: "two")
            #expect(try await total(door) == 2)
        }
    }

    @Test("the key of another request is refused in each dialect's words, and makes nothing", arguments: Face.all)
    func mismatch(face: Face) async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            func send(_ text: String) async throws -> Reply {
                try await door.send(
                    "POST",
                    face.create,
                    headers: ["content-type": "application/json", "idempotency-key": "one"],
                    body: JSONWriter.bytes(face.body(text))
                )
            }
            #expect(try await send("A cat").status == 200)
            let refused = try await send("A dog")
            #expect(refused.status == 409, "\(refused.text)")
            #expect(refused.text.contains("Idempotency-Key"))
            #expect(try await total(door) == 1)
        }
    }

    @Test("twenty at once make one task, and all hear of it")
    func concurrency() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let answers = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<20 { group.addTask { try await create(door, key: "one") } }
                return try await group.reduce(into: [Reply]()) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 })
            #expect(Set(answers.map(\.bytes)).count == 1)
            #expect(try await total(door) == 1)
        }
    }

    @Test("it outlives the task, a refusal frees it, and other projects and operations do not see it")
    func scope() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let refused = try await create(door, [["type": "text", "text": " "]], key: "one")
            #expect(refused.status == 400)
            let first = try await create(door, key: "one")
            #expect(first.status == 200)
            let id = try #require(first.json["id"]?.text)
            #expect(try await door.send("DELETE", Face.ark.read(id)).status == 200)
            #expect(try await create(door, key: "one").bytes == first.bytes)

            let stranger = try await door.key(project: "other")
            let theirs = try await create(door, Self.dog, key: "one", as: stranger)
            #expect(theirs.status == 200)
            #expect(theirs.json["id"]?.text != id)
            #expect(try await create(door, key: "one", face: .volc).json["id"]?.text != id)
        }
    }

    @Test("a key must be printable and of at most 255 characters")
    func form() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            #expect(try await create(door, key: String(repeating: "k", count: 255)).status == 200)
            let long = try await create(door, key: String(repeating: "k", count: 256))
            #expect(long.status == 400)
            #expect(long.text.contains("Idempotency-Key"))
        }
    }
}
