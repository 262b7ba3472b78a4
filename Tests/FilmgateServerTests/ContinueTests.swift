import FilmgateDialects
import Testing

@Suite("Expect: 100-continue", .timeLimit(.minutes(5)))
struct ContinueTests {
    private func head(_ door: Door, key: String?, length: Int, path: String = Face.ark.create) -> String {
        let field = key.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return "POST \(path) HTTP/1.1\r\nHost: x\r\n\(field)Content-Length: \(length)\r\nExpect: 100-continue\r\n\r\n"
    }

    @Test("who may create is told to go on, and the body is then taken")
    func goesOn() async throws {
        try await Door.open { door in
            let body = JSONWriter.text(Face.ark.body("A cat"))
            try await Wire.open(door) { wire in
                try await wire.send(head(door, key: door.key, length: body.utf8.count))
                #expect(try await wire.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100 Continue\r\n"))
                try await wire.send(body)
                #expect(try await wire.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(try await wire.read(through: "}").hasPrefix("{\"id\":\"cgt-"))
            }
        }
    }

    @Test("who may not is refused before the body")
    func refusedFirst() async throws {
        try await Door.open { door in
            for key in [nil, "fg_nobody"] {
                try await Wire.open(door) { wire in
                    try await wire.send(head(door, key: key, length: 50_000_000))
                    #expect(try await wire.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
                }
            }
        }
    }

    @Test("a body that says it is too long is refused before it comes")
    func tooLong() async throws {
        try await Door.open { door in
            try await Wire.open(door) { wire in
                try await wire.send(head(door, key: door.key, length: (64 << 20) + 1))
                #expect(try await wire.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 413 "))
            }
        }
    }

    @Test("the next request of the connection is served as well")
    func connectionGoesOn() async throws {
        try await Door.open { door in
            let body = JSONWriter.text(Face.ark.body("A cat"))
            try await Wire.open(door) { wire in
                for _ in 0..<3 {
                    try await wire.send(head(door, key: door.key, length: body.utf8.count))
                    _ = try await wire.read(through: "HTTP/1.1 100 Continue\r\n\r\n")
                    try await wire.send(body)
                    _ = try await wire.read(through: "HTTP/1.1 200 OK\r\n")
                    _ = try await wire.read(through: "\"}")
                }
                try await wire.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await wire.read(through: "HTTP/1.1 200 OK\r\n")
                _ = try await wire.read(through: "ok\n")
            }
        }
    }

    @Test("what is not HTTP gets a bare 400 or nothing, and the next connection is served")
    func notHTTP() async throws {
        try await Door.open { door in
            for text in ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"] {
                try await Wire.open(door) { wire in
                    try await wire.send(text)
                    do {
                        #expect(try await wire.read(through: "\r\n").hasPrefix("HTTP/1.1 400"), "\(text)")
                    } catch let error as Wire.Broken {
                        #expect(error.got.isEmpty, "\(text)")
                    }
                }
            }
            #expect(try await door.get("/healthz").status == 200)
        }
    }
}
