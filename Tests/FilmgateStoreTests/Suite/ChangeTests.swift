import FilmgateDomain
import Testing

@Suite("A store writes what happened to a task, once")
struct ChangeTests {
    @Test("of two changes made from the same version one counts", arguments: StoreKind.allCases)
    func versions(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = sample(1, in: project)
            try await store.accept(task)
            let start = try task.change(by: .started(AttemptStart(provider: "north")), at: second(1))
            try await store.apply(start, epoch: epoch)
            await #expect(throws: StoreError.stale) {
                try await store.apply(task.change(by: .cancelled, at: second(2)), epoch: epoch)
            }
            #expect(try await store.task(task.id, in: nil) == start.task)
            #expect(try await store.timeline(of: task.id).map(\.kind) == [.accepted, .started])
        }
    }

    @Test("a task that is gone cannot change", arguments: StoreKind.allCases)
    func gone(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let change = try sample(1, in: project).change(by: .cancelled, at: second(1))
            await #expect(throws: StoreError.stale) { try await store.apply(change, epoch: epoch) }
            #expect(try await store.usage(of: project.id) == [])
        }
    }

    @Test("an ended task never changes again", arguments: StoreKind.allCases)
    func oneEnding(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = sample(1, in: project)
            try await store.accept(task)
            let ended = try await store.happen(.cancelled, to: task.id, epoch: epoch)
            var revived = ended
            revived.state = .running
            revived.endedAt = nil
            revived.version += 1
            let change = TaskChange(task: revived, expectedVersion: ended.version)
            await #expect(throws: StoreError.stale) { try await store.apply(change, epoch: epoch) }
            #expect(try await store.task(task.id, in: nil) == ended)
        }
    }

    @Test("attempts, timeline and callbacks tell the whole story", arguments: StoreKind.allCases)
    func story(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = sample(1, in: project) { $0.callbackURL = "https://example.com/c" }
            try await store.accept(task)
            try await store.happen(
                .started(AttemptStart(provider: "north")),
                .submitted(upstreamID: "n-1"),
                .requeued(reason: "restart"),
                .started(AttemptStart(provider: "south")),
                .failed(TaskFailure(code: "InternalServiceError", message: "it broke")),
                to: task.id,
                epoch: epoch
            )
            let attempts = try await store.attempts(of: task.id)
            #expect(attempts.map(\.number) == [1, 2])
            #expect(attempts.map(\.provider) == ["north", "south"])
            #expect(attempts.map(\.startedAt) == [second(1), second(4)])
            #expect(attempts.map(\.endedAt) == [second(3), second(5)])
            #expect(attempts.map(\.upstreamID) == ["n-1", nil])
            #expect(attempts.map(\.outcome) == [.abandoned, .failed])
            #expect(attempts.map(\.detail) == ["restart", "InternalServiceError"])
            #expect(
                try await store.timeline(of: task.id).map(\.kind)
                    == [.accepted, .started, .submitted, .requeued, .started, .failed]
            )
            #expect(
                try await store.outbox(limit: 9).map(\.state) == [.queued, .running, .queued, .running, .failed]
            )
            #expect(try await store.outbox(limit: 2).map(\.state) == [.queued, .running])
        }
    }
}
