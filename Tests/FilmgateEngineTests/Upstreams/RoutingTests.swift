import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Routing (DESIGN section 5)", .timeLimit(.minutes(5)))
struct RoutingTests {
    private func started(_ count: Int, _ lab: Lab, _ accounts: [FakeUpstream]) async throws -> [ProviderName: Int] {
        try await lab.running(accounts.map(\.mounted)) { engine in
            for _ in 0..<count { _ = try await lab.queued() }
            engine.wake()
            try await lab.drive { accounts.reduce(0) { $0 + $1.creates.count } == count }
        }
        return Dictionary(uniqueKeysWithValues: accounts.map { ($0.account.name, $0.creates.count) })
    }

    @Test("by priority first, what has no place there goes further; among equals by weight")
    func order() async throws {
        let lab = Lab()
        let accounts = [
            FakeUpstream("later", time: lab.time, concurrency: 100, priority: 2),
            FakeUpstream("light", time: lab.time, concurrency: 30, weight: 1),
            FakeUpstream("heavy", time: lab.time, concurrency: 30, weight: 3),
        ]
        for account in accounts { account.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(9999) } } }
        #expect(try await started(40, lab, accounts) == ["later": 0, "light": 10, "heavy": 30])
        let crowded = Lab()
        let small = [
            FakeUpstream("first", time: crowded.time, concurrency: 3),
            FakeUpstream("second", time: crowded.time, concurrency: 100, priority: 2),
        ]
        for account in small { account.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(9999) } } }
        #expect(try await started(10, crowded, small) == ["first": 3, "second": 7])
    }

    @Test("never more open than an account takes, and no claim beyond what can be sent now")
    func concurrency() async throws {
        let lab = Lab()
        let limits = CallLimits(create: CallRate(4, per: .seconds(60)), list: CallRate(1, per: .seconds(1)))
        let upstream = FakeUpstream("a", time: lab.time, concurrency: 6, limits: limits)
        upstream.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(9999) } }
        try await lab.running([upstream.mounted]) { engine in
            for _ in 0..<20 { _ = try await lab.queued() }
            engine.wake()
            try await lab.drive { upstream.creates.count == 4 }
            #expect(try await lab.store.counts(in: nil) == [.queued: 16, .running: 4])
            let start = lab.time.now
            try await lab.drive { upstream.creates.count == 6 }
            #expect(lab.time.now - start >= .seconds(59))
            try await lab.drive(.seconds(1)) { lab.time.now - start > .seconds(300) }
            #expect(upstream.creates.count == 6)
        }
    }

    @Test("flex gets a tenth of the slots that it shares, and default the rest")
    func flexShare() async throws {
        let lab = Lab(concurrency: 1)
        var order: [ServiceTier] = []
        for _ in 0..<40 { _ = try await lab.queued() }
        for _ in 0..<10 { _ = try await lab.queued { $0.serviceTier = .flex } }
        let seen = Inbox<ServiceTier>()
        try await lab.running { _ in
            for _ in 0..<40 {
                let job = try await lab.provider.next()
                seen.put(job.attempt.task.order.serviceTier)
                job.deliver()
                try await lab.store.task(job.id, in: .succeeded)
            }
        }
        for _ in 0..<40 { order.append(try await seen.take()) }
        #expect((4...5).contains(order.count { $0 == .flex }))
        for start in 0...30 { #expect(order[start..<start + 10].contains(.flex), "from \(start)") }
    }

    @Test("ten thousand tasks of one project do not keep another's first from one of the next two slots")
    func fairness() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, concurrency: 2)
        upstream.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(9999) } }
        let (large, small) = (try await lab.project("large"), try await lab.project("small"))
        for _ in 0..<1000 { _ = try await lab.queued(in: large) }
        try await lab.running([upstream.mounted]) { engine in
            try await lab.drive { upstream.remotes.count == 2 }
            let other = try await lab.queued(in: small)
            upstream.finish("a-1")
            engine.wake()
            try await lab.drive(most: .seconds(60)) { upstream.creates.count == 3 }
            #expect(upstream.creates.last?.task == other.id)
        }
    }

    @Test("a drained account gets nothing new and is followed to its end; so is one that is taken out")
    func drained() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        try await lab.running([upstream.mounted]) { engine in
            let first = try await lab.queued()
            engine.wake()
            try await lab.drive { upstream.remotes.count == 1 }
            try await lab.store.plain.administer([.drain("a")], by: "me", at: lab.time.now)
            try await lab.drive { engine.parts.directory.standings.first?.health == .draining }
            let second = try await lab.queued()
            engine.wake()
            try await lab.drive(first.id, to: .succeeded)
            #expect(upstream.creates.count == 1)
            try await lab.store.plain.administer([.undrain("a")], by: "me", at: lab.time.now)
            try await lab.drive { upstream.creates.count == 2 }
            engine.parts.directory.replace([])
            let third = try await lab.queued()
            engine.wake()
            try await lab.drive(second.id, to: .succeeded)
            #expect(upstream.creates.count == 2)
            try await lab.drive { engine.parts.directory.standings.isEmpty }
            engine.parts.directory.replace([upstream.mounted])
            try await lab.drive(third.id, to: .succeeded)
        }
    }

    @Test("what was drained before a start gets nothing after it either")
    func drainedBefore() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let task = try await lab.queued()
        try await lab.store.plain.administer([.drain("a")], by: "me", at: lab.time.now)
        // What is heard with each renewal comes too late here.
        lab.store.trouble(.renew, StoreError.busy)
        try await lab.running([upstream.mounted]) { engine in
            engine.wake()
            try await lab.drive { lab.time.now > task.createdAt + .seconds(30) }
            #expect(upstream.creates.isEmpty)
            try await lab.store.plain.administer([.undrain("a")], by: "me", at: lab.time.now)
            try await lab.drive(task.id, to: .succeeded)
        }
    }

    @Test("five failures in a row make an account rest, and one create shows whether it is well again")
    func breaker() {
        var breaker = Breaker()
        for _ in 0..<4 { breaker.failed("502", at: 0) }
        #expect(breaker.admits(at: 0))
        breaker.failed("502", at: 0)
        #expect(!breaker.admits(at: 1999))
        #expect(breaker.opensAt(0) == 2000)
        #expect(breaker.admits(at: 2000))
        breaker.began()
        #expect(!breaker.admits(at: 2000), "one at a time")
        breaker.failed("502", at: 2100)
        #expect(!breaker.admits(at: 6000))
        #expect(breaker.admits(at: 6100))
        breaker.began()
        breaker.withdrew()
        #expect(breaker.admits(at: 6100))
        breaker.began()
        breaker.answered(at: 6200)
        #expect(breaker.isClosed(at: 6200))
        breaker.throttled(for: 30_000, at: 7000)
        // What was sent before the 429 says nothing about the time after it.
        breaker.answered(at: 7100)
        #expect(!breaker.admits(at: 36_999))
        #expect(breaker.admits(at: 37_000))
        // One denial may be a passing fault; each further one doubles the rest.
        breaker.denied("AuthenticationError", at: 40_000)
        #expect(!breaker.admits(at: 40_999))
        #expect(breaker.admits(at: 41_000))
        breaker.began()
        breaker.denied("AuthenticationError", at: 41_000)
        #expect(!breaker.admits(at: 42_999))
        #expect(breaker.admits(at: 43_000))
        var now: Int64 = 43_000
        for _ in 0..<12 {
            breaker.began()
            breaker.denied("AuthenticationError", at: now)
            now += 300_000
            #expect(breaker.admits(at: now))
        }
        breaker.began()
        breaker.denied("AuthenticationError", at: now)
        #expect(!breaker.admits(at: now + 299_999))
    }

    @Test("an account that makes the model by another is given that one's order, and the task shows it")
    func mapped() async throws {
        let lab = Lab()
        let models = [ModelSpec.seedance15Pro.id: ModelSpec.seedance20.id]
        let upstream = FakeUpstream("a", time: lab.time, models: models)
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            let attempt = try await upstream.asked.take()
            #expect(attempt.model.id == ModelSpec.seedance20.id)
            #expect(attempt.task.order.model == ModelSpec.seedance20.id)
            let done = try await lab.drive(task.id, to: .succeeded)
            #expect(done.servedModel == ModelSpec.seedance20.id)
            #expect(done.order.model == ModelSpec.seedance15Pro.id)
        }
    }

    @Test("a final goes to the account that made its draft, by the name that it has there")
    func final() async throws {
        let lab = Lab()
        let accounts = [FakeUpstream("a", time: lab.time), FakeUpstream("b", time: lab.time, priority: 2)]
        accounts[0].script { $0.create = { $0.task.order.draft ? .refuse(.infrastructure) : .accept } }
        let creates = Creates(lab, mounted: accounts.map(\.mounted))
        try await lab.running(accounts.map(\.mounted)) { engine in
            let draft = try await creates.create { $0.draft = true }
            engine.wake()
            let done = try await lab.drive(draft.id, to: .succeeded)
            #expect(done.provider == "b")
            let final = try await creates.create(Creates.draft("cgt-\(draft.id.ulid.text)"))
            engine.wake()
            try await lab.drive(final.id, to: .succeeded)
            #expect(accounts[1].creates.map(\.task) == [draft.id, final.id])
            let asked = [try await accounts[1].asked.take(), try await accounts[1].asked.take()]
            #expect(asked.map(\.draftUpstreamID) == [nil, "b-1"])
            // Without that account it is refused by name.
            let elsewhere = Creates(lab, mounted: [accounts[0].mounted])
            let refusal = await elsewhere.refusal { try await $0.create(Creates.draft("cgt-\(draft.id.ulid.text)")) }
            #expect(refusal?.subject == .item(path: "content[0].draft_task.id"))
        }
    }
}

