import FilmgateDialects
import FilmgateDomain
import Testing

@testable import FilmgateServer

@Suite("The OpenAPI document", .timeLimit(.minutes(5)))
struct OpenAPITests {
    @Test("is served without a key as YAML")
    func served() async throws {
        try await Door.open { door in
            let reply = try await door.send("GET", "/openapi.yaml", key: "")
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/yaml")
            #expect(reply.text == OpenAPIDocument().text)
            #expect(reply.text.hasPrefix("openapi: 3.1.0\n"))
        }
    }

    @Test("describes every operation that a dialect declares and nothing else")
    func operations() {
        let dialects = Dialects.all()
        var expected: Set<String> = []
        for dialect in dialects {
            for operation in dialect.operations {
                let bare = "\(operation.method) \(operation.path)"
                expected.insert(bare)
                // On a path of several, each speaks for itself below its prefix.
                if dialects.count(where: { $0.operations.contains(operation) }) > 1 {
                    expected.insert("\(operation.method) /\(dialect.name.rawValue)\(operation.path)")
                }
            }
        }
        let described = Self.described(OpenAPIDocument().text)
        let own = described.filter { !$0.contains(" /admin/") }
        #expect(expected.subtracting(own).sorted() == [], "declared and not described")
        #expect(own.subtracting(expected.union(Self.servers)).sorted() == [], "described and not declared")
        #expect(Self.servers.subtracting(own).sorted() == [], "served and not described")
    }

    /// What no dialect declares.
    private static let servers: Set = [
        "GET /files/{token}/{name}", "HEAD /files/{token}/{name}", "GET /healthz", "HEAD /healthz", "GET /readyz",
        "HEAD /readyz", "GET /metrics", "GET /openapi.yaml", "HEAD /openapi.yaml",
        "POST /callbacks/upstream/{provider}/{token}", "POST /callbacks/upstream/{provider}/{token}/callback",
    ]

    @Test("the admin API is all there: every operation asks for a key")
    func admin() async throws {
        try await Door.open { door in
            let operations = Self.described(OpenAPIDocument().text).filter { $0.contains(" /admin/") }
            #expect(operations.count == 22)
            for operation in operations {
                let parts = operation.replacing("{id}", with: "x").split(separator: " ").map(String.init)
                let reply = try await door.send(parts[0], parts[1], key: "")
                #expect(reply.status == 401, "\(operation)")
            }
        }
    }

    @Test("refers to components that are there, each named once")
    func components() throws {
        let text = OpenAPIDocument().text
        let lines = try #require(text.firstRange(of: "\ncomponents:\n").map { text[$0.upperBound...] })
        var kind = ""
        var names: [String] = []
        for line in lines.split(separator: "\n") {
            let name = String(line.drop { $0 == " " }.prefix { $0 != ":" })
            switch line.prefix(while: { $0 == " " }).count {
            case 2: kind = name
            case 4: names.append("#/components/\(kind)/\(name)")
            default: break
            }
        }
        #expect(Set(names).count == names.count)
        let referred = text.split(separator: "$ref: \"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(!referred.isEmpty)
        #expect(Set(referred).subtracting(names).sorted() == [])
    }

    /// `METHOD /path` of every operation in the joined text.
    private static func described(_ text: String) -> Set<String> {
        var operations: Set<String> = []
        var isPath = false
        var path = ""
        for line in text.split(separator: "\n") {
            if !line.hasPrefix(" ") { isPath = line == "paths:" }
            guard isPath else { continue }
            let name = String(line.drop { $0 == " " }.prefix { $0 != ":" })
            switch line.prefix(while: { $0 == " " }).count {
            case 2: path = name
            case 4 where ["get", "head", "post", "put", "patch", "delete"].contains(name):
                operations.insert("\(name.uppercased()) \(path)")
            default: break
            }
        }
        return operations
    }
}
