import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("The ends of upstream tasks (DESIGN sections 5 and 6)", .timeLimit(.minutes(5)))
struct EndingTests {
    @Test("at the deadline one last question; what was made in time is collected")
    func lastPoll() async throws {
        // Nobody would ask in time by itself.
        var settings = EngineSettings()
        settings.polling = PollingSettings(first: .seconds(5000), min: .seconds(5000), max: .seconds(5000))
        let quiet = Lab(settings: settings)
        let account = FakeUpstream("a", time: quiet.time, lists: false)
        account.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(100) } }
        try await quiet.running([account.mounted]) { engine in
            let task = try await quiet.queued(lives: .seconds(120))
            engine.wake()
            let done = try await quiet.drive(task.id, to: .succeeded, most: .seconds(300))
            #expect(try #require(done.endedAt) >= task.deadline)
        }
        #expect(account.cancelled.isEmpty)
    }

    @Test("what is not finished at its deadline is cancelled there and expires here")
    func expired() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(100_000) } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 100, lives: .seconds(120))
            engine.wake()
            let expired = try await lab.drive(task.id, to: .expired, most: .seconds(300))
            #expect(try #require(expired.endedAt) >= task.deadline)
            #expect(upstream.cancelled == ["a-1"])
            #expect(try await lab.store.balance(of: task.project).micros == 0)
            #expect(engine.parts.directory.standings.first?.open == 0)
        }
    }

    @Test("after downtime it is asked first and expired second")
    func downtime() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let done = try await lab.queued(lives: .seconds(60))
        let open = try await lab.queued(lives: .seconds(60))
        let epoch = try await lab.store.openEpoch()
        let now = lab.time.now
        for task in [done, open] {
            let started = try task.change(by: .started(AttemptStart(provider: "a", token: "t")), at: now)
            try await lab.store.apply(started, epoch: epoch)
            let id = upstream.make(Attempt(task: started.task, model: .seedance15Pro), nil)
            try await lab.store.apply(started.task.change(by: .submitted(upstreamID: id), at: now), epoch: epoch)
        }
        upstream.finish("a-1")
        upstream.script { $0.made = { _ in } }
        lab.time.advance(by: .seconds(500))
        try await lab.running([upstream.mounted]) { _ in
            try await lab.drive(done.id, to: .succeeded, most: .seconds(60))
            // It was made 500 s ago and takes 10: it has ended there as well, a little later than the other.
            try await lab.drive(open.id, to: .succeeded, most: .seconds(60))
        }
    }

    @Test("a video that comes broken three times is lost; nothing is charged, and the operator has a record")
    func damaged() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.collect = { _ in .damaged("no ftyp box") } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 100)
            engine.wake()
            let failed = try await lab.drive(task.id, to: .failed)
            #expect(failed.failure?.code == "ResultLost")
            #expect(try await lab.outcomes(of: task.id) == [.lost])
            #expect(try await lab.store.exposures(limit: 10).map(\.kind) == [.lostResult])
            #expect(try await lab.store.balance(of: task.project).micros == 0)
        }
        #expect(upstream.collects == 3)
        #expect(upstream.creates.count == 1)
    }

    @Test("a lost video costs the operator what the account counted, where it said so", arguments: [nil, 0, 1000])
    func lostCost(tokens: Int?) async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, costFactor: 500)
        upstream.script {
            $0.made = { $0.tokens = tokens }
            $0.collect = { _ in .damaged("no ftyp box") }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 100) { $0.generateAudio = true }
            engine.wake()
            try await lab.drive(task.id, to: .failed)
            let cost = tokens == 1000 ? Money(micros: 8000, currency: .cny) : nil
            #expect(try await lab.store.attempts(of: task.id).map(\.cost) == [cost])
            let usage = try await lab.store.usage(of: task.project)
            #expect(usage.map(\.costMicros) == [cost?.micros ?? 0] && usage.map(\.chargedMicros) == [0])
            let most = try await lab.store.exposures(limit: 9).map(\.most)
            #expect(most == [cost ?? Money(micros: 108_900 * 16 / 2, currency: .cny)])
        }
    }

    @Test("a broken download is tried again with fresh links until the file's life is over")
    func interrupted() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.collect = { _ in .linkDead("403") } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive { upstream.collects == 8 }
            #expect(try await lab.store.task(task.id, in: nil)?.state == .running, "fetching shows as running")
            #expect(engine.parts.directory.standings.first?.open == 0, "its place is free")
            #expect(upstream.polls.count >= 7)
            upstream.script { $0.collect = { _ in nil } }
            try await lab.drive(task.id, to: .succeeded)
        }
    }

    @Test("a task that the account does not know for over a minute is lost")
    func missing() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.poll = { _ in .missing } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            let start = lab.time.now
            let failed = try await lab.drive(task.id, to: .failed)
            #expect(failed.failure?.code == "ResultLost")
            #expect(lab.time.now - start >= .seconds(60))
        }
    }

    @Test(
        "a word that nobody knows is asked past, and the account's cancelled and expired are ours",
        arguments: [VideoTask.State.cancelled, .expired]
    )
    func words(ending: VideoTask.State) async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { script in
            script.made = { $0.ending = ending }
            script.poll = { remote in
                lab.time.now < remote.madeAt + .seconds(40)
                    ? .report(UpstreamReport(upstreamID: remote.id, state: nil, word: "pondering")) : nil
            }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 9)
            engine.wake()
            try await lab.drive(task.id, to: ending)
            #expect(try await lab.store.balance(of: task.project).micros == 0)
        }
    }

    @Test("a running task is cancelled where its account does that; where it does not, or is in doubt, it runs on")
    func cancel() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { script in
            script.made = { $0.doneAt = $0.madeAt + .seconds(1000) }
            script.create = { $0.task.order.prompt == "lost" ? .doubt(isMade: true) : .accept }
            script.find = { _ in .failed(reason: "502") }
        }
        try await lab.running([upstream.mounted]) { engine in
            let deletion = Deletion(store: lab.store, engine: engine, moments: lab.time.moments)
            let refused = { @Sendable (task: VideoTask) async -> Refusal.Kind? in
                do {
                    _ = try await deletion.delete(task.id, named: "x", in: task.project)
                    return nil
                } catch {
                    return (error as? Refusal)?.kind
                }
            }
            let lost = try await lab.queued { $0.prompt = "lost" }
            let task = try await lab.queued(hold: 50)
            engine.wake()
            try await lab.drive {
                let isSubmitted = try await lab.store.task(task.id, in: nil)?.upstreamID != nil
                return try await lab.outcomes(of: lost.id) == [.doubtful] && isSubmitted
            }
            #expect(await refused(lost) == .taskRunning)
            upstream.script { $0.cancel = { _ in .failed(reason: "reset") } }
            #expect(await refused(task) == .taskRunning)
            upstream.script { $0.cancel = { _ in .refused } }
            #expect(await refused(task) == .taskRunning)
            upstream.script { $0.cancel = { _ in nil } }
            let cancelled = try await deletion.delete(task.id, named: "x", in: task.project)
            #expect(cancelled.state == .cancelled)
            #expect(try await lab.store.balance(of: task.project).micros == 0)
            #expect(await refused(task) == .taskCancelled)
        }
    }

    @Test("tasks of an account that is gone wait, and say so, until their deadline; or until it is there again")
    func gone() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.made = { $0.doneAt = $0.madeAt + .seconds(50) } }
        let epoch = try await lab.store.openEpoch()
        let now = lab.time.now
        var tasks: [VideoTask] = []
        for lives in [100, 5000] {
            let task = try await lab.queued(lives: .seconds(lives))
            let started = try task.change(by: .started(AttemptStart(provider: "a", token: "t")), at: now)
            try await lab.store.apply(started, epoch: epoch)
            let id = upstream.make(Attempt(task: started.task, model: .seedance15Pro), nil)
            try await lab.store.apply(started.task.change(by: .submitted(upstreamID: id), at: now), epoch: epoch)
            tasks.append(task)
        }
        try await lab.running([lab.mounted]) { [tasks] engine in
            try await lab.drive(tasks[0].id, to: .expired, most: .seconds(200))
            #expect(upstream.polls.isEmpty)
            let kinds = try await lab.store.timeline(of: tasks[1].id)
            #expect(kinds.last?.detail.contains("not configured any more") == true)
            engine.parts.directory.replace([lab.mounted, upstream.mounted])
            try await lab.drive(tasks[1].id, to: .succeeded, most: .seconds(200))
        }
        #expect(upstream.creates.isEmpty)
    }

    @Test("a word from outside makes the account be asked at once")
    func hint() async throws {
        var settings = EngineSettings()
        settings.polling = PollingSettings(first: .seconds(5000), min: .seconds(5000), max: .seconds(5000))
        let lab = Lab(settings: settings)
        let upstream = FakeUpstream("a", time: lab.time)
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive { try await lab.store.task(task.id, in: nil)?.upstreamID != nil }
            engine.hint(provider: "a", upstreamID: "nobody's")
            engine.hint(provider: "b", upstreamID: "a-1")
            try await lab.drive(.seconds(1), most: .seconds(200)) { lab.time.now > task.createdAt + .seconds(100) }
            #expect(upstream.polls.isEmpty)
            engine.hint(provider: "a", upstreamID: "a-1")
            try await lab.drive(task.id, to: .succeeded, most: .seconds(1000))
        }
    }

    @Test("a shutdown leaves open what is open, and the next start follows it")
    func shutdown() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, concurrency: 1)
        let first = try await lab.queued()
        let second = try await lab.queued()
        try await lab.running([upstream.mounted]) { _ in
            try await lab.drive { try await lab.store.task(first.id, in: nil)?.upstreamID != nil }
        }
        #expect(try await lab.store.task(first.id, in: nil)?.state == .running)
        #expect(try await lab.store.task(second.id, in: nil)?.state == .queued)
        try await lab.running([upstream.mounted]) { _ in
            try await lab.drive(first.id, to: .succeeded)
            try await lab.drive(second.id, to: .succeeded)
        }
        #expect(upstream.creates.map(\.task) == [first.id, second.id])
    }
}
