import Testing

@testable import FilmgateServer

@Suite("Pages of other origins", .timeLimit(.minutes(5)))
struct CrossOriginTests {
    private static let preflight = [
        "origin": "https://films.example.com", "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    ]

    @Test("are told nothing where none is listed")
    func off() async throws {
        try await Door.open { door in
            let reply = try await door.send("OPTIONS", Face.ark.create, headers: Self.preflight)
            #expect(reply.headers["access-control-allow-origin"] == nil)
            #expect(reply.status != 204)
        }
    }

    @Test("may call where they are listed, by their whole name")
    func listed() async throws {
        let wishes = Door.Wishes.with { $0.settings.origins = ["https://films.example.com"] }
        try await Door.open(wishes) { door in
            let preflight = try await door.send("OPTIONS", Face.ark.create, key: "", headers: Self.preflight)
            #expect(preflight.status == 204)
            #expect(preflight.headers["access-control-allow-origin"] == "https://films.example.com")
            #expect(preflight.headers["access-control-allow-headers"] == "authorization,content-type")
            #expect(preflight.headers["access-control-allow-credentials"] == nil)
            let refused = try await door.send(
                "POST",
                Face.ark.create,
                key: "",
                headers: ["origin": "https://films.example.com"]
            )
            #expect(refused.status == 401)
            #expect(refused.headers["access-control-allow-origin"] == "https://films.example.com")
            for path in ["/nowhere", Face.ark.create + "/x/y/z"] {
                let unknown = try await door.send("GET", path, headers: ["origin": "https://films.example.com"])
                #expect(unknown.status == 404)
                #expect(unknown.headers["access-control-allow-origin"] == "https://films.example.com")
                #expect(unknown.headers["vary"] == "Origin")
            }
            let wrongMethod = try await door.send(
                "DELETE",
                "/healthz",
                headers: ["origin": "https://films.example.com"]
            )
            #expect(wrongMethod.status == 405)
            #expect(wrongMethod.headers["access-control-allow-origin"] == "https://films.example.com")
            for other in ["https://films.example.com.evil.example", "http://films.example.com", "null"] {
                let reply = try await door.send("GET", "/healthz", headers: ["origin": other])
                #expect(reply.status == 200)
                #expect(reply.headers["access-control-allow-origin"] == nil)
            }
        }
    }
}