@Suite("Creates that nothing can serve (DESIGN section 5)")
struct CapabilityTests {
    private func refusal(
        lacking features: Set<Feature>,
        modes: Set<GenerationMode> = Set(GenerationMode.allCases),
        models: [String: String] = .everything,
        _ content: [ContentItem] = [ContentItem(.text("A cat"), path: "content[0]")],
        change: @escaping @Sendable (inout RequestParameters) -> Void
    ) async -> Refusal? {
        let lab = Lab()
        let abilities = Abilities(modes: modes, features: Abilities.everything.features.subtracting(features))
        let upstream = FakeUpstream("a", time: lab.time, abilities: abilities, models: models)
        let creates = Creates(lab, mounted: [upstream.mounted])
        return await creates.refusal { try await $0.create(content, change: change) }
    }

    @Test("the parameter that no account can do is named")
    func named() async throws {
        #expect(await refusal(lacking: []) { _ in } == nil)
        let watermark = try #require(await refusal(lacking: [.watermark]) { $0.watermark = true })
        #expect(watermark.kind == .unsupported)
        #expect(watermark.subject == .parameter(.watermark))
        #expect(watermark.given == "true")
        #expect(await refusal(lacking: ["flex"]) { $0.serviceTier = "flex" }?.subject == .parameter(.serviceTier))
        #expect(await refusal(lacking: [.seed]) { $0.seed = 7 }?.subject == .parameter(.seed))
        #expect(await refusal(lacking: [.silent]) { $0.generateAudio = false }?.subject == .parameter(.generateAudio))
        #expect(await refusal(lacking: [.draft]) { $0.draft = true }?.subject == .parameter(.draft))
        #expect(await refusal(lacking: [], modes: [.text], Creates.picture()) { _ in }?.subject == .parameter(.content))
        #expect(await refusal(lacking: [.watermark]) { _ in } == nil)
    }

