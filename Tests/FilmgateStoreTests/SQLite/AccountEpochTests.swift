import FilmgateDomain
import Foundation
import Testing

@testable import FilmgateStoreSQLite

@Suite("Keys that another process changes count at once", .timeLimit(.minutes(5)))
struct AccountEpochTests {
    /// Two stores on one file stand for two processes: they share nothing but the directory.
    private func withTwo(_ body: (_ server: SQLiteStore, _ admin: SQLiteStore) async throws -> Void) async throws {
        try await withDirectory { directory in
            let server = try SQLiteStore(directory: directory)
            let admin = try SQLiteStore(directory: directory)
            try await body(server, admin)
            await admin.close()
            await server.close()
        }
    }

    @Test("added, revoked, changed: the next request sees it")
    func changes() async throws {
        try await withTwo { server, admin in
            var project = try await admin.project()
            for number in 1...20 {
                let key = key(number, of: project)
                #expect(try await server.principal(keyHash: key.hash) == nil)
                try await admin.add(key)
                for _ in 1...3 { #expect(try await server.principal(keyHash: key.hash)?.key == key) }
                project.priceFactor = number
                try await admin.save(project)
                #expect(try await server.principal(keyHash: key.hash)?.project == project)
                #expect(try await admin.revoke(key.id, now: second(5)))
                #expect(try await server.principal(keyHash: key.hash) == nil)
            }
        }
    }

    @Test("so do drained accounts, secrets and callbacks that are owed again")
    func otherWrites() async throws {
        try await withTwo { server, admin in
            let project = try await server.project()
            let epoch = try await server.openEpoch()
            try await server.accept(sample(1, in: project) { $0.callbackURL = "https://example.com/" })
            let owed = try #require(try await server.dueCallbacks(at: second(0), limit: 1).first)
            let attempt = CallbackTry(
                number: owed.number,
                event: owed.event,
                at: second(1),
                status: 500,
                detail: "500",
                next: .givenUp
            )
            try await server.record(attempt, epoch: epoch)
            #expect(try await admin.callbackLog(of: nil, limit: 9) == [attempt])
            try await admin.administer([.retryCallback(owed.number)], by: "me", at: second(9))
            #expect(try await server.dueCallbacks(at: second(9), limit: 9).map(\.number) == [owed.number])
            for isDrained in [true, false] {
                try await admin.administer([isDrained ? .drain("north") : .undrain("north")], by: "me", at: second(2))
                #expect(try await server.drainedProviders() == (isDrained ? ["north"] : []))
            }
            let secret = try await admin.rotateSecret(of: project.id, now: second(2), overlapEnd: second(3))
            #expect(try await server.secrets(of: project.id).first == secret)
            // None of this takes the store over.
            try await server.renew(epoch)
        }
    }

    @Test("no request that starts after a revoke returned is accepted, however many run meanwhile")
    func race() async throws {
        try await withTwo { server, admin in
            let project = try await admin.project()
            for number in 1...40 {
                let key = key(number, of: project)
                try await admin.add(key)
                await withTaskGroup(of: Void.self) { group in
                    for _ in 1...4 {
                        group.addTask {
                            do {
                                // Keeps the memory warm until the key is gone; what is remembered never suspends.
                                while try await server.principal(keyHash: key.hash) != nil { await Task.yield() }
                            } catch {
                                Issue.record(error)
                            }
                        }
                    }
                    group.addTask {
                        do {
                            _ = try await admin.revoke(key.id, now: second(9))
                            #expect(try await server.principal(keyHash: key.hash) == nil)
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
        }
    }

    @Test("a change that was cut off between its commit and its end is seen, and nothing is remembered meanwhile")
    func cutOff() async throws {
        try await withDirectory { directory in
            let path = directory + "/keys.epoch"
            let server = try AccountEpoch(path: path)
            let start = try #require(server.current)
            // What a process leaves that dies inside a change: an odd number, and no lock.
            let other = try AccountEpoch(path: path)
            try other.change {
                #expect(server.current == nil)
            }
            let after = try #require(server.current)
            #expect(after > start)
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
            try file.write(contentsOf: withUnsafeBytes(of: after + 1) { Data($0) })
            try file.close()
            #expect(server.current == nil)
            try server.change { #expect(other.current == nil) }
            #expect(try #require(other.current) > after)
        }
    }
}
