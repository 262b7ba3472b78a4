import FilmgateDomain
import Testing

@testable import FilmgateEngine

/// The table of ark.md section 8.
@Suite("Deleting a task", .timeLimit(.minutes(5)))
struct DeletionTests {
    private static let name = "cgt-asked-for"

    private func deletion(_ lab: Lab) async throws -> Deletion {
        Deletion(store: lab.store, engine: try await lab.engine(), moments: lab.time.moments)
    }

    @Test("a queued task is cancelled and its hold comes back")
    func queued() async throws {
        let lab = Lab()
        let task = try await lab.queued(hold: 300)
        let deletion = try await deletion(lab)
        lab.time.advance(by: .seconds(3))
        let cancelled = try await deletion.delete(task.id, named: Self.name, in: task.project)
        #expect(cancelled.state == .cancelled)
        #expect(cancelled.endedAt == lab.time.now)
        #expect(try await lab.store.task(task.id, in: nil) == cancelled)
        #expect(try await lab.store.ledger(of: task.project).map(\.amount.micros) == [-300, 300])
    }

    @Test("a running task is left alone")
    func running() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        try await lab.running { engine in
            let job = try await lab.provider.next()
            let deletion = Deletion(store: lab.store, engine: engine, moments: lab.time.moments)
            let refusal = await #expect(throws: Refusal.self) {
                try await deletion.delete(task.id, named: Self.name, in: task.project)
            }
            #expect(refusal == Refusal(.taskRunning, .named(Self.name), .plain))
            job.deliver()
            try await lab.store.task(task.id, in: .succeeded)
        }
    }

    @Test("a cancelled task is not cancelled again")
    func cancelled() async throws {
        let lab = Lab()
        let task = try await lab.ended(.cancelled)
        let deletion = try await deletion(lab)
        let refusal = await #expect(throws: Refusal.self) {
            try await deletion.delete(task.id, named: Self.name, in: task.project)
        }
        #expect(refusal == Refusal(.taskCancelled, .named(Self.name), .plain))
        #expect(try await lab.store.task(task.id, in: nil) == task)
    }

    @Test(
        "a task that succeeded, failed or expired is forgotten",
        arguments: [.success(), .failure, .expired] as [TaskEvent]
    )
    func ended(how: TaskEvent) async throws {
        let lab = Lab()
        let task = try await lab.ended(how)
        let deletion = try await deletion(lab)
        #expect(try await deletion.delete(task.id, named: Self.name, in: task.project) == task)
        #expect(try await lab.store.task(task.id, in: nil) == nil)
        let refusal = await #expect(throws: Refusal.self) {
            try await deletion.delete(task.id, named: Self.name, in: task.project)
        }
        #expect(refusal == Refusal(.unknownTask, .named(Self.name), .plain))
    }

    @Test("another project's task is as unknown as one that never was")
    func foreign() async throws {
        let lab = Lab()
        let task = try await lab.queued(in: try await lab.project("theirs"))
        let ours = try await lab.project("ours")
        let deletion = try await deletion(lab)
        let never = VideoTask.ID(ULID(high: 1, low: 1))
        for id in [task.id, never] {
            let refusal = await #expect(throws: Refusal.self) {
                try await deletion.delete(id, named: Self.name, in: ours.id)
            }
            #expect(refusal == Refusal(.unknownTask, .named(Self.name), .plain))
        }
        #expect(try await lab.store.task(task.id, in: nil)?.state == .queued)
    }

    @Test("a cancel that loses to a claim is told that the task is running")
    func claimWins() async throws {
        let lab = Lab()
        let task = try await lab.queued(hold: 50)
        let cancels = Inbox<Void>()
        let claimed = Inbox<Void>()
        lab.store.beforeApply { change in
            guard change.task.state == .cancelled else { return }
            cancels.put(())
            try await claimed.take()
        }
        let engine = try await lab.engine()
        let deletion = Deletion(store: lab.store, engine: engine, moments: lab.time.moments)
        async let answer = deletion.delete(task.id, named: Self.name, in: task.project)
        try await cancels.take()
        let now = lab.time.now
        let started = try await lab.store.claim(
            limit: 1,
            lanes: try await lab.store.queuedLanes(),
            epoch: engine.parts.writer.epoch
        ) { task in
            try task.change(by: .started(AttemptStart(provider: "stub")), at: now)
        }
        #expect(started.map(\.id) == [task.id])
        claimed.put(())
        do {
            _ = try await answer
            Issue.record("a running task was cancelled")
        } catch {
            #expect(error as? Refusal == Refusal(.taskRunning, .named(Self.name), .plain))
        }
        #expect(try await lab.store.task(task.id, in: nil)?.state == .running)
        #expect(try await lab.store.balance(of: task.project).micros == -50)
    }

    @Test("a cancelled task is never claimed")
    func cancelWins() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        let other = try await lab.queued()
        let deletion = try await deletion(lab)
        _ = try await deletion.delete(task.id, named: Self.name, in: task.project)
        try await lab.running { _ in
            let job = try await lab.provider.next()
            #expect(job.id == other.id)
        }
        #expect(try await lab.store.task(task.id, in: nil)?.state == .cancelled)
    }
}
