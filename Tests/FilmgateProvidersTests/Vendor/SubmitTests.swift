import FilmgateClient
import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Testing

@Suite("A create at a vendor says everything that matters, and is sent at most once (DESIGN sections 5 and 6)")
struct SubmitTests {
    private static let token = AttemptToken(text: "tok-1", expiry: 172_799)

    @Test("An order becomes Ark's body with every value outright, and the token's two echoes")
    func ark() async throws {
        let lab = try VendorLab([.answer(200, ["id": "cgt-1"])])
        let order = VideoOrder.sample { order in
            order.generateAudio = false
            order.seed = 7
            order.cameraFixed = true
            order.ratio = .adaptive
            order.duration = -1
            order.callbackURL = "https://client.example/hook"
        }
        let outcome = try await lab.provider(.ark).submit(.sample(order), token: Self.token)
        #expect(outcome == .accepted(upstreamID: "cgt-1"))
        let call = try #require(lab.transport.calls.first)
        #expect(call.url == "https://vendor.example/gate/api/v3/contents/generations/tasks")
        #expect(call.header("Authorization") == "Bearer vendor-key")
        let body = try lab.body()
        #expect(body["model"] == "doubao-seedance-1-5-pro")
        #expect(body["content"] == [["type": "text", "text": "a cat"]])
        #expect(body["ratio"] == "adaptive" && body["duration"] == -1 && body["resolution"] == "720p")
        #expect(body["generate_audio"] == false && body["seed"] == 7 && body["camera_fixed"] == true)
        #expect(body["watermark"] == false)
        #expect(body["execution_expires_after"] == 172_799 && body["safety_identifier"] == "tok-1")
        #expect(body["callback_url"] == nil)
    }

    @Test("A client's own safety_identifier stays, and the expiry alone is the token")
    func ownIdentifier() async throws {
        let lab = try VendorLab([.answer(200, ["id": "cgt-1"])])
        let order = VideoOrder.sample { $0.safetyIdentifier = "user-9" }
        _ = try await lab.provider(.ark).submit(
            .sample(order),
            token: AttemptToken(text: "tok-1", expiry: 172_799, isExpiryAlone: true)
        )
        #expect(try lab.body()["safety_identifier"] == "user-9")
    }

    @Test("What a dialect lacks a word for is supplied: the fitted ratio, a length, the last frame; and noted")
    func supplied() async throws {
        let lab = try VendorLab([
            .answer(200, ["id": "task_1", "status": "queued"])
        ])
        let picture = try lab.artifacts.keep([1, 2, 3], "a", type: "image/png")
        let order = VideoOrder.sample { order in
            order.startOn(picture, origin: "https://pictures.example/a.png")
            order.ratio = .adaptive
            order.duration = -1
            order.returnLastFrame = true
            order.safetyIdentifier = "user-9"
            order.generateAudio = false
        }
        let provider = try lab.provider(.toapis)
        #expect(provider.objection(to: order) == nil)
        let outcome = await provider.submit(.sample(order), token: AttemptToken(text: "tok-1"))
        #expect(outcome == .accepted(upstreamID: "task_1"))
        let text = try #require(lab.transport.calls.first?.bodyText)
        #expect(text.contains(#""aspect_ratio":"9:16""#) && text.contains(#""duration":5"#))
        #expect(text.contains(#""client_business_id":"tok-1""#))
        #expect(text.contains(#""audio":false"#))
        #expect(text.contains("https://pictures.example/a.png"))
        #expect(!text.contains("user-9"))
        #expect(provider.supplied(for: order).map(\.parameter).sorted() == ["duration", "ratio"])
    }

    @Test("A text's adaptive becomes the account's own ratio, or is refused by name where it has none")
    func adaptiveText() async throws {
        let order = VideoOrder.sample { $0.ratio = .adaptive }
        let lab = try VendorLab([.answer(200, ["id": "task_1", "status": "queued"])])
        let square = try lab.provider(.toapis, account: { $0.adaptiveTextRatio = .square })
        _ = await square.submit(.sample(order), token: nil)
        #expect(lab.transport.calls.first?.bodyText.contains(#""aspect_ratio":"1:1""#) == true)
        let strict = try lab.provider(.toapis, account: { $0.adaptiveTextRatio = nil })
        let refusal = try #require(strict.objection(to: order))
        #expect(refusal.subject == .parameter(.ratio))
    }

