import FilmgateDomain
import TestDisk
import Testing

@testable import FilmgateStoreSQLite

@Suite("Writes that arrive together share a commit", .timeLimit(.minutes(5)))
struct GroupCommitTests {
    @Test("two hundred writes that wait cost one sync, and the failing ones hurt nobody")
    func shared() async throws {
        try await withDirectory { directory in
            let disk = TestDisk()
            let store = try SQLiteStore(directory: directory, vfs: disk.name)
            let project = try await store.project("rich")
            let poor = try await store.project("poor", balance: 10)
            let epoch = try await store.openEpoch()
            try await store.accept(sample(1, in: project))
            let gate = Gate()
            let held = await gate.close(store)
            let results = Task {
                await withTaskGroup(of: (Int, StoreError?).self) { group in
                    for number in 1...200 {
                        group.addTask { (number, await outcome(of: number)) }
                    }
                    return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
            }
            @Sendable func outcome(of number: Int) async -> StoreError? {
                do {
                    switch number {
                    case 1:  // taken
                        try await store.accept(sample(1, in: project))
                    case 2...20:  // no money
                        try await store.accept(sample(UInt64(number), in: poor, hold: 11))
                    case 21:  // writes something, then fails
                        _ = try await store.claim(limit: 9, lanes: [sample(1, in: project).lane], epoch: epoch) {
                            task in
                            guard task.id.ulid.low == 1 else { throw StoreError.stale }
                            return try task.change(by: .started(AttemptStart(provider: .preview)), at: second(1))
                        }
                        throw StoreError.busy
                    default:
                        try await store.accept(sample(UInt64(number), in: project, hold: 3))
                    }
                    return nil
                } catch {
                    return error as? StoreError ?? .closed
                }
            }
            await Gate.waiting(200, in: store)
            let syncs = disk.syncs
            gate.open()
            try await held.value
            let failures = await results.value
            #expect(disk.syncs - syncs <= 2, "one for the gate's own write, one for all others")
            // The claim fails where it meets a second task, and that depends on who arrived first.
            let claimed = try await store.counts(in: project.id)[.running, default: 0]
            #expect(failures[1] == .duplicate)
            #expect((2...20).allSatisfy { failures[$0] == .insufficientFunds })
            #expect(failures[21] == (claimed == 0 ? .stale : .busy))
            #expect(failures.count == 21)
            #expect(try await store.counts(in: project.id).values.reduce(0, +) == 180)
            #expect(try await store.balance(of: project.id).micros == -3 * 179)
            #expect(try await store.balance(of: poor.id).micros == 10)
            await store.close()
        }
    }

    @Test("where SQLite gives a transaction up on a full disk, each of its writes is told so, and none is kept")
    func full() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let project = try await store.project()
            let gate = Gate()
            let held = await gate.close(store)
            let waiting = Task {
                await withTaskGroup(of: StoreError?.self) { group in
                    for number in 1...9 {
                        group.addTask { await refused { try await store.accept(sample(UInt64(number), in: project)) } }
                    }
                    await Gate.waiting(9, in: store)
                    group.addTask {
                        await refused {
                            try await store.writer.write { transaction in
                                let connection = transaction.connection
                                // A limit on pages is a disk that is full, and it is taken back by the rollback's end.
                                try connection.execute("PRAGMA max_page_count = 1")
                                defer { try? connection.execute("PRAGMA max_page_count = 4294967294") }
                                try connection.execute(
                                    "INSERT INTO audit (at, actor, action, subject, detail)"
                                        + " VALUES (1, 'a', 'b', 'c', hex(zeroblob(1000000)))"
                                )
                            }
                        }
                    }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
            await Gate.waiting(10, in: store)
            gate.open()
            try await held.value
            #expect(await waiting.value == Array(repeating: .full, count: 10))
            #expect(try await store.counts(in: nil) == [:])
            try await store.accept(sample(1, in: project))
            await store.close()
        }
    }

    private func refused(_ body: () async throws -> Void) async -> StoreError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? StoreError ?? .closed
        }
    }

    @Test("a full queue refuses before anything is kept")
    func busy() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(
                directory: directory,
                vfs: nil,
                migrations: Migration.all,
                writeCapacity: 10
            )
            let project = try await store.project()
            let gate = Gate()
            let held = await gate.close(store)
            let waiting = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...10 {
                        group.addTask { try await store.accept(sample(UInt64(number), in: project)) }
                    }
                    try await group.waitForAll()
                }
            }
            await Gate.waiting(10, in: store)
            await #expect(throws: StoreError.busy) { try await store.accept(sample(11, in: project)) }
            gate.open()
            try await held.value
            try await waiting.value
            #expect(try await store.counts(in: nil) == [.queued: 10])
            #expect(try await store.task(sample(11, in: project).id, in: nil) == nil)
            await store.close()
        }
    }

    @Test("when the commit fails, all its members fail, and nothing of them is there")
    func failedCommit() async throws {
        try await withDirectory { directory in
            let disk = TestDisk()
            let store = try SQLiteStore(directory: directory, vfs: disk.name)
            let project = try await store.project()
            let gate = Gate()
            let held = await gate.close(store)
            let failures = Task {
                await withTaskGroup(of: Bool.self) { group in
                    for number in 1...20 {
                        group.addTask {
                            do {
                                try await store.accept(sample(UInt64(number), in: project))
                                return false
                            } catch {
                                return error is SQLiteFailure
                            }
                        }
                    }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
            }
            await Gate.waiting(20, in: store)
            disk.fail(at: 1)
            gate.open()
            // The gate's own write changes no file.
            try await held.value
            #expect(await failures.value == 20)
            await store.close()
            #expect(disk.cutPower(seed: 0))
            let again = try SQLiteStore(directory: directory, vfs: disk.name)
            #expect(try await again.counts(in: nil).isEmpty)
            await again.close()
        }
    }

    @Test("closing answers who waits, and refuses who comes later")
    func close() async throws {
        try await withDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            let project = try await store.project()
            let gate = Gate()
            let held = await gate.close(store)
            let waiting = Task { try await store.accept(sample(1, in: project)) }
            await Gate.waiting(1, in: store)
            let closing = Task { await store.close() }
            gate.open()
            try await held.value
            _ = try await waiting.value
            await closing.value
            await #expect(throws: StoreError.closed) { try await store.accept(sample(2, in: project)) }
            await #expect(throws: StoreError.closed) { _ = try await store.counts(in: nil) }
        }
    }
}
