import FilmgateDomain
import Testing

@Suite("A store gives a client's reference to one task of a project")
struct ReferenceTests {
    @Test("a task is found by its reference, in its own project alone", arguments: StoreKind.allCases)
    func read(kind: StoreKind) async throws {
        try await kind.run { store in
            let (mine, theirs) = (try await store.project("mine"), try await store.project("theirs"))
            let task = sample(1, in: mine, reference: "order-1")
            #expect(try await store.accept(task) == task)
            try await store.accept(sample(2, in: mine))
            #expect(try await store.task(reference: "order-1", in: mine.id) == task)
            for other in ["order-2", "ORDER-1", "order-1 ", "order", ""] {
                #expect(try await store.task(reference: other, in: mine.id) == nil, "\(other)")
            }
            #expect(try await store.task(reference: "order-1", in: theirs.id) == nil)
            #expect(try await store.task(reference: "order-1", in: Project.ID(rawValue: "ghost")) == nil)
        }
    }

    @Test("a repeated reference is answered with its task as it stands, nothing kept", arguments: StoreKind.allCases)
    func repeated(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 100)
            let task = sample(1, in: project, hold: 60, reference: "order-1")
            try await store.accept(task)
            let epoch = try await store.openEpoch()
            let running = try await store.happen(.started(AttemptStart(provider: "north")), to: task.id, epoch: epoch)
            let again = sample(2, in: project, hold: 30, reference: "order-1") {
                $0.callbackURL = "https://example.com/c"
            }
            #expect(try await store.accept(again) == running)
            #expect(try await store.task(again.id, in: nil) == nil)
            #expect(try await store.timeline(of: again.id) == [])
            #expect(try await store.outbox(limit: 9) == [])
            #expect(try await store.counts(in: project.id) == [.running: 1])
            #expect(try await store.balance(of: project.id).micros == 40)
        }
    }

    @Test("neither money nor a full queue stands between a client and its own task", arguments: StoreKind.allCases)
    func beforeLimits(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 60)
            let task = sample(1, in: project, hold: 60, reference: "order-1")
            try await store.accept(Acceptance(task: task, notes: [], maximumQueued: 1))
            let again = Acceptance(
                task: sample(2, in: project, hold: 60, reference: "order-1"),
                notes: [],
                maximumQueued: 1
            )
            #expect(try await store.accept(again) == .known(task))
            await #expect(throws: StoreError.insufficientFunds) {
                try await store.accept(sample(3, in: project, hold: 60, reference: "order-2"))
            }
            #expect(try await store.task(reference: "order-2", in: project.id) == nil)
        }
    }

    @Test("of many creates with one reference at once exactly one makes a task", arguments: StoreKind.allCases)
    func concurrent(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 1000)
            let answers = try await withThrowingTaskGroup(of: VideoTask.self) { group in
                for number in 1...64 {
                    group.addTask {
                        try await store.accept(sample(UInt64(number), in: project, hold: 7, reference: "order-1"))
                    }
                }
                return try await group.reduce(into: [VideoTask]()) { $0.append($1) }
            }
            let task = try #require(try await store.task(reference: "order-1", in: project.id))
            #expect(answers.count == 64)
            #expect(answers.allSatisfy { $0 == task })
            #expect(try await store.counts(in: project.id) == [.queued: 1])
            #expect(try await store.tasks(TaskQuery(project: project.id, createdSince: second(-1))).tasks == [task])
            #expect(try await store.ledger(of: project.id).map(\.kind) == [.topUp, .hold])
            #expect(try await store.balance(of: project.id).micros == 1000 - 7)
        }
    }

    @Test("another project's reference is its own", arguments: StoreKind.allCases)
    func independent(kind: StoreKind) async throws {
        try await kind.run { store in
            let (mine, theirs) = (try await store.project("mine"), try await store.project("theirs"))
            let tasks = [mine, theirs].enumerated().map { index, project in
                sample(UInt64(index), in: project, reference: "order-1")
            }
            for task in tasks { #expect(try await store.accept(task) == task) }
            for task in tasks { #expect(try await store.task(reference: "order-1", in: task.project) == task) }
        }
    }

    @Test("a removed task leaves its reference free", arguments: StoreKind.allCases)
    func freed(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            for number: UInt64 in 1...2 {
                let task = sample(number, in: project, reference: "order-1")
                #expect(try await store.accept(task) == task)
                let ended = try await store.happen(.expired, to: task.id, epoch: epoch)
                #expect(try await store.accept(sample(9, in: project, reference: "order-1")) == ended)
                #expect(try await store.remove(task.id, in: project.id))
                #expect(try await store.task(reference: "order-1", in: project.id) == nil)
            }
            let third = sample(3, in: project, reference: "order-1")
            try await store.accept(third)
            try await store.happen(.expired, to: third.id, epoch: epoch)
            #expect(try await store.removeEnded(before: second(9), states: [.expired], limit: 9) == 1)
            let fourth = sample(4, in: project, reference: "order-1")
            #expect(try await store.accept(fourth) == fourth)
        }
    }

    @Test("references are compared by their bytes", arguments: StoreKind.allCases)
    func bytes(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            // One character, or a letter and its accent: equal strings to Swift.
            let tasks = ["caf\u{E9}", "cafe\u{301}", "cafe"].enumerated().map { index, reference in
                sample(UInt64(index), in: project, reference: reference)
            }
            for task in tasks { #expect(try await store.accept(task).id == task.id) }
            for task in tasks {
                let reference = try #require(task.clientReference)
                #expect(try await store.task(reference: reference, in: project.id)?.id == task.id)
            }
        }
    }

    @Test("any number of tasks have no reference", arguments: StoreKind.allCases)
    func none(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            for number: UInt64 in 1...3 {
                let task = sample(number, in: project)
                #expect(try await store.accept(task) == task)
            }
        }
    }
}
