import FilmgateClient
import Testing

@Suite("Reads are repeated while trouble passes, and tell its kind when it does not")
struct ReadTests {
    private static let running = ScriptedTransport.Step.answer(200, ["id": "t1", "state": "running"])

    @Test("Trouble that passes is waited out, longer each time, and a vendor's wish goes before")
    func patience() async throws {
        let clock = SkippingClock()
        let transport = ScriptedTransport([
            .fails(TransportError(.exchanging, "reset")), .answer(503, "gateway"),
            .answer(429, ["refused": "throttled"], headers: ["retry-after": "9"]), Self.running,
        ])
        let task = try await FilmgateClient.toy(transport, clock: clock).get("t1")
        #expect(task.report.state == .running)
        #expect(transport.lines == Array(repeating: "GET /gate/v1/toys/t1", count: 4))
        #expect(clock.sleeps == [.milliseconds(375), .milliseconds(750), .milliseconds(9062.5)])
    }

    @Test("What stays is told: unknown tasks and refusals at once, the rest after the last try")
    func stays() async throws {
        let missing = ScriptedTransport([.answer(404, "no")])
        await #expect(throws: ClientError.notFound(id: "t1")) { try await FilmgateClient.toy(missing).get("t1") }
        let refusing = ScriptedTransport([.answer(401, ["refused": "account"])])
        let failure = TaskFailure(code: "account", message: "no")
        let refusal = VendorRefusal(UpstreamRefusal(.account, failure), status: 401)
        await #expect(throws: ClientError.refused(refusal)) { try await FilmgateClient.toy(refusing).get("t1") }
        let broken = ScriptedTransport(Array(repeating: .fails(TransportError(.connecting, "refused")), count: 9))
        await #expect(throws: ClientError.transport(TransportError(.connecting, "refused"))) {
            try await FilmgateClient.toy(broken).get("t1")
        }
        #expect(broken.calls.count == ClientPolicy().tries)
    }

    @Test("A list is a page, and a vendor without one is told by name")
    func list() async throws {
        let transport = ScriptedTransport([
            .answer(200, [["id": "a", "state": "queued"], ["id": "b", "state": "failed"]])
        ])
        var query = RemoteListQuery()
        query.ids = ["a", "b"]
        let page = try await FilmgateClient.toy(transport).list(query)
        #expect(page.tasks.map(\.report.upstreamID) == ["a", "b"] && page.total == 2 && !page.hasMore)
        #expect(transport.lines == ["GET /gate/v1/toys?page=1&ids=a,b"])
        let none = try FilmgateClient.toy(transport, traits: { $0.list = nil })
        await #expect(throws: ClientError.cannotExpress(CannotExpress("list", "the vendor's API has no list of tasks")))
        {
            try await none.list()
        }
    }

    @Test("A cancel says whether it was done")
    func cancel() async throws {
        let transport = ScriptedTransport([.answer(200, [:]), .answer(409, [:]), .answer(404, [:])])
        let client = try FilmgateClient.toy(transport)
        #expect(try await client.cancel("t1"))
        #expect(try await !client.cancel("t1"))
        await #expect(throws: ClientError.notFound(id: "t1")) { try await client.cancel("t1") }
        #expect(transport.lines.allSatisfy { $0 == "DELETE /gate/v1/toys/t1" })
        let none = try FilmgateClient.toy(transport, traits: { $0.cancels = false })
        await #expect(throws: ClientError.self) { try await none.cancel("t1") }
    }
}

@Suite("A task is asked for until it has ended")
struct UpdateTests {
    private static func step(_ state: String, _ headers: [String: String] = [:]) -> ScriptedTransport.Step {
        .answer(200, ["id": "t1", "state": .string(state)], headers: headers)
    }

    @Test("Each answer is an update, the last one the end; waits grow, and the vendor's wish goes before")
    func updates() async throws {
        let clock = SkippingClock()
        let transport = ScriptedTransport([
            Self.step("queued"), Self.step("running"), Self.step("odd"),
            Self.step("running", ["openai-poll-after-ms": "4000"]), Self.step("running", ["retry-after": "600"]),
            Self.step("succeeded"),
        ])
        let client = try FilmgateClient.toy(transport, clock: clock)
        var words: [String] = []
        for try await task in client.updates(of: "t1") { words.append(task.report.word) }
        #expect(words == ["queued", "running", "odd", "running", "running", "succeeded"])
        #expect(transport.left == 0)
        #expect(
            clock.sleeps == [
                .seconds(1), .milliseconds(1250), .microseconds(1_562_500), .milliseconds(4125), .milliseconds(120_125),
            ]
        )
    }

    @Test("Waiting gives the task however it ended; waiting for a video fails where there is none")
    func waits() async throws {
        let failed = try await FilmgateClient.toy(ScriptedTransport([Self.step("running"), Self.step("failed")]))
            .wait(for: "t1")
        #expect(failed.report.state == .failed)
        let failure = TaskFailure(code: "Broken", message: "it broke")
        await #expect(throws: ClientError.taskEnded(id: "t1", state: .failed, failure: failure)) {
            try await FilmgateClient.toy(ScriptedTransport([Self.step("failed")])).video(of: "t1")
        }
        let good = try await FilmgateClient.toy(ScriptedTransport([Self.step("succeeded")])).video(of: "t1")
        #expect(good.report.state == .succeeded)
    }

    @Test("A wait ends with its time, or with the task if that is sooner")
    func timeout() async throws {
        let endless = ScriptedTransport([Self.step("running")])
        // The poll's own pause lasts; the limit is shorter.
        var policy = ClientPolicy()
        policy.firstPoll = .seconds(5000)
        let client = try FilmgateClient.toy(endless, policy: policy, clock: SkippingClock(hanging: .seconds(4000)))
        await #expect(throws: ClientError.timedOut(id: "t1")) {
            try await client.wait(for: "t1", timeout: .seconds(60))
        }
        let quick = ScriptedTransport([Self.step("running"), Self.step("succeeded")])
        let task = try await FilmgateClient.toy(quick, clock: SkippingClock(hanging: .seconds(4000)))
            .wait(for: "t1", timeout: .seconds(5000))
        #expect(task.report.state == .succeeded)
    }

    @Test("Cancelling whoever waits ends the wait")
    func cancelled() async throws {
        var policy = ClientPolicy()
        policy.firstPoll = .seconds(5000)
        let client = try FilmgateClient.toy(
            ScriptedTransport([Self.step("running")]),
            policy: policy,
            clock: SkippingClock(hanging: .seconds(4000))
        )
        let (seen, see) = AsyncStream<Void>.makeStream()
        let waiting = Task { try await client.wait(for: "t1") { _ in see.yield() } }
        for await _ in seen.prefix(1) {}
        waiting.cancel()
        await #expect(throws: ClientError.cancelled) { try await waiting.value }
    }
}
