import FilmgateDomain
import Testing

@Suite("A store answers a repeated create as the first one")
struct IdempotencyTests {
    private func key(_ text: String, operation: String = "ark create", body: Int = 1) -> IdempotencyKey {
        IdempotencyKey(key: text, operation: operation, fingerprint: hash(body))
    }

    private func acceptance(_ task: VideoTask, _ key: IdempotencyKey, body: String = "{}") -> Acceptance {
        var acceptance = Acceptance(task: task, notes: [])
        acceptance.idempotency = (key, KeptAnswer(task: task.id, status: 200, body: Array(body.utf8)))
        return acceptance
    }

    @Test("the answer is kept with the task, and nothing more of the second create", arguments: StoreKind.allCases)
    func repeated(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 100)
            let task = sample(1, in: project, hold: 60)
            let first = acceptance(task, key("k"), body: "{\"id\":\"猫\u{0}\"}")
            #expect(try await store.accept(first) == .new(task))
            // Neither the empty purse nor the full queue stands in the way.
            var again = acceptance(sample(2, in: project, hold: 60), key("k"), body: "other")
            again.maximumQueued = 1
            again.maximumQueuedInAll = 1
            let kept = KeptAnswer(task: task.id, status: 200, body: Array("{\"id\":\"猫\u{0}\"}".utf8))
            #expect(try await store.accept(again) == .repeated(kept))
            #expect(try await store.answer(to: key("k"), in: project.id, since: second(0)) == kept)
            #expect(try await store.counts(in: project.id) == [.queued: 1])
            #expect(try await store.balance(of: project.id).micros == 40)
        }
    }

    @Test("a refused create keeps no answer", arguments: StoreKind.allCases)
    func refused(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 10)
            await #expect(throws: StoreError.insufficientFunds) {
                try await store.accept(acceptance(sample(1, in: project, hold: 60), key("k")))
            }
            #expect(try await store.answer(to: key("k"), in: project.id, since: second(-9)) == nil)
            let task = sample(2, in: project, hold: 5)
            #expect(try await store.accept(acceptance(task, key("k"))) == .new(task))
        }
    }

    @Test("another request with the same key is a mistake", arguments: StoreKind.allCases)
    func mismatch(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            try await store.accept(acceptance(sample(1, in: project), key("k")))
            await #expect(throws: StoreError.idempotencyMismatch) {
                try await store.accept(acceptance(sample(2, in: project), key("k", body: 2)))
            }
            await #expect(throws: StoreError.idempotencyMismatch) {
                _ = try await store.answer(to: key("k", body: 2), in: project.id, since: second(0))
            }
            #expect(try await store.counts(in: project.id) == [.queued: 1])
        }
    }

    @Test("a key counts by its bytes, for its project and operation", arguments: StoreKind.allCases)
    func scope(kind: StoreKind) async throws {
        try await kind.run { store in
            let (mine, theirs) = (try await store.project("mine"), try await store.project("theirs"))
            // One character, or a letter and its accent: equal strings to Swift.
            let uses = [
                (mine, key("caf\u{E9}")), (mine, key("cafe\u{301}")), (mine, key("cafe")), (mine, key("Cafe")),
                (mine, key("cafe\u{0}")), (mine, key("cafe", operation: "volc create")), (theirs, key("cafe")),
            ]
            for (number, (project, key)) in uses.enumerated() {
                let task = sample(UInt64(number), in: project)
                #expect(try await store.accept(acceptance(task, key)) == .new(task))
            }
            for (number, (project, key)) in uses.enumerated() {
                let answer = try await store.answer(to: key, in: project.id, since: second(0))
                #expect(answer?.task.ulid.low == UInt64(number))
            }
            #expect(try await store.answer(to: key("caf"), in: mine.id, since: second(0)) == nil)
            let ghost = Project.ID(rawValue: "ghost")
            #expect(try await store.answer(to: key("cafe"), in: ghost, since: second(0)) == nil)
        }
    }

    @Test("an answer outlives its task, until it is removed for its age", arguments: StoreKind.allCases)
    func removal(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            for number in 1...4 {
                let task = sample(UInt64(number), in: project, at: second(Int64(number)))
                try await store.accept(acceptance(task, key("k\(number)")))
            }
            let id = sample(1, in: project, at: second(1)).id
            try await store.happen(.cancelled, to: id, at: second(5), epoch: epoch)
            #expect(try await store.remove(id, in: project.id))
            #expect(try await store.answer(to: key("k1"), in: project.id, since: second(1))?.task == id)
            #expect(try await store.answer(to: key("k1"), in: project.id, since: second(2)) == nil)
            #expect(try await store.removeIdempotencyKeys(before: second(3), limit: 1) == 1)
            #expect(try await store.answer(to: key("k1"), in: project.id, since: second(0)) == nil)
            #expect(try await store.answer(to: key("k2"), in: project.id, since: second(0)) != nil)
            #expect(try await store.removeIdempotencyKeys(before: second(3), limit: 9) == 1)
            #expect(try await store.removeIdempotencyKeys(before: second(3), limit: 9) == 0)
            #expect(try await store.answer(to: key("k3"), in: project.id, since: second(0)) != nil)
            let again = sample(9, in: project, at: second(9))
            #expect(try await store.accept(acceptance(again, key("k1", body: 7))) == .new(again))
        }
    }

    @Test("of many creates with one key at once exactly one makes a task", arguments: StoreKind.allCases)
    func concurrent(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let answers = try await withThrowingTaskGroup(of: Accepted.self) { group in
                for number: UInt64 in 1...64 {
                    group.addTask { try await store.accept(acceptance(sample(number, in: project), key("k"))) }
                }
                return try await group.reduce(into: [Accepted]()) { $0.append($1) }
            }
            let made = answers.compactMap { if case .new(let task) = $0 { task.id } else { nil } }
            let repeated = answers.compactMap { if case .repeated(let answer) = $0 { answer.task } else { nil } }
            #expect(made.count == 1 && repeated.count == 63)
            #expect(Set(repeated) == Set(made))
            #expect(try await store.counts(in: project.id) == [.queued: 1])
        }
    }
}
