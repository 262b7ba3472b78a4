import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Deadlines", .timeLimit(.minutes(5)))
struct DeadlineTests {
    @Test("a queued task expires at its deadline and not before")
    func queuedExpires() async throws {
        let lab = Lab()
        let blocker = try await lab.queued()
        let task = try await lab.queued(hold: 500, lives: .seconds(60))
        try await lab.running { _ in
            _ = try await lab.provider.next()
            for second in 1...59 {
                try await lab.time.sleepers(Lab.asleep)
                #expect(try await lab.store.plain.task(task.id, in: nil)?.state == .queued, "after \(second - 1) s")
                lab.time.advance(by: .seconds(1))
            }
            try await lab.time.sleepers(Lab.asleep)
            #expect(try await lab.store.plain.task(task.id, in: nil)?.state == .queued)
            lab.time.advance(by: .seconds(1))
            let expired = try await lab.store.task(task.id, in: .expired)
            #expect(expired.endedAt == task.deadline)
            #expect(try await lab.store.plain.task(blocker.id, in: nil)?.state == .running)
            #expect(try await lab.store.balance(of: task.project).isZero)
        }
    }

    @Test("a running task expires, its run is given up and its slot is free")
    func runningExpires() async throws {
        let lab = Lab()
        let task = try await lab.queued(hold: 500, lives: .seconds(60))
        let next = try await lab.queued()
        try await lab.running { _ in
            let job = try await lab.provider.next()
            try await lab.time.sleepers(Lab.asleep)
            lab.time.advance(by: .seconds(61))
            try await job.cancelled()
            try await lab.store.task(task.id, in: .expired)
            #expect(try await lab.provider.next().id == next.id)
            #expect(try await lab.store.attempts(of: task.id).map(\.outcome) == [.cancelled])
            #expect(try await lab.store.ledger(of: task.project).map(\.kind) == [.hold, .release])
        }
    }

    @Test("a video that comes after the deadline changes nothing")
    func lateDelivery() async throws {
        let lab = Lab()
        let task = try await lab.queued(lives: .seconds(60))
        let held = Inbox<Void>()
        let arrived = Inbox<Void>()
        lab.store.beforeApply { change in
            guard change.task.state == .succeeded else { return }
            arrived.put(())
            try await held.take()
        }
        try await lab.running { _ in
            try await lab.provider.next().deliver()
            try await arrived.take()
            try await lab.time.sleepers(Lab.asleep)
            lab.time.advance(by: .seconds(60))
            try await lab.store.task(task.id, in: .expired)
            held.put(())
        }
        let ended = try #require(try await lab.store.task(task.id, in: nil))
        #expect(ended.state == .expired)
        #expect(ended.result == nil)
        #expect(try await lab.store.timeline(of: task.id).map(\.kind) == [.accepted, .started, .expired])
    }

    @Test("hundreds of late tasks all expire at once")
    func manyExpire() async throws {
        let lab = Lab()
        for _ in 0..<250 { _ = try await lab.queued(lives: .seconds(10)) }
        lab.time.advance(by: .seconds(10))
        try await lab.running { _ in
            try await lab.store.wait { try await lab.store.counts(in: nil)[.expired] == 250 }
        }
    }
}
