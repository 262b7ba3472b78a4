import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Crashes, restarts and shutdowns", .timeLimit(.minutes(5)))
struct RecoveryTests {
    /// What an engine that crashed left behind: `running` tasks under way, `queued` ones accepted.
    private func crashed(
        _ lab: Lab,
        running: Int,
        queued: Int
    ) async throws -> (running: [VideoTask], queued: [VideoTask]) {
        for _ in 0..<running { _ = try await lab.queued(hold: 900) }
        let epoch = try await lab.store.openEpoch()
        let now = lab.time.now
        let started = try await lab.store.claim(limit: running, lanes: try await lab.store.queuedLanes(), epoch: epoch)
        { task in
            try task.change(by: .started(AttemptStart(provider: "stub")), at: now)
        }
        var waiting: [VideoTask] = []
        for _ in 0..<queued { waiting.append(try await lab.queued(hold: 900)) }
        return (started, waiting)
    }

    @Test("what was running is made again by a new attempt, before what was waiting; nothing is lost")
    func runningAgain() async throws {
        let lab = Lab()
        let left = try await crashed(lab, running: 2, queued: 2)
        try await lab.running { _ in
            for (number, task) in (left.running + left.queued).enumerated() {
                let job = try await lab.provider.next()
                #expect(job.id == task.id)
                #expect(job.attempt.task.attempt == (number < 2 ? 2 : 1))
                job.deliver()
                try await lab.store.task(task.id, in: .succeeded)
            }
        }
        for task in left.running {
            #expect(try await lab.store.attempts(of: task.id).map(\.outcome) == [.abandoned, .succeeded])
        }
    }

    @Test("more recovered tasks than slots wait for their turn")
    func recoveredKeepToSlots() async throws {
        let lab = Lab(concurrency: 2)
        let left = try await crashed(lab, running: 5, queued: 0)
        try await lab.running { _ in
            let first = try await lab.provider.next()
            _ = try await lab.provider.next()
            try await lab.time.sleepers(Lab.asleep)
            #expect(lab.provider.asked == 2)
            first.deliver()
            _ = try await lab.provider.next()
            #expect(lab.provider.asked == 3)
        }
        // At the shutdown those that never had their turn go back as well.
        #expect(try await lab.store.counts(in: nil) == [.queued: 4, .succeeded: 1])
        #expect(try await lab.store.attempts(of: try #require(left.running.last).id).count == 1)
    }

    @Test("a recovered task that expires before its turn is never sent")
    func expiredBeforeItsTurn() async throws {
        let lab = Lab()
        let first = try await lab.queued()
        let second = try await lab.queued(lives: .seconds(60))
        let epoch = try await lab.store.openEpoch()
        let now = lab.time.now
        _ = try await lab.store.claim(limit: 2, lanes: try await lab.store.queuedLanes(), epoch: epoch) {
            try $0.change(by: .started(AttemptStart(provider: "stub")), at: now)
        }
        try await lab.running { _ in
            let job = try await lab.provider.next()
            #expect(job.id == first.id)
            try await lab.time.sleepers(Lab.asleep)
            lab.time.advance(by: .seconds(60))
            try await lab.store.task(second.id, in: .expired)
            job.deliver()
            let third = try await lab.queued()
            try await lab.store.task(first.id, in: .succeeded)
            #expect(try await lab.provider.next().id == third.id)
        }
        #expect(try await lab.store.attempts(of: second.id).count == 1)
    }

    @Test("a shutdown hands running tasks back as queued, with their hold kept")
    func shutdownHandsBack() async throws {
        let lab = Lab(concurrency: 2)
        let tasks = [
            try await lab.queued(hold: 700), try await lab.queued(hold: 700), try await lab.queued(hold: 700),
        ]
        let project = try await lab.project()
        try await lab.running { _ in
            _ = try await lab.provider.next()
            _ = try await lab.provider.next()
        }
        #expect(try await lab.store.counts(in: nil) == [.queued: 3])
        #expect(try await lab.store.balance(of: project.id).micros == -2100)
        let first = try #require(try await lab.store.task(tasks[0].id, in: nil))
        #expect(first.provider == nil)
        #expect(try await lab.store.attempts(of: first.id).map(\.outcome) == [.abandoned])

        try await lab.running { _ in
            for _ in tasks { try await lab.provider.next().deliver() }
            for task in tasks { try await lab.store.task(task.id, in: .succeeded) }
        }
        #expect(try await lab.store.counts(in: nil) == [.succeeded: 3])
    }

    @Test("a shutdown while a provider reports trouble for the third time does not fail the task")
    func shutdownIsNoFailure() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        try await lab.running { _ in
            try await lab.provider.next().fail(.unavailable("1"))
            try await lab.provider.next().fail(.unavailable("2"))
            let last = try await lab.provider.next()
            #expect(last.attempt.task.attempt == 3)
            last.answersCancel(with: .unavailable("its process died"))
        }
        #expect(try await lab.store.task(task.id, in: nil)?.state == .queued)
    }

    @Test("what an attempt came to is not told of the next one")
    func lateWord() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        let engine = try await lab.engine()
        var current = task
        for event in [
            .started(AttemptStart(provider: "stub")), .requeued(reason: "again"),
            .started(AttemptStart(provider: "stub")),
        ] as [TaskEvent] {
            current = try #require(try await engine.parts.writer.apply(event, to: current))
        }
        var first = current
        first.attempt = 1
        first.version = 1
        #expect(try await engine.parts.writer.apply(.failure, to: first) == nil)
        #expect(try await lab.store.task(task.id, in: nil) == current)
        #expect(try await engine.parts.writer.apply(.expired, to: first)?.state == .expired)
    }

    @Test("an engine that was superseded writes nothing and ends")
    func olderEpoch() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        let old = try await lab.engine()
        await #expect(throws: StoreError.superseded) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await old.run() }
                let job = try await lab.provider.next()
                _ = try await lab.engine()
                job.deliver()
                // Its next look for work tells it.
                try await group.waitForAll()
            }
        }
        let same = try #require(try await lab.store.task(task.id, in: nil))
        #expect(same.state == .running)
        #expect(same.attempt == 1)
        #expect(same.result == nil)

        try await lab.running { _ in
            let job = try await lab.provider.next()
            #expect(job.attempt.task.attempt == 2)
            job.deliver()
            try await lab.store.task(task.id, in: .succeeded)
        }
    }
}
