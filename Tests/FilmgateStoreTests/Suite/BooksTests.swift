import FilmgateDomain
import Testing

@Suite("A store's books balance")
struct BooksTests {
    private func sum(_ store: AnyStore, _ project: Project) async throws -> Int64 {
        try await store.ledger(of: project.id).reduce(0) { $0 + $1.amount.micros }
    }

    @Test("hold, release and charge stand in the ledger, whose sum is the balance", arguments: StoreKind.allCases)
    func settlement(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 1000)
            let epoch = try await store.openEpoch()
            for number in 1...3 { try await store.accept(sample(UInt64(number), in: project, hold: 300)) }
            #expect(try await store.balance(of: project.id) == Money(micros: 100, currency: .cny))
            let ids = (1...3).map { sample($0, in: project).id }
            try await store.happen(
                .started(AttemptStart(provider: .preview)),
                .succeeded(
                    video,
                    TokenUsage(completionTokens: 500),
                    charge: Money(micros: 120, currency: .cny),
                    deviations: []
                ),
                to: ids[0],
                epoch: epoch
            )
            try await store.happen(.cancelled, to: ids[1], epoch: epoch)
            #expect(try await store.balance(of: project.id).micros == 1000 - 120 - 300)
            #expect(try await sum(store, project) == 1000 - 120 - 300)
            let ledger = try await store.ledger(of: project.id)
            #expect(ledger.map(\.kind) == [.topUp, .hold, .hold, .hold, .release, .charge, .release])
            #expect(ledger.map(\.amount.micros) == [1000, -300, -300, -300, 300, -120, 300])
            #expect(ledger.map(\.task) == [nil, ids[0], ids[1], ids[2], ids[0], ids[0], ids[1]])
            #expect(ledger.first?.note == "cash")
        }
    }

    @Test("a limited project cannot hold more than it has", arguments: StoreKind.allCases)
    func insufficientFunds(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project(balance: 500)
            try await store.accept(sample(1, in: project, hold: 500))
            await #expect(throws: StoreError.insufficientFunds) {
                try await store.accept(sample(2, in: project, hold: 1))
            }
            try await store.accept(sample(3, in: project, hold: 0))
            #expect(try await store.counts(in: project.id) == [.queued: 2])
            #expect(try await store.balance(of: project.id).micros == 0)
            #expect(try await sum(store, project) == 0)
        }
    }

    @Test("an unlimited project may owe", arguments: StoreKind.allCases)
    func unlimited(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            #expect(try await store.balance(of: project.id).micros == 0)
            try await store.accept(sample(1, in: project, hold: 500))
            #expect(try await store.balance(of: project.id).micros == -500)
        }
    }

    @Test("usage adds up by day, model and ending, and outlives the tasks", arguments: StoreKind.allCases)
    func usage(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            for number in 1...4 {
                let task = sample(UInt64(number), in: project, hold: 50)
                try await store.accept(task)
                guard number < 4 else {
                    try await store.happen(.cancelled, to: task.id, epoch: epoch)
                    continue
                }
                try await store.happen(
                    .started(AttemptStart(provider: .preview)),
                    .succeeded(
                        video,
                        TokenUsage(completionTokens: 10),
                        charge: Money(micros: 20, currency: .cny),
                        deviations: [],
                        cost: AttemptCost(known: number == 1 ? nil : Money(micros: 7, currency: .cny))
                    ),
                    to: task.id,
                    at: second(number == 3 ? 90_000 : 10),
                    epoch: epoch
                )
            }
            let day = second(10).seconds / 86_400
            let key = APIKey.ID(rawValue: "key-1")
            let row = { (day: Int64, provider: ProviderName?, state: VideoTask.State, tasks: Int, cost: Int64) in
                UsageRow(
                    day: day,
                    key: key,
                    provider: provider,
                    model: "model-a",
                    state: state,
                    tasks: tasks,
                    tokens: provider == nil ? 0 : tasks * 10,
                    chargedMicros: provider == nil ? 0 : Int64(tasks) * 20,
                    costMicros: cost
                )
            }
            let expected = [
                row(day, .preview, .succeeded, 2, 7), row(day, nil, .cancelled, 1, 0),
                row(day + 1, .preview, .succeeded, 1, 7),
            ]
            let costs = try await store.attempts(of: sample(2, in: project).id).map(\.cost)
            #expect(costs == [Money(micros: 7, currency: .cny)])
            #expect(try await store.usage(of: project.id) == expected)
            let all = Set(VideoTask.State.allCases)
            #expect(try await store.removeEnded(before: second(1_000_000), states: all, limit: 100) == 4)
            #expect(try await store.usage(of: project.id) == expected)
            #expect(try await store.ledger(of: project.id).count == 4 * 2 + 3)
        }
    }

    @Test("a project that does not exist has no books", arguments: StoreKind.allCases)
    func unknownProject(kind: StoreKind) async throws {
        try await kind.run { store in
            let ghost = Project(id: Project.ID(rawValue: "ghost"), name: "ghost", createdAt: second(0))
            await #expect(throws: StoreError.unknownProject) { _ = try await store.balance(of: ghost.id) }
            await #expect(throws: StoreError.unknownProject) { try await store.save(ghost) }
            let amount = Money(micros: 1, currency: .cny)
            let entry = LedgerEntry(project: ghost.id, task: nil, kind: .topUp, amount: amount, at: second(0))
            await #expect(throws: StoreError.unknownProject) { try await store.enter(entry) }
        }
    }
}
