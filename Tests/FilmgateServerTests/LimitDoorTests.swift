import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import Testing

@Suite("What a key may do", .timeLimit(.minutes(5)))
struct LimitDoorTests {
    private func key(_ door: Door, _ settle: (inout APIKey) -> Void) async throws -> String {
        try await door.gateway.keys.make(name: "test", project: Project.defaultName, dialect: nil, settle: settle)
    }

    @Test("a create beyond a limit is Ark's 429, with when to come again and which limit it is")
    func limit() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let key = try await key(door) { $0.limits[.openTasks] = 2 }
            for _ in 0..<2 { _ = try await door.create(key: key) }
            let reply = try await door.post(Face.ark.create, key: key, Face.ark.body("A cat"))
            #expect(reply.status == 429)
            #expect(Face.ark.isError(reply))
            #expect(reply.headers["retry-after"] != nil)
            #expect(reply.headers["ratelimit-policy"] == "\"open_tasks\";q=2")
            #expect(reply.headers["ratelimit"] == "\"open_tasks\";r=0")
            _ = try await door.create()
        }
    }

    @Test("scopes, expiry, models, dialects and sizes hold")
    func rules() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let id = try await door.create()
            let reads = try await key(door) { $0.scopes = [.read] }
            #expect(try await door.get(Face.ark.read(id), key: reads).status == 200)
            #expect(try await door.post(Face.ark.create, key: reads, Face.ark.body("A cat")).status == 403)
            let makes = try await key(door) { $0.scopes = [.generate] }
            #expect(try await door.get(Face.ark.read(id), key: makes).status == 403)
            let expired = try await key(door) { $0.expiresAt = $0.createdAt }
            #expect(try await door.get(Face.ark.read(id), key: expired).status == 401)
            let volc = try await key(door) { $0.dialects = [.volc] }
            #expect(try await door.get(Face.ark.read(id), key: volc).status == 403)
            let other = try await key(door) { $0.models = ["another"] }
            #expect(try await door.post(Face.ark.create, key: other, Face.ark.body("A cat")).status == 403)
            let small = try await key(door) { $0.limits[.maximumResolution] = 480 }
            #expect(
                try await door.post(Face.ark.create, key: small, Face.ark.body("A cat", ["resolution": "720p"])).status
                    == 403
            )
            #expect(
                try await door.post(Face.ark.create, key: small, Face.ark.body("A cat", ["resolution": "480p"])).status
                    == 200
            )
        }
    }

    @Test("a dry run answers the quote and makes no task")
    func dryRun() async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let reply = try await door.send(
                "POST",
                Face.ark.create,
                headers: ["content-type": "application/json", "x-filmgate-dry-run": "true"],
                body: JSONWriter.bytes(Face.ark.body("A cat"))
            )
            #expect(reply.status == 200)
            guard case .object(let quote) = try JSONParser.document(in: ByteRegion(reply.bytes)) else {
                Issue.record("no object")
                return
            }
            #expect(quote["dry_run"] == true)
            #expect((quote["tokens"]?.wholeNumber ?? 0) > 0)
            let list = try await door.get(Face.ark.create)
            #expect(String(decoding: list.bytes, as: UTF8.self).contains("\"total\":0"))
        }
    }
}
