import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("A store in trouble", .timeLimit(.minutes(5)))
struct StoreTroubleTests {
    struct DiskFull: Error {}

    @Test("an ending that cannot be written is written later", arguments: [1, 3])
    func finalWriteIsRetried(times: Int) async throws {
        let lab = Lab()
        let task = try await lab.queued(hold: 100)
        try await lab.running { _ in
            let job = try await lab.provider.next()
            try await lab.time.sleepers(Lab.asleep)
            for _ in 0..<times { lab.store.trouble(.apply, DiskFull()) }
            job.deliver()
            for _ in 0..<times {
                try await lab.time.sleepers(Lab.asleep + 1)
                #expect(try await lab.store.plain.task(task.id, in: nil)?.state == .running)
                lab.time.advance(by: .seconds(1))
            }
            let done = try await lab.store.task(task.id, in: .succeeded)
            #expect(done.result?.video.hash == .named("/renders/video.mp4"))
            #expect(lab.provider.asked == 1)
        }
    }

    @Test("a busy store does not cost a task its video")
    func busyAtTheEnd() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        try await lab.running { _ in
            let job = try await lab.provider.next()
            try await lab.time.sleepers(Lab.asleep)
            lab.store.trouble(.apply, StoreError.busy)
            job.deliver()
            try await lab.time.sleepers(Lab.asleep + 1)
            lab.time.advance(by: .seconds(1))
            try await lab.store.task(task.id, in: .succeeded)
        }
    }

    @Test("a change that was written although the store said otherwise is not written twice")
    func writtenAfterAll() async throws {
        let lab = Lab()
        let task = try await lab.queued(hold: 100)
        lab.store.afterApply { change in
            if change.task.state == .succeeded { throw DiskFull() }
        }
        try await lab.running { _ in
            let job = try await lab.provider.next()
            try await lab.time.sleepers(Lab.asleep)
            job.deliver()
            try await lab.time.sleepers(Lab.asleep + 1)
            lab.time.advance(by: .seconds(1))
            let next = try await lab.queued()
            #expect(try await lab.provider.next().id == next.id)
        }
        #expect(try await lab.store.timeline(of: task.id).map(\.kind) == [.accepted, .started, .succeeded])
        #expect(try await lab.store.ledger(of: task.project).map(\.kind) == [.hold, .release, .charge])
    }

    @Test("the engine outlives a claim that fails", arguments: [StoreError.busy, DiskFull()] as [any Error])
    func claimFails(error: any Error) async throws {
        let lab = Lab()
        lab.store.trouble(.claim, error)
        let task = try await lab.queued()
        try await lab.running { _ in
            try await lab.time.sleepers(Lab.asleep)
            lab.time.advance(by: .seconds(1))
            try await lab.provider.next().deliver()
            try await lab.store.task(task.id, in: .succeeded)
        }
    }

    @Test("the engine outlives a look for late tasks that fails")
    func overdueFails() async throws {
        let lab = Lab()
        lab.store.trouble(.overdue, DiskFull(), StoreError.busy)
        let task = try await lab.queued(lives: .seconds(2))
        try await lab.running { _ in
            for _ in 0..<2 {
                try await lab.time.sleepers(Lab.asleep)
                lab.time.advance(by: .seconds(1))
            }
            try await lab.store.task(task.id, in: .expired)
        }
    }

    @Test("a shutdown does not wait for a store that keeps failing")
    func shutdownWithBrokenStore() async throws {
        let lab = Lab()
        let task = try await lab.queued()
        try await lab.running { _ in
            _ = try await lab.provider.next()
            try await lab.time.sleepers(Lab.asleep)
            lab.store.beforeApply { _ in throw DiskFull() }
        }
        // It stays as it is on disk, where the next start finds it.
        #expect(try await lab.store.task(task.id, in: nil)?.state == .running)
    }
}
