import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Slots and turns", .timeLimit(.minutes(5)))
struct SchedulingTests {
    @Test("no more tasks run than there are slots")
    func noMoreThanSlots() async throws {
        let lab = Lab(concurrency: 2)
        try await lab.running { engine in
            for _ in 0..<5 { _ = try await lab.queued() }
            engine.wake()
            let first = try await lab.provider.next()
            _ = try await lab.provider.next()
            #expect(try await lab.store.counts(in: nil) == [.queued: 3, .running: 2])
            first.deliver()
            _ = try await lab.provider.next()
            #expect(try await lab.store.counts(in: nil) == [.queued: 2, .running: 2, .succeeded: 1])
            #expect(lab.provider.asked == 3)
        }
    }

    @Test("a project with few tasks does not wait behind one with many")
    func fairBetweenProjects() async throws {
        let lab = Lab(concurrency: 2)
        let busy = try await lab.project("busy")
        let quiet = try await lab.project("quiet")
        for _ in 0..<4 { _ = try await lab.queued(in: busy) }
        lab.time.advance(by: .seconds(5))
        for _ in 0..<2 { _ = try await lab.queued(in: quiet) }
        try await lab.running { engine in
            var owners: [Project.ID] = []
            var open: [StubProvider.Job] = []
            for _ in 0..<2 {
                let job = try await lab.provider.next()
                open.append(job)
                owners.append(job.attempt.task.project)
            }
            #expect(Set(owners) == [busy.id, quiet.id])
            // As one of theirs ends, the next of the same project comes: each keeps one slot.
            for _ in 0..<2 {
                let done = try #require(open.first { $0.attempt.task.project == quiet.id })
                open.removeAll { $0 === done }
                done.deliver()
                open.append(try await lab.provider.next())
                owners.append(try #require(open.last).attempt.task.project)
            }
            #expect(owners.suffix(2) == [quiet.id, busy.id])
        }
    }

    @Test("tasks of one project start in the order in which they came")
    func oldestFirst() async throws {
        let lab = Lab()
        var ids: [VideoTask.ID] = []
        for _ in 0..<4 { ids.append(try await lab.queued().id) }
        let expected = ids
        try await lab.running { _ in
            for id in expected {
                let job = try await lab.provider.next()
                #expect(job.id == id)
                job.deliver()
            }
        }
    }

    @Test("a slot given back early lets another task start while the first still waits")
    func earlyRelease() async throws {
        let lab = Lab()
        try await lab.running { engine in
            let tasks = [try await lab.queued(), try await lab.queued()]
            engine.wake()
            let first = try await lab.provider.next()
            try await lab.provider.release(first)
            let second = try await lab.provider.next()
            #expect([first.id, second.id] == tasks.map(\.id))
            #expect(try await lab.store.counts(in: nil) == [.running: 2])
            second.deliver()
            first.deliver()
            for task in tasks { try await lab.store.task(task.id, in: .succeeded) }
        }
    }

    @Test("a slot given back early is not given back again at the end")
    func releasedOnce() async throws {
        let lab = Lab()
        try await lab.running { engine in
            let first = try await lab.queued()
            for _ in 0..<3 { _ = try await lab.queued() }
            engine.wake()
            let waiting = try await lab.provider.next()
            try await lab.provider.release(waiting)
            _ = try await lab.provider.next()
            waiting.deliver()
            try await lab.store.task(first.id, in: .succeeded)
            engine.wake()
            let refused = try await lab.project("refused")
            _ = try await lab.queued(in: refused)
            // One slot, one running: had the end given a second one back, a third task would be running by now.
            let second = try #require(try await lab.store.running().first)
            #expect(try await lab.store.counts(in: nil)[.running] == 1)
            #expect(lab.provider.asked == 2)
            #expect(second.state == .running)
        }
    }

    @Test("a task put back after its slot was given away is started again")
    func requeuedWithoutSlot() async throws {
        let lab = Lab()
        try await lab.running { engine in
            let task = try await lab.queued()
            engine.wake()
            let job = try await lab.provider.next()
            try await lab.provider.release(job)
            job.fail(.unavailable("late trouble"))
            try await lab.provider.next().deliver()
            #expect(try await lab.store.task(task.id, in: .succeeded).attempt == 2)
        }
    }

    @Test("the end of an attempt does not hide the next one from deadlines")
    func nextAttemptCanBeCancelled() async throws {
        let lab = Lab(concurrency: 2)
        try await lab.running { engine in
            let task = try await lab.queued(lives: .seconds(60))
            engine.wake()
            try await lab.provider.next().fail(.unavailable("once"))
            let second = try await lab.provider.next()
            #expect(second.attempt.task.attempt == 2)
            let other = try await lab.queued()
            engine.wake()
            #expect(try await lab.provider.next().id == other.id)
            try await lab.time.sleepers(Lab.asleep)
            lab.time.advance(by: .seconds(60))
            try await second.cancelled()
            try await lab.store.task(task.id, in: .expired)
        }
    }

    @Test("ids are all different and grow, also when the clock steps back")
    func idsGrow() {
        let source = TaskIDSource()
        let moments: [Int64] = [1_000, 1_000, 999, 1_001, 0, 1_001]
        let ids = (0..<200).map { source.next(at: Timestamp(milliseconds: moments[$0 % moments.count])) }
        #expect(zip(ids, ids.dropFirst()).allSatisfy { $0 < $1 })
        #expect(ids.first?.ulid.milliseconds == 1_000)
    }
}
