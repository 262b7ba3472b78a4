import FilmgateDomain
import Testing

@Suite("A store keeps what it accepted")
struct AcceptTests {
    @Test("every field of a task comes back as it went in", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let full = sample(1, in: project, hold: 0, reference: "order 7, 订单", change: fill)
            let plain = sample(2, in: project)
            for task in [full, plain] { try await store.accept(task) }
            #expect(try await store.task(full.id, in: project.id) == full)
            #expect(try await store.task(plain.id, in: nil) == plain)
        }
    }

    @Test("every field of a result comes back as it went in", arguments: StoreKind.allCases)
    func result(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let task = sample(1, in: project)
            try await store.accept(task)
            let epoch = try await store.openEpoch()
            let ended = try await store.happen(
                .started(AttemptStart(provider: "north")),
                .submitted(upstreamID: "cgt-1"),
                .succeeded(video, TokenUsage(completionTokens: 108_900), charge: task.hold, deviations: []),
                to: task.id,
                epoch: epoch
            )
            #expect(ended.result == video)
            #expect(try await store.task(task.id, in: project.id) == ended)
        }
    }

    @Test("a prompt of 48 KB of any characters comes back", arguments: StoreKind.allCases)
    func longPrompt(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let prompt = String(repeating: "雨", count: 16_384)
            let task = sample(1, in: project) { $0.prompt = prompt }
            try await store.accept(task)
            #expect(try await store.task(task.id, in: nil)?.order.prompt == prompt)
        }
    }

    @Test("another project's task is as if it did not exist", arguments: StoreKind.allCases)
    func otherProject(kind: StoreKind) async throws {
        try await kind.run { store in
            let (mine, theirs) = (try await store.project("mine"), try await store.project("theirs"))
            let task = sample(1, in: theirs)
            try await store.accept(task)
            #expect(try await store.task(task.id, in: mine.id) == nil)
            #expect(try await store.remove(task.id, in: mine.id) == false)
            #expect(try await store.tasks(TaskQuery(project: mine.id, createdSince: second(-9))).total == 0)
        }
    }

    @Test("an id is taken once", arguments: StoreKind.allCases)
    func duplicate(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            try await store.accept(sample(1, in: project))
            await #expect(throws: StoreError.duplicate) {
                try await store.accept(sample(1, in: project) { $0.prompt = "another" })
            }
            #expect(try await store.counts(in: project.id) == [.queued: 1])
            #expect(try await store.timeline(of: sample(1, in: project).id).count == 1)
        }
    }

    @Test("a task of a project that does not exist is refused", arguments: StoreKind.allCases)
    func unknownProject(kind: StoreKind) async throws {
        try await kind.run { store in
            let ghost = Project(id: Project.ID(rawValue: "ghost"), name: "ghost", createdAt: second(0))
            await #expect(throws: StoreError.unknownProject) { try await store.accept(sample(1, in: ghost)) }
            let counts = try await store.counts(in: nil)
            #expect(counts.isEmpty)
        }
    }

    @Test("notes and callbacks are written with the task", arguments: StoreKind.allCases)
    func belongings(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let task = sample(1, in: project) { $0.callbackURL = "https://example.com/c" }
            let notes = [ParameterNote(.ignored, "seed", "not here"), ParameterNote(.altered, "ratio", "16:9")]
            let acceptance = Acceptance(task: task, notes: notes)
            try await store.accept(acceptance)
            #expect(try await store.timeline(of: task.id) == acceptance.timeline)
            #expect(try await store.timeline(of: task.id).map(\.kind) == [.accepted, .ignored, .altered])
            #expect(try await store.outbox(limit: 10) == acceptance.outbox)
            #expect(try await store.outbox(limit: 10).count == 1)
        }
    }

    @Test("a thousand callers at once are all kept", arguments: StoreKind.allCases)
    func concurrent(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 1_000_000)
            await withTaskGroup(of: Void.self) { group in
                for number in 1...1000 {
                    group.addTask {
                        do {
                            try await store.accept(sample(UInt64(number), in: project, hold: 7))
                        } catch {
                            Issue.record(error)
                        }
                    }
                }
            }
            #expect(try await store.counts(in: project.id) == [.queued: 1000])
            #expect(try await store.balance(of: project.id).micros == 1_000_000 - 7000)
            var query = TaskQuery(project: project.id, createdSince: second(-1))
            query.limit = 2000
            #expect(Set(try await store.tasks(query).tasks.map(\.id)).count == 1000)
        }
    }
}
