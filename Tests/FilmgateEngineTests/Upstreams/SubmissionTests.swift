import FilmgateDomain
import Synchronization
import Testing

@testable import FilmgateEngine

@Suite("Creates at upstream accounts (DESIGN section 6)", .timeLimit(.minutes(5)))
struct SubmissionTests {
    @Test("an attempt with its token is on disk before the create, and the task runs to its video")
    func life() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let seen = Mutex<[AttemptRecord]>([])
        upstream.witness.withLock { witness in
            witness = { attempt, _, _ in
                let records = (try? await lab.store.attempts(of: attempt.task.id)) ?? []
                seen.withLock { $0 = records }
            }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 1000)
            engine.wake()
            let done = try await lab.drive(task.id, to: .succeeded)
            #expect(done.upstreamID == "a-1")
            #expect(done.result?.video.hash == .named("/fetched/a-1.mp4"))
            #expect(
                try await lab.store.timeline(of: task.id).map(\.kind) == [.accepted, .started, .submitted, .succeeded]
            )
        }
        let record = try #require(seen.withLock(\.self).first)
        #expect(record.outcome == .open)
        #expect(record.provider == "a")
        let token = AttemptToken(record: try #require(record.token))
        #expect(token == upstream.remotes.first?.token)
        #expect(token.expiry == 172_801, "nobody else chooses that")
        #expect(upstream.creates.count == 1)
    }

    @Test("a no to the order ends the task with the upstream's code, and the account is none the worse")
    func refusedOrder() async throws {
        let lab = Lab()
        let first = FakeUpstream("a", time: lab.time)
        let second = FakeUpstream("b", time: lab.time, priority: 2)
        first.script { $0.create = { _ in .refuse(.order) } }
        try await lab.running([first.mounted, second.mounted]) { engine in
            for _ in 0..<10 {
                let task = try await lab.queued()
                engine.wake()
                let failed = try await lab.drive(task.id, to: .failed)
                #expect(failed.failure?.code == "Refused")
            }
            #expect(engine.parts.directory.standings.first?.health == .well)
        }
        #expect(first.creates.count == 10)
        #expect(second.creates.isEmpty)
    }

    @Test("a no for other reasons goes to another account first", arguments: [0, 1, 2])
    func refusedElsewhere(kind: Int) async throws {
        let kinds: [UpstreamRefusal.Kind] = [.account, .throttled, .infrastructure]
        let lab = Lab()
        let first = FakeUpstream("a", time: lab.time)
        let second = FakeUpstream("b", time: lab.time, priority: 2)
        first.script { $0.create = { _ in .refuse(kinds[kind]) } }
        try await lab.running([first.mounted, second.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive(task.id, to: .succeeded)
            #expect(try await lab.outcomes(of: task.id) == [.refused, .succeeded])
        }
        #expect(first.creates.count == 1)
        #expect(second.creates.count == 1)
    }

    @Test("refusals never use up the three attempts that failures may take")
    func refusalsDoNotCount() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script { $0.create = { $0.task.attempt <= 7 ? .refuse(.infrastructure) : .accept } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            let start = lab.time.now
            try await lab.drive(task.id, to: .succeeded)
            #expect(lab.time.now - start > .seconds(30), "seven refusals at one account are not tried in a hurry")
            #expect(try await lab.outcomes(of: task.id).count { $0 == .refused } == 7)
        }
    }

    @Test("a throttled account rests for as long as it says")
    func retryAfter() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        upstream.script {
            $0.create = { $0.task.attempt == 1 ? .refuse(.throttled, retryAfter: .seconds(90)) : .accept }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            try await lab.drive { upstream.creates.count == 1 }
            let start = lab.time.now
            try await lab.drive { upstream.creates.count == 2 }
            #expect(lab.time.now - start >= .seconds(89))
            try await lab.drive(task.id, to: .succeeded)
        }
    }

    @Test("three failures of the upstream's own end the task, each at another account if possible")
    func upstreamFailures() async throws {
        let lab = Lab()
        let accounts = ["a", "b"].map { FakeUpstream(ProviderName(rawValue: $0), time: lab.time) }
        for account in accounts {
            account.script { script in
                script.made = {
                    $0.ending = .failed
                    $0.isInfrastructure = true
                }
            }
        }
        try await lab.running(accounts.map(\.mounted)) { engine in
            let task = try await lab.queued(hold: 500)
            engine.wake()
            let failed = try await lab.drive(task.id, to: .failed)
            #expect(failed.failure?.code == "OutputVideoSensitiveContentDetected")
            #expect(try await lab.outcomes(of: task.id) == [.failed, .failed, .failed])
            let names = try await lab.store.attempts(of: task.id).map(\.provider)
            #expect(names[0] != names[1])
            #expect(names[1] != names[2])
            #expect(try await lab.store.balance(of: task.project).micros == 0)
        }
    }

    @Test("a holder that was paused beyond its turn sends nothing, and what it had not sent goes back")
    func paused() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let engine = try await lab.engine([upstream.mounted])
        let task = try await lab.queued()
        // The turn passes while nobody renews it; the store does not answer either.
        lab.time.advance(by: .seconds(61))
        lab.store.trouble(.renew, StoreError.busy, StoreError.busy, StoreError.busy)
        let directory = engine.parts.directory
        await Attendance(parts: engine.parts).attendAll()
        guard case .reserved(let reservation) = directory.reserve(task, avoiding: [], mustAvoid: false) else {
            Issue.record("no place")
            return
        }
        let started = try #require(try await engine.parts.writer.apply(.started(reservation.start), to: task))
        await Sender(parts: engine.parts).send(started, reservation)
        #expect(upstream.creates.isEmpty)
        #expect(try await lab.store.task(task.id, in: nil)?.state == .queued)
        #expect(try await lab.outcomes(of: task.id) == [.abandoned])
        #expect(directory.standings.first?.open == 0)
    }

    @Test("a holder that was superseded while it was paused sends nothing and stops")
    func superseded() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let engine = try await lab.engine([upstream.mounted])
        let task = try await lab.queued()
        await Attendance(parts: engine.parts).attendAll()
        guard case .reserved(let reservation) = engine.parts.directory.reserve(task, avoiding: [], mustAvoid: false)
        else {
            Issue.record("no place")
            return
        }
        let started = try #require(try await engine.parts.writer.apply(.started(reservation.start), to: task))
        lab.time.advance(by: .seconds(61))
        _ = try await lab.store.openEpoch()
        await Sender(parts: engine.parts).send(started, reservation)
        #expect(upstream.creates.isEmpty)
        await #expect(throws: StoreError.superseded) { try await engine.run() }
    }

    @Test(
        "a success that comes after the task's end is cancelled at the account, or kept for the operator",
        arguments: [true, false]
    )
    func stray(cancels: Bool) async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, cancels: cancels)
        upstream.script { $0.create = { _ in .hold } }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued()
            engine.wake()
            _ = try await upstream.asked.take()
            let running = try #require(try await lab.store.task(task.id, in: nil))
            _ = try await engine.parts.writer.apply(.failure, to: running)
            upstream.answers.put(.accept)
            try await lab.drive(most: .seconds(60)) {
                let exposures = try await lab.store.exposures(limit: 10)
                return cancels ? upstream.cancelled == ["a-1"] : exposures.map(\.kind) == [.orphan]
            }
            let most = try await lab.store.exposures(limit: 10).map(\.most?.micros)
            #expect(most == (cancels ? [] : [108_900 * 8]))
        }
    }
}
