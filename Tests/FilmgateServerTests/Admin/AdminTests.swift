import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import Testing

@Suite("The admin API", .timeLimit(.minutes(5)))
struct AdminTests {
    private static let root = "/admin/v1"
    private static let routes = [
        "/admin/v1/projects", "/admin/v1/projects/x", "/admin/v1/projects/x/ledger", "/admin/v1/usage",
        "/admin/v1/keys", "/admin/v1/keys/x", "/admin/v1/tasks", "/admin/v1/tasks/x", "/admin/v1/providers",
        "/admin/v1/callbacks", "/admin/v1/exposures", "/admin/v1/audit", "/metrics",
    ]

    /// A door whose queue stands still, and an admin key.
    private func withAdmin(_ body: (Door, String) async throws -> Void) async throws {
        try await Door.open(.with { $0.places = 0 }) { door in
            let key = try await door.gateway.keys.make(name: "admin", project: Project.defaultName, dialect: nil) {
                $0.scopes = [.admin]
            }
            try await body(door, key)
        }
    }

    private func made(_ reply: Reply) throws -> String {
        guard reply.status == 201, let id = reply.json["id"]?.text else { throw Unexpected(reply) }
        return id
    }

    @Test("every route wants a key of the scope admin, alone in Authorization")
    func scope() async throws {
        try await withAdmin { door, admin in
            for route in Self.routes {
                let nobody = try await door.get(route, key: "")
                #expect(nobody.status == 401)
                #expect(try await door.get(route).status == 403)
                #expect(try await door.send("GET", route, key: "", headers: ["authorization": admin]).status == 401)
                #expect(try await door.get("\(route)?key=\(admin)", key: "").status == 401)
            }
            #expect(try await door.post(Face.ark.create, key: admin, Face.ark.body("A cat")).status == 403)
        }
    }

    @Test("a project is made, limited, topped up and corrected, and the ledger says who and why")
    func projects() async throws {
        try await withAdmin { door, admin in
            let projects = Self.root + "/projects"
            let id = try made(
                try await door.post(
                    projects,
                    key: admin,
                    ["name": "film", "currency": "USD", "unlimited": false, "limits": ["open_tasks": 3]]
                )
            )
            let one = "\(projects)/\(id)"
            let changed = try await door.send(
                "PATCH",
                one,
                key: admin,
                body: Array(#"{"price_factor": 800, "limits": {"open_tasks": null, "max_duration": 8}}"#.utf8)
            )
            #expect(changed.json["price_factor"] == 800)
            #expect(changed.json["unlimited"] == false)
            #expect(changed.json["limits"] == ["max_duration": 8])
            let topped = try await door.post(
                one + "/ledger",
                key: admin,
                ["kind": "top_up", "micros": 5_000_000, "reason": "invoice 7"]
            )
            #expect(topped.status == 201)
            let adjusted = try await door.post(
                one + "/ledger",
                key: admin,
                ["kind": "adjustment", "micros": -1_500_000, "reason": "typed wrong"]
            )
            #expect(adjusted.json["balance"] == ["micros": 3_500_000, "currency": "USD"])
            let ledger = try await door.get(one + "/ledger?limit=1", key: admin).json["data"]
            #expect(ledger?.count == 1)
            #expect(ledger?[0]?["kind"] == "adjustment")
            #expect(ledger?[0]?["reason"] == "typed wrong")
            #expect(ledger?[0]?["actor"]?.text?.hasPrefix("key_") == true)
            #expect(
                try await door.get(one + "/ledger?offset=1", key: admin).json["data"]?[0]?["reason"] == "invoice 7"
            )
        }
    }

