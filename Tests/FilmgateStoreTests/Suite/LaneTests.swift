import FilmgateDomain
import Synchronization
import Testing

@Suite("A store keeps a queue for each lane")
struct LaneTests {
    private let start: @Sendable (VideoTask) throws -> TaskChange? = {
        try $0.change(by: .started(AttemptStart(provider: "north")), at: second(50))
    }

    @Test("a lane has queued tasks from acceptance until the last one starts or ends", arguments: StoreKind.allCases)
    func queuedLanes(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            #expect(try await store.queuedLanes() == [])
            let plain = [sample(1, in: project), sample(2, in: project)]
            let draft = sample(3, in: project) { $0.draft = true }
            for task in plain + [draft] { try await store.accept(task) }
            #expect(plain[0].lane == plain[1].lane && plain[0].lane != draft.lane)
            #expect(try await store.queuedLanes() == [plain[0].lane, draft.lane])
            try await store.happen(.cancelled, to: draft.id, epoch: epoch)
            #expect(try await store.queuedLanes() == [plain[0].lane])
            #expect(try await store.claim(2, epoch: epoch).count == 2)
            #expect(try await store.queuedLanes() == [])
            try await store.happen(.refused(reason: "busy"), to: plain[1].id, at: second(2), epoch: epoch)
            #expect(try await store.queuedLanes() == [plain[1].lane])
        }
    }

    @Test("a lane that its order does not tell is kept as it was given", arguments: StoreKind.allCases)
    func account(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let draft = sample(1, in: project)
            let final = VideoTask(
                id: sample(2, in: project).id,
                project: project.id,
                key: nil,
                dialect: .ark,
                order: draft.order,
                createdAt: second(0),
                deadline: second(9),
                hold: draft.hold,
                lane: TaskNeeds(draft.order, account: "north").lane
            )
            try await store.accept(final)
            #expect(try await store.task(final.id, in: nil)?.lane == final.lane)
            #expect(try await store.queuedLanes() == [final.lane])
        }
    }

    @Test("a claim takes the given lanes alone", arguments: StoreKind.allCases)
    func givenLanes(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let tasks = (1...6).map { number in
                sample(number, in: project, at: second(Int64(number))) { $0.draft = number.isMultiple(of: 2) }
            }
            for task in tasks { try await store.accept(task) }
            let drafts: Set<Lane> = [tasks[1].lane, Lane(rawValue: "nobody's")]
            let claimed = try await store.claim(limit: 9, lanes: drafts, epoch: epoch, start: start)
            #expect(claimed.map(\.id) == [tasks[1].id, tasks[3].id, tasks[5].id])
            #expect(try await store.claim(limit: 9, lanes: [], epoch: epoch, start: start) == [])
            #expect(try await store.claim(limit: 0, lanes: [tasks[0].lane], epoch: epoch, start: start) == [])
            #expect(try await store.counts(in: project.id) == [.queued: 3, .running: 3])
        }
    }

    @Test("a lane that cannot start now is left out, the others go on", arguments: StoreKind.allCases)
    func leftOut(kind: StoreKind) async throws {
        try await kind.run { store in
            let epoch = try await store.openEpoch()
            let (first, other) = (try await store.project("first"), try await store.project("other"))
            // Odd ones are drafts; those of both projects are in one lane.
            let tasks = (1...8).map { number in
                sample(number, in: number > 4 ? other : first, at: second(Int64(number))) {
                    $0.draft = !number.isMultiple(of: 2)
                }
            }
            for task in tasks { try await store.accept(task) }
            let asked = Asked()
            let claimed = try await store.claim(limit: 9, lanes: store.queuedLanes(), epoch: epoch) { [start] task in
                asked.add(task)
                return task.order.draft ? nil : try start(task)
            }
            // The oldest, a draft, answers for its whole lane.
            #expect(asked.numbers == [1, 2, 6, 4, 8])
            #expect(claimed.map(\.id.ulid.low) == [2, 6, 4, 8])
            #expect(try await store.task(tasks[0].id, in: nil) == tasks[0])
            #expect(try await store.counts(in: nil) == [.queued: 4, .running: 4])
        }
    }

    @Test("a task that is passed over stays, and those behind it start", arguments: StoreKind.allCases)
    func passedOver(kind: StoreKind) async throws {
        try await kind.run { store in
            let epoch = try await store.openEpoch()
            let project = try await store.project()
            let tasks = (1...5).map { sample($0, in: project, at: second(Int64($0))) }
            for task in tasks { try await store.accept(task) }
            let claimed = try await store.claim(limit: 2, lanes: [tasks[0].lane], epoch: epoch) { [start] task in
                if [1, 3, 5].contains(task.id.ulid.low) { throw TaskSkipped() }
                return try start(task)
            }
            #expect(claimed.map(\.id) == [tasks[1].id, tasks[3].id])
            for task in [tasks[0], tasks[2], tasks[4]] { #expect(try await store.task(task.id, in: nil) == task) }
            #expect(try await store.claim(9, epoch: epoch).map(\.id) == [tasks[0].id, tasks[2].id, tasks[4].id])
        }
    }

    @Test("fairness looks at all that a project has running, in whatever lane", arguments: StoreKind.allCases)
    func fairness(kind: StoreKind) async throws {
        try await kind.run { store in
            let epoch = try await store.openEpoch()
            let (big, small) = (try await store.project("big"), try await store.project("small"))
            for number in 1...3 { try await store.accept(sample(UInt64(number), in: big)) }
            #expect(try await store.claim(2, epoch: epoch).count == 2)
            let older = sample(11, in: big, at: second(1)) { $0.draft = true }
            let newer = (12...14).map { sample($0, in: small, at: second(Int64($0))) { $0.draft = true } }
            for task in [older] + newer { try await store.accept(task) }
            let claimed = try await store.claim(limit: 4, lanes: [older.lane], epoch: epoch, start: start)
            #expect(claimed.map(\.id.ulid.low) == [12, 13, 11, 14])
        }
    }

    @Test("a queue of ten thousand lets a newcomer's first task pass", .timeLimit(.minutes(5)))
    func longQueue() async throws {
        try await StoreKind.sqlite.run { store in
            let epoch = try await store.openEpoch()
            let (big, small) = (try await store.project("big"), try await store.project("small"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for block in 0..<20 {
                    group.addTask {
                        for number in 1...500 { try await store.accept(sample(UInt64(block * 500 + number), in: big)) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.claim(3, epoch: epoch).count == 3)
            let late = sample(20_000, in: small, at: second(9))
            try await store.accept(late)
            #expect(try await store.claim(1, epoch: epoch).map(\.id) == [late.id])
        }
    }

    @Test("all queues together are bounded", arguments: StoreKind.allCases)
    func boundedInAll(kind: StoreKind) async throws {
        try await kind.run { store in
            let projects = [try await store.project("mine"), try await store.project("theirs")]
            let epoch = try await store.openEpoch()
            func accept(_ number: UInt64) async throws {
                var acceptance = Acceptance(task: sample(number, in: projects[Int(number % 2)]), notes: [])
                acceptance.maximumQueuedInAll = 3
                try await store.accept(acceptance)
            }
            for number: UInt64 in 1...3 { try await accept(number) }
            await #expect(throws: StoreError.allQueuesFull) { try await accept(4) }
            #expect(try await store.claim(1, epoch: epoch).count == 1)
            try await accept(5)
            await #expect(throws: StoreError.allQueuesFull) { try await accept(6) }
        }
    }

    @Test("a holder is told when it was superseded", arguments: StoreKind.allCases)
    func renew(kind: StoreKind) async throws {
        try await kind.run { store in
            let old = try await store.openEpoch()
            try await store.renew(old)
            let new = try await store.openEpoch()
            await #expect(throws: StoreError.superseded) { try await store.renew(old) }
            try await store.renew(new)
        }
    }
}

/// The tasks that a claim asked about, in their order.
private final class Asked: Sendable {
    private let list = Mutex<[UInt64]>([])
    var numbers: [UInt64] { list.withLock { $0 } }
    func add(_ task: VideoTask) { list.withLock { $0.append(task.id.ulid.low) } }
}