    @Test("a model that no account makes is unknown")
    func model() async {
        let refusal = await refusal(lacking: [], models: [:]) { _ in }
        #expect(refusal?.kind == .unknownModel)
        #expect(refusal?.subject == .parameter(.model))
    }

    @Test("the preview is no fallback for an account that is full, unless it is mounted beside it")
    func preview() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, concurrency: 1)
        upstream.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(9999) } }
        try await lab.running([upstream.mounted]) { engine in
            _ = try await lab.queued()
            _ = try await lab.queued()
            engine.wake()
            try await lab.drive(.seconds(1)) { lab.time.now > Timestamp(seconds: 1_779_375_595 + 100) }
            #expect(lab.provider.asked == 0)
            #expect(upstream.creates.count == 1)
        }
    }

    @Test("a key that was used answers as it did, and with another request it is a mismatch")
    func idempotency() async throws {
        let lab = Lab()
        let creates = Creates(lab)
        let key = IdempotencyKey(key: "k", operation: "ark create", fingerprint: .named("body"))
        let offer = Admission.Idempotency(key: key) { KeptAnswer(task: $0.id, status: 200, body: Array("made".utf8)) }
        let first = try await creates.accept(offer)
        guard case .new(let task) = first else {
            Issue.record("\(first)")
            return
        }
        #expect(
            try await creates.accept(offer)
                == .repeated(KeptAnswer(task: task.id, status: 200, body: Array("made".utf8)))
        )
        var other = key
        other.fingerprint = .named("another body")
        await #expect(throws: StoreError.idempotencyMismatch) {
            _ = try await creates.accept(Admission.Idempotency(key: other, answer: offer.answer))
        }
        #expect(try await lab.store.counts(in: nil) == [.queued: 1])
    }

    @Test("all queues together have a limit")
    func allQueues() async throws {
        var settings = EngineSettings()
        settings.maximumQueuedInAll = 1
        let lab = Lab(settings: settings)
        try await Creates(lab).create()
        let other = try await lab.project("other")
        guard case .queueFull = await Creates(lab).refusal(of: { try await $0.create(in: other) })?.kind else {
            Issue.record("accepted a second")
            return
        }
    }
}
