import FilmgateClient
import Testing

@Suite("Creates are sent once, unless a repetition certainly makes no second task (DESIGN section 6)")
struct CreateTests {
    private static let accepted = ScriptedTransport.Step.answer(200, ["id": "t1"])

    @Test("A create names the vendor's model, carries the key, and stands under the base URL's own path")
    func sends() async throws {
        let transport = ScriptedTransport([Self.accepted])
        let id = try await FilmgateClient.toy(transport).create(.text("a cat"))
        #expect(id == "t1")
        let call = try #require(transport.calls.first)
        #expect(call.url == "https://toys.example/gate/v1/toys")
        #expect(call.method == "POST")
        #expect(call.header("Authorization") == "Bearer key-1")
        #expect(call.header("Content-Type") == "application/json")
        #expect(call.bodyText == #"{"model":"toy-doubao-seedance-1-5-pro","content":["a cat"]}"#)
    }

    @Test(
        "A create that left us in doubt is not sent again",
        arguments: [
            ScriptedTransport.Step.fails(TransportError(.exchanging, "reset")),
            .answer(200, ["odd": true]),
            .answer(503, "gateway"),
            .answer(500, ["refused": "infrastructure"]),
        ]
    )
    func doubt(_ step: ScriptedTransport.Step) async throws {
        let transport = ScriptedTransport([step, Self.accepted])
        await #expect(throws: ClientError.self) {
            try await FilmgateClient.toy(transport).create(.text("a cat"))
        }
        #expect(transport.calls.count == 1)
    }

    @Test("An error says whether a task may have been made")
    func saysDoubt() {
        #expect(ClientError.transport(TransportError(.exchanging, "reset")).mayHaveMadeTask)
        #expect(!ClientError.transport(TransportError(.connecting, "refused")).mayHaveMadeTask)
        #expect(ClientError.unreadable(status: 502, reason: "").mayHaveMadeTask)
        let refusal = UpstreamRefusal(.order, TaskFailure(code: "A", message: "b"))
        #expect(!ClientError.refused(VendorRefusal(refusal, status: 400)).mayHaveMadeTask)
    }

    @Test("A create that was refused before a byte left is sent again")
    func beforeAByte() async throws {
        let transport = ScriptedTransport([.fails(TransportError(.connecting, "refused")), Self.accepted])
        #expect(try await FilmgateClient.toy(transport).create(.text("a cat")) == "t1")
        #expect(transport.calls.count == 2)
    }

    @Test("With an idempotency key every passing failure is tried again, with the same key and bytes")
    func idempotent() async throws {
        let transport = ScriptedTransport([
            .fails(TransportError(.exchanging, "reset")), .answer(503, "gateway"), Self.accepted,
        ])
        #expect(try await FilmgateClient.toy(transport).create(.text("a cat"), idempotencyKey: "k") == "t1")
        #expect(transport.calls.map { $0.header("Idempotency-Key") } == ["k", "k", "k"])
        #expect(Set(transport.calls.map(\.bodyText)).count == 1)
    }

    @Test("The client's own reference makes a create repeatable where the vendor keeps to it, and nowhere else")
    func reference() async throws {
        let steps: [ScriptedTransport.Step] = [.fails(TransportError(.exchanging, "reset")), Self.accepted]
        let keeping = ScriptedTransport(steps)
        let client = try FilmgateClient.toy(keeping, traits: { $0.token = .reference })
        #expect(try await client.create(.text("a cat").reference("mine")) == "t1")
        #expect(keeping.calls.allSatisfy { $0.bodyText.contains(#""token":"mine""#) })

        let other = ScriptedTransport(steps)
        await #expect(throws: ClientError.transport(TransportError(.exchanging, "reset"))) {
            try await FilmgateClient.toy(other).create(.text("a cat").reference("mine"))
        }
        #expect(other.calls.count == 1)
    }

    @Test("Too much at once is waited out only where that was asked for, for as long as the vendor says")
    func throttled() async throws {
        let steps: [ScriptedTransport.Step] = [
            .answer(429, ["refused": "throttled"], headers: ["retry-after": "7"]), Self.accepted,
        ]
        let patient = ScriptedTransport(steps)
        let clock = SkippingClock()
        var policy = ClientPolicy()
        policy.repeatsThrottledCreates = true
        #expect(try await FilmgateClient.toy(patient, policy: policy, clock: clock).create(.text("a")) == "t1")
        #expect(clock.sleeps.count == 1)
        #expect(try #require(clock.sleeps.first) >= .seconds(7))

        let plain = ScriptedTransport(steps)
        let error = await #expect(throws: ClientError.self) {
            try await FilmgateClient.toy(plain).create(.text("a"))
        }
        guard case .refused(let refusal) = try #require(error) else {
            Issue.record("not a refusal: \(String(describing: error))")
            return
        }
        #expect(refusal.status == 429 && refusal.retryAfter == .seconds(7) && refusal.isPassing)
    }

    @Test("What the vendor has no word for is told by name, before anything is sent")
    func cannotExpress() async throws {
        let transport = ScriptedTransport([])
        let cannot = CannotExpress("watermark", value: "true", "toys have none")
        await #expect(throws: ClientError.cannotExpress(cannot)) {
            try await FilmgateClient.toy(transport).create(.text("a cat").watermark())
        }
        #expect(transport.calls.isEmpty)
    }

    @Test("A dialect without a client is told by name")
    func unknownDialect() {
        #expect(throws: ClientError.unknownDialect("morse")) {
            try FilmgateClient(
                baseURL: "https://a.example",
                apiKey: nil,
                dialect: "morse",
                transport: ScriptedTransport([])
            )
        }
    }
}
