import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Creates in doubt (DESIGN section 6)", .timeLimit(.minutes(5)))
struct DoubtTests {
    @Test("a create whose answer was lost is found by its token and adopted, never sent again")
    func adopted() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.create = { _ in .doubt(isMade: true) } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive(task.id, to: .succeeded)
            #expect(try await lab.outcomes(of: task.id) == [.succeeded])
            let kinds = try await lab.store.timeline(of: task.id).map(\.kind)
            #expect(kinds == [.accepted, .started, .doubted, .submitted, .succeeded])
        }
        #expect(upstream.creates.count == 1)
    }

    @Test("absent from three complete listings over at least a minute: certainly refused, and sent again")
    func absent() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, concurrency: 1)
        upstream.script { $0.create = { $0.task.attempt == 1 ? .doubt(isMade: false) : .accept } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive { upstream.creates.count == 1 }
            let doubted = lab.time.now
            // It keeps its place meanwhile.
            let other = try await lab.queued()
            engine.wake()
            try await lab.drive { upstream.finds.count == 2 }
            #expect(upstream.creates.count == 1)
            try await lab.drive { upstream.creates.count == 2 }
            #expect(lab.time.now - doubted >= .seconds(60))
            #expect(upstream.finds.count == 3)
            try await lab.drive(task.id, to: .succeeded)
            try await lab.drive(other.id, to: .succeeded)
            #expect(try await lab.outcomes(of: task.id) == [.refused, .succeeded])
        }
    }

    @Test("one listing answers for all that are in doubt")
    func together() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, concurrency: 40)
        upstream.script { $0.create = { $0.task.attempt == 1 ? .doubt(isMade: false) : .accept } }
        try await lab.running([upstream.mounted]) { engine in
            var tasks: [VideoTask] = []
            for _ in 0..<40 { tasks.append(try await lab.queued()) }
            engine.wake()
            for task in tasks { try await lab.drive(task.id, to: .succeeded, most: .seconds(200)) }
        }
        // Each on its own would take three; on a slow machine not all come into doubt at once.
        #expect(upstream.looks.count <= 20)
    }

    @Test("without a token it keeps its place for ten minutes, since the account may be making it, and ends then")
    func noToken() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, token: .none)
        upstream.script { $0.create = { _ in .doubt(isMade: true) } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 700)
            engine.wake()
            let start = lab.time.now
            let failed = try await lab.drive(task.id, to: .failed, most: .seconds(700))
            #expect((.seconds(595)...Duration.seconds(660)).contains(lab.time.now - start))
            #expect(failed.failure?.code == "SubmissionOutcomeUnknown")
            #expect(try await lab.outcomes(of: task.id) == [.unknown])
            #expect(try await lab.store.balance(of: task.project).micros == 0)
            let exposures = try await lab.store.exposures(limit: 10)
            #expect(exposures.map(\.kind) == [.doubt])
            #expect(exposures.map(\.most) == [Money(micros: 108_900 * 8, currency: .cny)])
            #expect(try await lab.store.attempts(of: task.id).map(\.cost) == [nil])
        }
        #expect(upstream.creates.count == 1)
    }

    @Test("what cannot be cured within ten minutes ends")
    func incurable() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { script in
            script.create = { _ in .doubt(isMade: true) }
            script.find = { _ in .failed(reason: "502") }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 700)
            engine.wake()
            let start = lab.time.now
            let failed = try await lab.drive(task.id, to: .failed)
            #expect(failed.failure?.code == "SubmissionOutcomeUnknown")
            #expect((.seconds(595)...Duration.seconds(660)).contains(lab.time.now - start))
        }
        #expect(upstream.creates.count == 1)
    }

    @Test("a restart does not give a doubt another ten minutes")
    func restart() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { script in
            script.create = { _ in .doubt(isMade: true) }
            script.find = { _ in .failed(reason: "502") }
        }
        let task = try await lab.queued(hold: 700)
        let start = lab.time.now
        try await lab.running([upstream.mounted]) { engine in
            engine.wake()
            try await lab.drive { lab.time.now - start >= .seconds(300) }
        }
        try await lab.running([upstream.mounted]) { _ in
            let failed = try await lab.drive(task.id, to: .failed)
            #expect(failed.failure?.code == "SubmissionOutcomeUnknown")
            #expect((.seconds(595)...Duration.seconds(660)).contains(lab.time.now - start))
        }
        #expect(upstream.creates.count == 1)
    }

    @Test(
        "what turns up after the end is cancelled at the account, or kept for the operator",
        arguments: [true, false]
    )
    func strays(cancels: Bool) async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, cancels: cancels)
        upstream.script { script in
            script.create = { _ in .doubt(isMade: true) }
            script.made = { $0.doneAt = $0.madeAt + .seconds(100_000) }
            script.find = { _ in .failed(reason: "502") }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive(task.id, to: .failed)
            upstream.script { $0.find = { _ in nil } }
            try await lab.drive(.seconds(5)) {
                let kinds = try await lab.store.exposures(limit: 10).map(\.kind)
                return cancels ? upstream.cancelled == ["a-1"] : kinds == [.orphan, .doubt]
            }
            let listed = Money(micros: 108_900 * 8, currency: .cny)
            let most = try await lab.store.exposures(limit: 10).map(\.most)
            #expect(most == (cancels ? [listed] : [nil, listed]), "once for the attempt")
            #expect(try await lab.store.task(task.id, in: nil)?.state == .failed, "the task does not change")
        }
    }

    @Test("an upstream id that another attempt has is no cure")
    func foreign() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { script in
            script.create = { $0.task.order.prompt == "lost" ? .doubt(isMade: false) : .accept }
            script.made = { $0.doneAt = $0.madeAt + .seconds(5000) }
            script.find = { _ in .found(upstreamID: "a-1") }
        }
        try await lab.running([upstream.mounted]) { engine in
            let first = try await lab.queued()
            engine.wake()
            try await lab.drive { upstream.remotes.count == 1 }
            let lost = try await lab.queued { $0.prompt = "lost" }
            engine.wake()
            let failed = try await lab.drive(lost.id, to: .failed)
            #expect(failed.failure?.code == "SubmissionOutcomeUnknown")
            try await lab.drive(first.id, to: .succeeded)
        }
    }

    @Test("after a crash nothing is sent again: what has an id is asked for, what has none is looked for")
    func crash() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let tasks = [try await lab.queued(), try await lab.queued(), try await lab.queued()]
        let epoch = try await lab.store.openEpoch()
        let now = lab.time.now
        let started = try await lab.store.claim(limit: 3, lanes: try await lab.store.queuedLanes(), epoch: epoch) {
            task in
            let token = AttemptToken(text: "fg-\(task.id.ulid.text)", expiry: 172_800 + Int(task.id.ulid.low % 1000))
            return try task.change(by: .started(AttemptStart(provider: "a", token: token.record)), at: now)
        }
        // The first was answered, the answer of the second was on its way, the third never left.
        let model = ModelSpec.seedance15Pro
        let records = try await lab.store.attempts(of: started[1].id)
        let token = AttemptToken(record: try #require(records.first?.token))
        upstream.make(Attempt(task: started[0], model: model), nil)
        upstream.make(Attempt(task: started[1], model: model), token)
        let change = try started[0].change(by: .submitted(upstreamID: "a-1"), at: now)
        try await lab.store.apply(change, epoch: epoch)
        try await lab.running([upstream.mounted]) { _ in
            for task in tasks { try await lab.drive(task.id, to: .succeeded) }
        }
        #expect(upstream.creates.map(\.task) == [tasks[2].id])
        #expect(try await lab.outcomes(of: tasks[0].id) == [.succeeded])
        #expect(try await lab.outcomes(of: tasks[1].id) == [.succeeded])
        #expect(try await lab.outcomes(of: tasks[2].id) == [.refused, .succeeded])
    }

    @Test("expiries are unique among recent attempts, upwards from the client's wish")
    func mint() throws {
        var mint = TokenMint()
        mint.remember(172_801, at: 0)
        var order = VideoOrder(model: "m", mode: .text, prompt: "", resolution: .p720, ratio: .adaptive)
        let task = { (order: VideoOrder) in
            VideoTask(
                id: VideoTask.ID(ULID(high: 1, low: 2)),
                project: Project.ID(rawValue: "p"),
                key: nil,
                dialect: .ark,
                order: order,
                createdAt: Timestamp(seconds: 0),
                deadline: Timestamp(seconds: 1),
                hold: Money(micros: 0, currency: .cny)
            )
        }
        let expiries = (1...3).map { mint.token(.expiry, for: task(order), attempt: $0, at: 0)?.expiry }
        #expect(expiries == [172_802, 172_803, 172_804])
        order.executionExpiresAfter = 60
        #expect(mint.token(.expiry, for: task(order), attempt: 1, at: 0)?.expiry == 3601)
        // Nothing is left above the longest: a few minutes less, and never a whole minute, which people choose.
        order.executionExpiresAfter = 259_200
        var given: Set<Int> = []
        for attempt in 0..<295 {
            let expiry = mint.token(.expiry, for: task(order), attempt: attempt, at: 0)?.expiry ?? 0
            #expect((258_900..<259_200).contains(expiry) && !expiry.isMultiple(of: 60))
            given.insert(expiry)
        }
        #expect(given.count == 295)
        // All are taken: with a text of ours the text tells, with the client's own nothing does.
        #expect(mint.token(.expiry, for: task(order), attempt: 2, at: 0)?.isExpiryAlone == false)
        order.safetyIdentifier = "user-1"
        #expect(mint.token(.expiry, for: task(order), attempt: 3, at: 0) == nil)
        #expect(mint.token(.expiry, for: task(order), attempt: 4, at: 1_300_000)?.isExpiryAlone == true)
        #expect(mint.token(.none, for: task(order), attempt: 1, at: 0) == nil)
    }
}
