import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateStoreSQLite

@Suite("How a store stands, and copies of it", .timeLimit(.minutes(5)))
struct StandingTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "filmgate-standing-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    @Test("an empty store has nothing to tell but its commits")
    func empty() async throws {
        try await withFolder { folder in
            let store = try SQLiteStore(directory: folder)
            _ = try await store.project(named: "default", now: second(0))
            let standing = try await store.standing(at: second(1))
            await store.close()
            #expect(standing.oldestQueued == nil)
            #expect(standing.held.isEmpty)
            #expect(standing.exposures.isEmpty)
            #expect(standing.dueCallbacks == 0)
            #expect(standing.commits.times.counts.reduce(0, +) >= 1)
            #expect(standing.commits.sizes.sum >= 1)
            #expect(standing.commits.failed == 0)
            #expect(standing.commits.logBytes > 0)
        }
    }

    @Test("a value on the end of a bucket belongs to it")
    func buckets() {
        let meter = CommitMeter()
        for writes in [1, 2, 3, 1000] {
            meter.count(writes: writes, time: .milliseconds(1), failed: false, logPages: 2)
        }
        let statistics = meter.statistics
        #expect(statistics.sizes.counts == [1, 1, 1, 0, 0, 0, 0, 0, 0, 1])
        #expect(statistics.times.counts[1] == 4)
        #expect(statistics.logBytes == 8192)
    }

    @Test("a copy made while the store is written to is whole, and for its owner alone")
    func copy() async throws {
        try await withFolder { folder in
            let target = folder + "-copy"
            defer { try? FileManager.default.removeItem(atPath: target) }
            try Files.makeDirectory(target)
            let store = try SQLiteStore(directory: folder)
            let before = try await store.project(named: "before", now: second(0))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<50 { _ = try await store.project(named: "p\(number)", now: second(1)) }
                }
                #expect(try DatabaseBackup.copy(from: folder, into: target) == Migration.all.last?.number)
                try await group.waitForAll()
            }
            await store.close()
            #expect(try DatabaseBackup.problems(in: target).isEmpty)
            let permissions = try FileManager.default.attributesOfItem(atPath: target + "/filmgate.sqlite")
            #expect(permissions[.posixPermissions] as? Int == 0o600)
            let copied = try SQLiteStore(directory: target)
            let kept = try await copied.project(named: "before", now: second(9))
            await copied.close()
            #expect(kept.id == before.id)
        }
    }
}
