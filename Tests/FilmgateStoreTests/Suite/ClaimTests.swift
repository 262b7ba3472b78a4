import FilmgateDomain
import Testing

@Suite("A store starts queued tasks fairly")
struct ClaimTests {
    @Test("the oldest task of a project comes first", arguments: StoreKind.allCases)
    func oldestFirst(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            for (number, at) in [(1, 30), (2, 10), (3, 20), (4, 10)] as [(UInt64, Int64)] {
                try await store.accept(sample(number, in: project, at: second(at)))
            }
            let first = try await store.claim(2, epoch: epoch, at: second(40))
            let rest = try await store.claim(9, epoch: epoch, at: second(41))
            #expect((first + rest).map(\.id.ulid.low) == [2, 4, 3, 1])
            #expect(first.allSatisfy { $0.state == .running && $0.attempt == 1 && $0.version == 1 })
            #expect(try await store.task(first[0].id, in: nil) == first[0])
            #expect(try await store.counts(in: project.id) == [.running: 4])
            #expect(try await store.attempts(of: first[0].id).map(\.outcome) == [.open])
            #expect(try await store.claim(1, epoch: epoch) == [])
        }
    }

    @Test("a project with few running tasks goes before one with many", arguments: StoreKind.allCases)
    func fairness(kind: StoreKind) async throws {
        try await kind.run { store in
            let epoch = try await store.openEpoch()
            let (big, small) = (try await store.project("big"), try await store.project("small"))
            for number in 1...6 { try await store.accept(sample(UInt64(number), in: big, at: second(0))) }
            #expect(try await store.claim(2, epoch: epoch).count == 2)
            for number in 11...14 { try await store.accept(sample(UInt64(number), in: small, at: second(5))) }
            // 2 : 0 running; then two of the small one, then in turn, the one whose task is older first.
            #expect(try await store.claim(5, epoch: epoch).map(\.id.ulid.low) == [11, 12, 3, 13, 4])
            #expect(try await store.counts(in: small.id) == [.queued: 1, .running: 3])
        }
    }

    @Test("a claim whose change fails leaves nothing behind", arguments: StoreKind.allCases)
    func failure(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            for number in 1...3 { try await store.accept(sample(UInt64(number), in: project)) }
            await #expect(throws: StoreError.stale) {
                _ = try await store.claim(limit: 3, lanes: store.queuedLanes(), epoch: epoch) { task in
                    if task.id.ulid.low == 3 { throw StoreError.stale }
                    return try task.change(by: .started(AttemptStart(provider: .preview)), at: second(1))
                }
            }
            #expect(try await store.counts(in: nil) == [.queued: 3])
            #expect(try await store.openAttempts() == [])
            #expect(try await store.attempts(of: sample(1, in: project).id) == [])
        }
    }

    @Test("an engine that was superseded claims and writes nothing", arguments: StoreKind.allCases)
    func superseded(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let task = sample(1, in: project)
            try await store.accept(task)
            let old = try await store.openEpoch()
            let new = try await store.openEpoch()
            #expect(old < new)
            await #expect(throws: StoreError.superseded) { _ = try await store.claim(1, epoch: old) }
            await #expect(throws: StoreError.superseded) {
                try await store.apply(task.change(by: .cancelled, at: second(1)), epoch: old)
            }
            #expect(try await store.task(task.id, in: nil) == task)
            #expect(try await store.claim(1, epoch: new).count == 1)
        }
    }
}
