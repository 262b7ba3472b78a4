import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Creates", .timeLimit(.minutes(5)))
struct AdmissionTests {
    @Test("an accepted create is in the store, queued, with its deadline and its notes")
    func accepted() async throws {
        let lab = Lab()
        let task = try await Creates(lab).create { $0.executionExpiresAfter = 7200 }
        #expect(try await lab.store.task(task.id, in: task.project) == task)
        #expect(task.state == .queued)
        #expect(task.createdAt == lab.time.now)
        #expect(task.deadline == lab.time.now + .seconds(7200))
        #expect(task.key == APIKey.ID(rawValue: "key-1"))
        #expect(try await lab.store.timeline(of: task.id).map(\.kind) == [.accepted])
    }

    @Test("no task outlives the operator's limit")
    func maximumAge() async throws {
        var settings = EngineSettings()
        settings.maximumAge = .seconds(5000)
        let lab = Lab(settings: settings)
        let task = try await Creates(lab).create { $0.executionExpiresAfter = 7200 }
        #expect(task.deadline == lab.time.now + .seconds(5000))
    }

    @Test("a picture is taken in before the task is kept and fixes the ratio")
    func pictures() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let task = try await creates.create(Creates.picture())
        #expect(creates.intake.count == 1)
        #expect(task.order.media.map(\.artifact.hash) == [.named("picture")])
        #expect(task.order.fittedRatio == .landscape)
    }

    @Test("nothing is kept of a create that is refused")
    func refusedKeepsNothing() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let damaged = Refusal(.invalid, .item(path: "content[1].image_url"), .picture(.damaged))
        creates.intake.refuse(damaged)
        #expect(await creates.refusal { try await $0.create(Creates.picture()) } == damaged)
        let objection = Refusal(.simulated(code: "QuotaExceeded", status: 429), .request, .plain)
        lab.provider.objects(objection)
        #expect(await creates.refusal { try await $0.create() } == objection)
        #expect(await creates.refusal { try await $0.create { $0.duration = 99 } }?.kind == .invalid)
        #expect(try await lab.store.counts(in: nil) == [:])
    }

    @Test("without a provider nothing is accepted, and it may be tried again")
    func noProvider() async throws {
        let lab = Lab()
        let refusal = await Creates(lab, provider: false).refusal { try await $0.create() }
        #expect(refusal?.kind == .unavailable(retryAfter: .seconds(60)))
        #expect(try await lab.store.counts(in: nil) == [:])
    }

    @Test("a busy store means: not now")
    func busy() async throws {
        let lab = Lab()
        lab.store.trouble(.accept, StoreError.busy)
        let creates = Creates(lab)
        let error = await #expect(throws: StoreError.self) { try await creates.create() }
        #expect(error?.refusal?.kind == .unavailable(retryAfter: .seconds(1)))
        try await creates.create()
        #expect(try await lab.store.counts(in: nil) == [.queued: 1])
    }

    @Test("a project's queue has a limit of its own")
    func queueLimit() async throws {
        var settings = EngineSettings()
        settings.maximumQueued = 2
        let lab = Lab(settings: settings)
        let creates = Creates(lab)
        for _ in 0..<2 { try await creates.create() }
        let refusal = await creates.refusal { try await $0.create() }
        guard case .queueFull = refusal?.kind else {
            Issue.record("accepted a third: \(String(describing: refusal))")
            return
        }
        try await creates.create(in: try await lab.project("other"))
        #expect(try await lab.store.counts(in: nil) == [.queued: 3])
    }

    @Test("a create that repeats a client's reference gets its task, whatever else has become of it")
    func reference() async throws {
        var settings = EngineSettings()
        settings.maximumQueued = 1
        let lab = Lab(settings: settings)
        let creates = Creates(lab)
        let task = try await creates.create(Creates.picture(), reference: "order-1")
        #expect(task.clientReference == "order-1")
        #expect(try await lab.store.task(reference: "order-1", in: task.project) == task)
        creates.intake.refuse(Refusal(.invalid, .item(path: "content[1].image_url"), .picture(.damaged)))
        #expect(try await creates.create(Creates.picture(), reference: "order-1") == task)
        #expect(creates.intake.count == 1)
        #expect(try await Creates(lab, provider: false).create(reference: "order-1") == task)
        #expect(try await lab.store.counts(in: nil) == [.queued: 1])
        #expect(await creates.refusal { try await $0.create(reference: "order-2") } != nil)
        let other = try await creates.create(in: try await lab.project("other"), reference: "order-1")
        #expect(other.id != task.id)
    }

    @Test("of creates at once with one reference exactly one makes a task and holds money")
    func referenceAtOnce() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let ids = try await withThrowingTaskGroup(of: VideoTask.ID.self) { group in
            for _ in 0..<64 { group.addTask { try await creates.create(reference: "order-1").id } }
            return try await group.reduce(into: [VideoTask.ID]()) { $0.append($1) }
        }
        #expect(ids.count == 64)
        #expect(Set(ids).count == 1)
        #expect(try await lab.store.counts(in: nil) == [.queued: 1])
    }

    @Test("a reference is bounded, and its task is new only once")
    func referenceBounds() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        for text in ["", String(repeating: "x", count: 129), "a\nb", "a\u{0}", "a\u{202E}b", "a\u{2028}"] {
            let refusal = await creates.refusal { try await $0.create(reference: text) }
            #expect(refusal?.kind == .invalid)
            #expect(refusal?.subject == .parameter(.clientReference))
            #expect(refusal?.reason == .rule(.printable(1...128)))
        }
        #expect(try await lab.store.counts(in: nil) == [:])
        for text in ["x", "订单 7/é", String(repeating: "🎬", count: 128)] {
            let task = try await creates.create(reference: text)
            #expect(try await creates.create(reference: text) == task)
        }
    }

    @Test("a final takes over what its draft fixed, by any form of its id", arguments: ["cgt-", "task_"])
    func final(form: String) async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let draft = try await creates.create { parameters in
            parameters.draft = true
            parameters.duration = 5
            parameters.generateAudio = false
        }
        #expect(draft.order.resolution == .p480)
        try await lab.running { engine in
            engine.wake()
            try await lab.provider.next().deliver(.sample(seed: 4711))
            try await lab.store.task(draft.id, in: .succeeded)
        }
        let final = try await creates.create(Creates.draft(form + draft.id.ulid.text)) { $0.resolution = "1080p" }
        #expect(final.order.draftTask == draft.id)
        #expect(!final.order.draft)
        #expect(final.order.resolution == .p1080)
        #expect(final.order.prompt == draft.order.prompt)
        #expect((final.order.seed, final.order.duration, final.order.generateAudio) == (4711, 5, false))
        #expect(final.order.ratio == .fixed(.landscape))
    }

    @Test("another project's draft looks like one that never was")
    func foreignDraft() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let theirs = try await creates.create(in: try await lab.project("theirs")) { $0.draft = true }
        let ours = try await lab.project("ours")
        let never = VideoTask.ID(ULID(high: 1, low: 1))
        var refusals: [Refusal?] = []
        for text in ["cgt-" + theirs.id.ulid.text, "cgt-" + never.ulid.text, "nonsense"] {
            var refusal = await creates.refusal { try await $0.create(Creates.draft(text), in: ours) }
            #expect(refusal?.given == text)
            refusal?.given = nil
            refusals.append(refusal)
        }
        #expect(refusals[0]?.reason == .unknownDraft)
        #expect(refusals[0] == refusals[1])
        #expect(refusals[0] == refusals[2])
    }

    @Test("a draft that has not been finished cannot be made final")
    func unfinishedDraft() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let draft = try await creates.create { $0.draft = true }
        let refusal = await creates.refusal { try await $0.create(Creates.draft("cgt-" + draft.id.ulid.text)) }
        #expect(refusal?.reason == .draftNotFinished)
        #expect(refusal?.subject == .item(path: "content[0].draft_task.id"))
    }

    @Test("a task that is no draft cannot be made final")
    func notADraft() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let plain = try await creates.create()
        let refusal = await creates.refusal { try await $0.create(Creates.draft("cgt-" + plain.id.ulid.text)) }
        #expect(refusal?.reason == .notADraft)
    }
}
