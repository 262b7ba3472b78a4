import Testing

@testable import FilmgateDomain

@Suite("Finals made from a draft (ark.md section 5)")
struct FinalTests {
    private func final(
        of draft: VideoTask,
        after age: Duration = .seconds(60),
        _ change: (inout RequestParameters) -> Void = { _ in }
    ) throws(Refusal) -> OrderPlan {
        try planned([.draft()], source: draft, now: draft.createdAt + age, change)
    }

    @Test("The draft that a request names is found with its place")
    func reference() throws {
        let request = GenerationRequest(model: "m", content: [.words("A"), .draft("cgt-7", path: "content[1]")])
        let found = try #require(RequestRules.draftReference(in: request))
        #expect(found.id == "cgt-7")
        #expect(found.path == "content[1]")
        #expect(RequestRules.draftReference(in: GenerationRequest(model: "m", content: [.words("A")])) == nil)
    }

    @Test("What the draft was made from is taken over as it came out")
    func reused() throws {
        let draft = try VideoTask.finishedDraft { $0.cameraFixed = true }
        let plan = try final(of: draft)
        let order = plan.order
        #expect(plan.media.isEmpty)
        #expect(plan.complete(with: []) == order)
        #expect(order.draftTask == draft.id)
        #expect(!order.draft)
        #expect(order.prompt == draft.order.prompt)
        #expect(order.media == draft.order.media)
        #expect(order.mode == .firstFrame)
        #expect(order.duration == 6)
        #expect(order.seed == 4711)
        #expect(order.ratio == .fixed(.landscape))
        #expect(order.generateAudio)
        #expect(order.cameraFixed)
    }

    @Test("What a final does not say takes the model's defaults, not the draft's")
    func defaults() throws {
        let order = try final(of: .finishedDraft()).order
        #expect(order.resolution == .p720)
        #expect(!order.watermark)
        #expect(!order.returnLastFrame)
        #expect(order.serviceTier == .standard)
        #expect(order.pricedTier == .standard)
        #expect(order.callbackURL == nil)
        #expect(order.safetyIdentifier == nil)
        #expect(order.executionExpiresAfter == 172_800)
    }

    @Test("A final may set what section 5 lists")
    func set() throws {
        let order = try final(of: .finishedDraft()) { parameters in
            parameters.resolution = "1080P"
            parameters.watermark = true
            parameters.serviceTier = "flex"
            parameters.returnLastFrame = true
            parameters.callbackURL = "https://example.com/final"
            parameters.executionExpiresAfter = 3600
            parameters.safetyIdentifier = "me"
        }.order
        #expect(order.resolution == .p1080)
        #expect(order.watermark)
        #expect(order.serviceTier == .flex)
        #expect(order.pricedTier == .flex)
        #expect(order.returnLastFrame)
        #expect(order.callbackURL == "https://example.com/final")
        #expect(order.executionExpiresAfter == 3600)
        #expect(order.safetyIdentifier == "me")
    }

    @Test("A final is an ordinary video: its tokens have no factor")
    func billing() throws {
        let order = try final(of: .finishedDraft()).order
        #expect(TokenCount.draftFactor(order, model: .seedance15Pro) == nil)
    }

    @Test("What was taken over may be said again, as ordered or as it came out")
    func saidAgain() throws {
        for seed in [20, 4711] {
            let order = try final(of: .finishedDraft()) { parameters in
                parameters.seed = seed
                parameters.duration = 6
                parameters.ratio = seed == 20 ? "adaptive" : "16:9"
                parameters.generateAudio = true
                parameters.cameraFixed = false
                parameters.draft = false
            }.order
            #expect(order.seed == 4711)
        }
    }

    @Test("What was taken over cannot be changed")
    func changed() throws {
        let changes: [(Parameter, (inout RequestParameters) -> Void)] = [
            (.seed, { $0.seed = 21 }), (.duration, { $0.duration = 8 }), (.ratio, { $0.ratio = "1:1" }),
            (.generateAudio, { $0.generateAudio = false }), (.cameraFixed, { $0.cameraFixed = true }),
            (.draft, { $0.draft = true }), (.frames, { $0.frames = 29 }), (.priority, { $0.priority = 1 }),
            (.tools, { $0.tools = "[{}]" }), (.outputFormat, { $0.outputFormat = "mov" }),
            (.omniReferenceTaskType, { $0.omniReferenceTaskType = "edit" }),
            (.resolution, { $0.resolution = "4k" }), (.executionExpiresAfter, { $0.executionExpiresAfter = 1 }),
            (.serviceTier, { $0.serviceTier = "slow" }), (.callbackURL, { $0.callbackURL = "x" }),
        ]
        let draft = try VideoTask.finishedDraft()
        for (parameter, change) in changes {
            let refusal = try #require(throws: Refusal.self) { _ = try final(of: draft, change) }
            #expect(refusal.subject == .parameter(parameter))
            #expect(refusal.given != nil)
        }
    }

    @Test("Only a draft that succeeded can be finished")
    func state() throws {
        let subject = Refusal.Subject.item(path: "content[0].draft_task.id")
        #expect(try refused([.draft()]).reason == .unknownDraft)
        #expect(try refused([.draft()]).subject == subject)
        #expect(try refused([.draft()], source: try .sample()).reason == .notADraft)
        let young = try VideoTask.sample(order: planned { $0.draft = true }.order)
        let running = try young.after(.started(AttemptStart(provider: .preview)))
        let failed = try running.after(.failed(TaskFailure(code: "x", message: "y")))
        for task in [young, running, failed] {
            let refusal = try refused([.draft()], source: task)
            #expect(refusal.reason == .draftNotFinished)
            #expect(refusal.given == task.state.rawValue)
            #expect(refusal.subject == subject)
        }
    }

    @Test("A draft can be finished for 7 days from its creation")
    func validity() throws {
        let draft = try VideoTask.finishedDraft()
        #expect(throws: Never.self) { try final(of: draft, after: .seconds(7 * 86400) - .milliseconds(1)) }
        let refusal = try #require(throws: Refusal.self) { try final(of: draft, after: .seconds(7 * 86400)) }
        #expect(refusal.reason == .draftTooOld)
    }

    @Test("A final names the model of its draft")
    func otherModel() throws {
        let draft = try VideoTask.finishedDraft()
        let catalog = ModelCatalog.standard
        let refusal = try refused(
            [.draft()],
            model: ModelSpec.seedance25.id,
            catalog: catalog,
            source: draft,
            now: draft.createdAt
        )
        #expect(refusal.subject == .parameter(.model))
        #expect(refusal.reason == .rule(.oneOf([ModelSpec.seedance15Pro.id])))
    }
}