    @Test("What changes the video and has no word is refused by name, before anything is sent")
    func refused() throws {
        let lab = try VendorLab()
        let provider = try lab.provider(.xcompute)
        let refusal = try #require(provider.objection(to: .sample { $0.watermark = true }))
        #expect(refusal.kind == .unsupported && refusal.subject == .parameter(.watermark))
        #expect(provider.objection(to: .sample()) == nil)
        #expect(
            provider.objection(to: .sample { $0.model = "doubao-seedance-2-0-260128" })?.subject == .parameter(.model)
        )
        #expect(lab.transport.calls.isEmpty)
    }

    @Test("A model that is made by a successor is called by the account's own word for it")
    func successor() async throws {
        let lab = try VendorLab([.answer(200, ["id": "cgt-1"])])
        let provider = try lab.provider(
            .ark,
            account: { $0.models = ["doubao-seedance-1-5-pro-251215": "doubao-seedance-2-0"] }
        )
        let model = try #require(ModelCatalog.standard["doubao-seedance-2-0"])
        let order = VideoOrder.sample { $0.model = model.id }
        _ = await provider.submit(Attempt(task: .sample(order), model: model), token: Self.token)
        #expect(try lab.body()["model"] == "doubao-seedance-2-0")
    }

    @Test("A final names its draft as the account that made it does, and nothing else")
    func final() async throws {
        let lab = try VendorLab([.answer(200, ["id": "cgt-2"])])
        let order = VideoOrder.sample { $0.draftTask = VideoTask.ID(ULID(high: 9, low: 9)) }
        let provider = try lab.provider(.ark)
        _ = await provider.submit(.sample(order, draft: "cgt-1"), token: Self.token)
        #expect(try lab.body()["content"] == [["type": "draft_task", "draft_task": ["id": "cgt-1"]]])
        guard case .refused(let refusal) = await provider.submit(.sample(order), token: Self.token) else {
            Issue.record("a final was sent without its draft")
            return
        }
        #expect(refusal.kind == .order)
        #expect(lab.transport.calls.count == 1)
    }

    @Test("A failure before a byte is a refusal, one after it is doubt, and so is an answer that says neither")
    func phases() async throws {
        let lab = try VendorLab([
            .fails(TransportError(.connecting, "refused")),
            .fails(TransportError(.exchanging, "reset")),
            .answer(502, "bad gateway"),
            .answer(200, ["odd": true]),
            .answer(
                400,
                [
                    "error": [
                        "code": "InputTextSensitiveContentDetected", "message": "no", "param": "", "type": "BadRequest",
                    ]
                ]
            ),
        ])
        let provider = try lab.provider(.ark)
        var outcomes: [SubmissionOutcome] = []
        for _ in 0..<5 { outcomes.append(await provider.submit(.sample(.sample()), token: Self.token)) }
        guard case .refused(let first) = outcomes[0] else {
            Issue.record("not refused: \(outcomes[0])")
            return
        }
        #expect(first.kind == .infrastructure)
        for outcome in outcomes[1...3] {
            guard case .doubtful = outcome else {
                Issue.record("not in doubt: \(outcome)")
                continue
            }
        }
        guard case .refused(let last) = outcomes[4] else {
            Issue.record("not refused: \(outcomes[4])")
            return
        }
        #expect(last.kind == .order && last.failure.code == "InputTextSensitiveContentDetected")
        #expect(lab.transport.calls.count == 5)
    }

    @Test("Whoever has lost the right to send sends nothing, after its uploads too")
    func maySend() async throws {
        let lab = try VendorLab([.answer(200, ["url": "https://cdn.example/1.png"])])
        let picture = try lab.artifacts.keep([1, 2, 3], "a", type: "image/png")
        let order = VideoOrder.sample { $0.startOn(picture) }
        var attempt = Attempt.sample(order)
        attempt.maySend = { false }
        guard case .refused(let refusal) = try await lab.provider(.xcompute).submit(attempt, token: nil) else {
            Issue.record("something was sent")
            return
        }
        #expect(refusal.kind == .infrastructure)
        #expect(lab.transport.lines == ["POST /gate/v1/uploads/images"])
    }
}
