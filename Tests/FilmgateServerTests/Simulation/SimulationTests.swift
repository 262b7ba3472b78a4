import AsyncHTTPClient
import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import FilmgateServer
import Testing

/// docs/simulation.md
@Suite("A simulated bad upstream", .timeLimit(.minutes(5)))
struct SimulationTests {
    private func wishes(automatic: Bool = true, _ faults: [SimulatedFault: Double]) -> Door.Wishes {
        .with { wishes in
            var simulation = SimulationSettings()
            simulation.faults = faults
            simulation.retryAfter = .seconds(3)
            wishes.settings.simulation = simulation
            wishes.isAutomatic = automatic
        }
    }

    private func create(_ door: Door, _ prompt: String = "A cat") async throws -> Reply {
        try await door.post(Face.ark.create, Face.ark.body(prompt))
    }

    /// What a list knows of, without any fault of lists.
    private func made(_ door: Door) async throws -> Int {
        try await door.get(Face.ark.create).json["items"]?.count ?? -1
    }

    private func report(_ door: Door) async throws -> JSONValue {
        try await door.get("/simulate/report").json
    }

    @Test(
        "creates are refused in the vendor's words, and make nothing",
        arguments: [
            (.createRefusedParameter, 400, "InvalidParameter"),
            (.createRefusedModeration, 400, "InputTextSensitiveContentDetected"),
            (.createRefusedAuth, 401, "AuthenticationError"), (.createRefusedBalance, 403, "AccountOverdueError"),
            (.createRefusedModel, 404, "InvalidEndpointOrModel.NotFound"),
            (.createThrottled, 429, "RateLimitExceeded.EndpointRPMExceeded"),
            (.createErrorEnvelope, 500, "InternalServiceError"),
        ] as [(SimulatedFault, Int, String)]
    )
    func refusals(fault: SimulatedFault, status: Int, code: String) async throws {
        try await Door.open(wishes([fault: 1])) { door in
            let reply = try await create(door)
            #expect(reply.status == status)
            #expect(reply.json["error"]?["code"]?.text == code)
            if fault == .createThrottled { #expect(reply.headers["retry-after"] == "3") }
            #expect(try await made(door) == 0)
            let report = try await report(door)
            #expect(report["faults"] == .object([fault.rawValue: 1]))
            #expect(report["creates"] == ["A cat": 1])
            #expect(report["tasks"] == [])
        }
    }

    @Test("a bare error is no vendor's, before and after the task was made", arguments: [false, true])
    func bareErrors(isAfter: Bool) async throws {
        try await Door.open(wishes([isAfter ? .createErrorAfter : .createErrorBare: 1])) { door in
            let reply = try await create(door)
            #expect(reply.status == 502)
            #expect(reply.json == .null)
            #expect(try await made(door) == (isAfter ? 1 : 0))
        }
    }

    @Test(
        "connections break, with the task made or not",
        arguments: [(.createResetBefore, 0), (.createResetAfter, 1), (.createCutShort, 1)] as [(SimulatedFault, Int)]
    )
    func resets(fault: SimulatedFault, tasks: Int) async throws {
        try await Door.open(wishes([fault: 1])) { door in
            await #expect(throws: (any Error).self) { try await create(door) }
            #expect(try await made(door) == tasks)
            let report = try await report(door)
            #expect(report["faults"] == .object([fault.rawValue: 1]))
            if tasks == 1 {
                #expect(report["tasks"]?[0]?["answered"] == false)
                #expect(report["tasks"]?[0]?["faults"] == [.string(fault.rawValue)])
            }
        }
    }

    @Test("a read tells a state that no vendor has")
    func unknownStatus() async throws {
        try await Door.open(wishes([.readUnknownStatus: 1])) { door in
            let id = try await door.create()
            let reply = try await door.get(Face.ark.read(id))
            #expect(reply.status == 200)
            #expect(reply.json["status"] == "simulated_state")
            #expect(reply.json["id"]?.text == id)
        }
    }

    @Test("lists and deletes fail by themselves")
    func others() async throws {
        try await Door.open(wishes(automatic: false, [.listThrottled: 1, .deleteErrorBare: 1])) { door in
            let id = try await door.create()
            #expect(try await door.get(Face.ark.create).status == 429)
            #expect(try await door.send("DELETE", Face.ark.read(id)).status == 502)
            #expect(try await door.get(Face.ark.read(id)).status == 200)
            let report = try await report(door)
            #expect(report["requests"] == ["create": 1, "delete": 1, "list": 1, "read": 1])
        }
    }

    @Test(
        "tasks fail as vendors' do",
        arguments: [
            (.taskFailedInfrastructure, "InternalServiceError"),
            (.taskFailedModeration, "OutputVideoSensitiveContentDetected"),
        ] as [(SimulatedFault, String)]
    )
    func failures(fault: SimulatedFault, code: String) async throws {
        try await Door.open(wishes([fault: 1])) { door in
            let task = try await door.task(try await door.create(), in: "failed")
            #expect(task["error"]?["code"]?.text == code)
            let report = try await report(door)
            #expect(report["tasks"]?[0]?["error_code"]?.text == code)
            #expect(report["tasks"]?[0]?["state"] == "failed")
            #expect(report["tasks"]?[0]?["faults"] == [.string(fault.rawValue)])
        }
    }

    @Test("a stuck task runs on, and the next one has its place")
    func stuck() async throws {
        let wishes = wishes([.taskStuck: 1])
        try await Door.open(wishes) { door in
            for index in 0..<6 {
                let id = try await door.create(["content": [["type": "text", "text": .string("cat \(index)")]]])
                try await door.task(id, in: "running")
            }
        }
    }

    @Test("the links that were told first are dead, those of the next telling live")
    func deadLinks() async throws {
        try await Door.open(wishes([.taskLinkExpired: 1])) { door in
            let id = try await door.create()
            func link() async throws -> String {
                try #require(try await door.task(id, in: "succeeded")["content"]?["video_url"]?.text)
            }
            let first = try await link()
            #expect(try await door.send("GET", first, key: "").status == 403)
            let second = try await link()
            #expect(second != first)
            #expect(try await door.send("GET", second, key: "").status == 200)
            #expect(try await door.send("GET", first, key: "").status == 403)
            let report = try await report(door)
            #expect(report["faults"] == ["task.link_expired": 1])
        }
    }

    @Test("a download breaks off in the middle")
    func brokenDownload() async throws {
        try await Door.open(wishes([.downloadBroken: 1])) { door in
            let task = try await door.task(try await door.create(), in: "succeeded")
            let link = try #require(task["content"]?["video_url"]?.text)
            await #expect(throws: (any Error).self) { try await door.send("GET", link, key: "") }
            #expect(try await report(door)["faults"] == ["download.broken": 1])
        }
    }

    @Test("the report shows what a create was sent with, to whoever has a key")
    func report() async throws {
        try await Door.open(wishes([:])) { door in
            let id = try await door.create(["safety_identifier": "me", "execution_expires_after": 7201])
            try await door.task(id, in: "succeeded")
            let task = try #require(try await report(door)["tasks"]?[0])
            #expect(task["upstream_id"]?.text == id)
            #expect(task["dialect"] == "ark")
            #expect(task["prompt"] == "A cat")
            #expect(task["create"] == 1)
            #expect(task["state"] == "succeeded")
            #expect(task["safety_identifier"] == "me")
            #expect(task["execution_expires_after"] == 7201)
            #expect(task["client_reference"] == .null)
            #expect(task["answered"] == true)
            #expect(task["faults"] == [])
            #expect(try await door.get("/simulate/report", key: "").status == 401)
        }
        try await Door.open { door in
            let reply = try await door.get("/simulate/report")
            #expect(reply.status == 404)
        }
    }
}