    @Test("a key is made, used, changed, rotated and revoked; itself it is answered once")
    func keys() async throws {
        try await withAdmin { door, admin in
            let project = try made(try await door.post(Self.root + "/projects", key: admin, ["name": "film"]))
            let reply = try await door.post(
                Self.root + "/keys",
                key: admin,
                ["project": .string(project), "name": "laptop", "dialects": ["ark"], "scopes": ["generate", "read"]]
            )
            let one = Self.root + "/keys/" + (try made(reply))
            let key = try #require(reply.json["key"]?.text)
            let task = try await door.create(key: key)
            #expect(try await door.get(one, key: admin).json["key"] == nil)
            #expect(try await door.get(one, key: admin).json["dialects"] == ["ark"])
            let shorn = try await door.send("PATCH", one, key: admin, body: Array(#"{"scopes": ["generate"]}"#.utf8))
            #expect(shorn.json["scopes"] == ["generate"])
            #expect(try await door.get(Face.ark.read(task), key: key).status == 403)
            let rotated = try await door.post(one + "/rotate", key: admin, ["overlap_hours": 1])
            let successor = try #require(rotated.json["key"]?.text)
            _ = try await door.create(key: successor)
            _ = try await door.create(key: key)
            #expect(try await door.send("DELETE", one, key: admin).json["revoked_at"] != .null)
            #expect(try await door.post(Face.ark.create, key: key, Face.ark.body("A cat")).status == 401)
            _ = try await door.create(key: successor)
            #expect(try await door.post(one + "/rotate", key: admin, [:]).status == 409)
            let listed = try await door.get(Self.root + "/keys?project=\(project)", key: admin).json["data"]
            #expect(listed?.count == 2)
        }
    }

    @Test("tasks of all projects are found, and one is shown with all that happened to it")
    func tasks() async throws {
        try await withAdmin { door, admin in
            let other = try await door.key(project: "other")
            let ids = [try await door.create(), try await door.create(key: other)]
            let all = try await door.get(Self.root + "/tasks", key: admin).json["data"]
            #expect(all?.count == 2)
            let newest = try #require(all?[0]?["id"]?.text)
            let project = try #require(all?[0]?["project"]?.text)
            let find = { (query: String) in
                try await door.get(Self.root + "/tasks?" + query, key: admin).json["data"]?.count
            }
            #expect(try await find("project=\(project)&status=queued") == 1)
            #expect(try await find("status=running") == 0)
            #expect(try await find("before=\(newest)") == 1)
            #expect(try await find("model=doubao-seedance-1-5-pro-251215") == 2)
            #expect(try await find("limit=1") == 1)
            for id in ids {
                let task = try await door.get(Self.root + "/tasks/\(id)", key: admin).json
                #expect(task["status"] == "queued")
                #expect(task["timeline"]?[0]?["kind"] == "accepted")
                #expect(task["attempts"] == [])
            }
        }
    }

    @Test("every change stands in the audit log with the key that made it, and a refused one does not")
    func audit() async throws {
        try await withAdmin { door, admin in
            let root = Self.root
            let project = try made(try await door.post(root + "/projects", key: admin, ["name": "film"]))
            let one = "\(root)/projects/\(project)"
            _ = try await door.send("PATCH", one, key: admin, body: Array(#"{"unlimited": false}"#.utf8))
            _ = try await door.post(one + "/ledger", key: admin, ["kind": "top_up", "micros": 1, "reason": "x"])
            _ = try await door.post(one + "/webhook-secret", key: admin, [:])
            let key = try made(
                try await door.post(root + "/keys", key: admin, ["project": .string(project), "name": "k"])
            )
            _ = try await door.post("\(root)/keys/\(key)/rotate", key: admin, [:])
            _ = try await door.send("DELETE", "\(root)/keys/\(key)", key: admin)
            let name = try #require(try await door.get(root + "/providers", key: admin).json["data"]?[0]?["name"]?.text)
            for drains in [true, false] {
                let body = Array("{\"draining\": \(drains)}".utf8)
                #expect(try await door.send("PATCH", "\(root)/providers/\(name)", key: admin, body: body).status == 200)
                let health = try await door.get(root + "/providers", key: admin).json["data"]?[0]?["health"]
                #expect((health == "draining") == drains, "it counts at once")
            }
            #expect(try await door.post(root + "/projects", key: admin, ["name": "film"]).status == 400)
            let log = try #require(try await door.get(root + "/audit", key: admin).json["data"])
            let actions = (0..<log.count).compactMap { log[$0]?["action"]?.text }
            #expect(
                actions.prefix(10) == [
                    "provider.undrain", "provider.drain", "key.revoke", "key.create", "key.set", "key.create",
                    "secret.rotate", "ledger.top_up", "project.set", "project.create",
                ]
            )
            let actors = Set((0..<10).compactMap { log[$0]?["actor"]?.text })
            let id = try await door.get(root + "/keys", key: admin).json["data"]
            let adminID = (0..<(id?.count ?? 0)).compactMap { id?[$0] }.first { $0["name"] == "admin" }?["id"]?.text
            #expect(actors == [try #require(adminID)])
        }
    }

    @Test(
        "what is wrong is named with what would be right",
        arguments: [
            ("POST", "/projects", #"{}"#, "name"), ("POST", "/projects", #"{"name": " "}"#, "name"),
            ("POST", "/projects", #"{"name": "a\nb"}"#, "name"), ("POST", "/projects", #"{"nom": "x"}"#, "nom"),
            ("POST", "/projects", #"{"name": "x", "currency": "yen"}"#, "currency"),
            ("POST", "/projects", #"{"name": "x", "limits": {"open": 1}}"#, "limits"),
            ("POST", "/projects", #"{"name": "x", "limits": {"open_tasks": -1}}"#, "limits.open_tasks"),
            ("POST", "/keys", #"{"project": "nix", "name": "x"}"#, "project"),
            ("GET", "/tasks?status=done", "", "status"), ("GET", "/tasks?limit=0", "", "limit"),
            ("GET", "/tasks?before=x", "", "before"), ("GET", "/usage?from=2026-02-30", "", "from"),
            ("GET", "/usage?from=2026-02-02&to=2026-02-01", "", "from"),
            ("GET", "/usage?group_by=week", "", "group_by"), ("GET", "/audit?page=2", "", "page"),
        ]
    )
    func wrong(method: String, path: String, body: String, parameter: String) async throws {
        try await withAdmin { door, admin in
            let reply = try await door.send(
                method,
                Self.root + path,
                key: admin,
                body: body.isEmpty ? nil : Array(body.utf8)
            )
            #expect(reply.status == 400)
            #expect(reply.json["error"]?["param"]?.text == parameter)
        }
    }

    @Test("what is not there is 404, and a method that a path does not have is 405")
    func absent() async throws {
        try await withAdmin { door, admin in
            for path in ["/projects/x", "/keys/x", "/tasks/x", "/projects/x/ledger"] {
                #expect(try await door.get(Self.root + path, key: admin).status == 404)
            }
            let reply = try await door.send("PUT", Self.root + "/keys", key: admin)
            #expect(reply.status == 405)
            #expect(reply.headers["allow"] == "GET, POST")
        }
    }
}

@Suite("The usage report")
struct UsageReportTests {
    private static let film = Project(
        id: Project.ID(rawValue: "p1"),
        name: "=film, \"one\"",
        createdAt: Timestamp(seconds: 0)
    )

    private static func row(_ day: String, model: String, charged: Int64) -> UsageRow {
        UsageRow(
            day: Day(text: day)?.number ?? 0,
            model: model,
            state: .succeeded,
            tasks: 1,
            tokens: 10,
            chargedMicros: charged,
            costMicros: charged * 10
        )
    }

    private static let rows = [
        (
            film,
            [
                row("2026-01-31", model: "a", charged: 1), row("2026-02-01", model: "a", charged: 2),
                row("2026-02-02", model: "b", charged: 4),
            ]
        )
    ]

    @Test("days are chosen whole, and sums go by the groups that are asked for")
    func groups() throws {
        let report = try UsageReport(from: "2026-02-01", to: "2026-02-02", groups: "model")
        #expect(report.lines(Self.rows).map(\.chargedMicros) == [2, 4])
        #expect(report.lines(Self.rows).map(\.costMicros) == [20, 40])
        let all = try UsageReport(from: nil, to: nil, groups: "project")
        #expect(all.lines(Self.rows).map(\.chargedMicros) == [7])
        #expect(all.lines(Self.rows).map(\.tasks) == [3])
    }

    @Test("CSV quotes what needs it, and no name is a formula")
    func csv() throws {
        let report = try UsageReport(from: nil, to: nil, groups: "project")
        #expect(
            report.csv(report.lines(Self.rows))
                == "project,currency,tasks,tokens,charged_micros,cost_micros\r\n"
                + "\"'=film, \"\"one\"\"\",CNY,3,30,7,70\r\n"
        )
    }

    @Test("a day is read as it is written", arguments: ["1970-01-01", "2000-02-29", "2026-11-29", "1969-12-31"])
    func day(text: String) {
        #expect(Day(text: text)?.text == text)
    }

    @Test("what is no day is none", arguments: ["2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "", "2026-01-0x"])
    func noDay(text: String) {
        #expect(Day(text: text) == nil)
    }
}
