import FilmgateDomain
import Testing

@Suite("A store forgets ended tasks when told to")
struct RemovalTests {
    @Test("an ended task goes with all that belongs to it", arguments: StoreKind.allCases)
    func remove(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = sample(1, in: project, change: fill)
            try await store.accept(task)
            #expect(try await store.remove(task.id, in: project.id) == false)
            try await store.happen(.started(AttemptStart(provider: .preview)), .expired, to: task.id, epoch: epoch)
            #expect(try await store.remove(task.id, in: project.id) == true)
            #expect(try await store.remove(task.id, in: project.id) == false)
            #expect(try await store.task(task.id, in: nil) == nil)
            #expect(try await store.timeline(of: task.id) == [])
            #expect(try await store.attempts(of: task.id) == [])
            #expect(try await store.outbox(limit: 9) == [])
            #expect(try await store.counts(in: nil).isEmpty)
            #expect(try await store.unreferenced([hash(2)], resultsSince: second(0)) == [hash(2)])
        }
    }

    @Test("retention takes the oldest of the given states, a few at a time", arguments: StoreKind.allCases)
    func removeEnded(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            for number in 1...8 {
                let task = sample(UInt64(number), in: project)
                try await store.accept(task)
                let end = second(100 - Int64(number))
                guard number < 8 else { break }
                let event: TaskEvent =
                    number.isMultiple(of: 2) ? .cancelled : .failed(TaskFailure(code: "a", message: "b"))
                try await store.happen(event, to: task.id, at: end, epoch: epoch)
            }
            // Tasks 2, 4 and 6 were cancelled at 98, 96 and 94; the moment itself stays.
            let states: Set<VideoTask.State> = [.cancelled, .queued, .running]
            #expect(try await store.removeEnded(before: second(98), states: states, limit: 1) == 1)
            #expect(try await store.task(sample(6, in: project).id, in: nil) == nil)
            #expect(try await store.removeEnded(before: second(98), states: states, limit: 9) == 1)
            #expect(try await store.removeEnded(before: second(98), states: states, limit: 9) == 0)
            #expect(try await store.removeEnded(before: second(98), states: [], limit: 9) == 0)
            #expect(try await store.counts(in: project.id) == [.queued: 1, .cancelled: 1, .failed: 4])
        }
    }

    @Test("a file counts as long as a task needs it", arguments: StoreKind.allCases)
    func unreferenced(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = sample(1, in: project) { $0.media = [picture(1), picture(2)] }
            try await store.accept(task)
            try await store.happen(
                .started(AttemptStart(provider: .preview)),
                .succeeded(video, TokenUsage(completionTokens: 1), charge: task.hold, deviations: []),
                to: task.id,
                epoch: epoch
            )
            let hashes = [hash(50), hash(2), hash(100), hash(1), hash(101), hash(51)]
            // It ended at second 2: "after" leaves that moment out.
            #expect(try await store.unreferenced(hashes, resultsSince: second(1)) == [hash(50), hash(51)])
            #expect(
                try await store.unreferenced(hashes, resultsSince: second(2))
                    == [hash(50), hash(100), hash(101), hash(51)]
            )
            #expect(try await store.remove(task.id, in: project.id))
            #expect(try await store.unreferenced(hashes, resultsSince: second(1)) == hashes)
        }
    }
}
