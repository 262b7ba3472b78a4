import FilmgateDomain
import Testing

@Suite("What an operator does and looks at")
struct AdministrationTests {
    @Test("changes are made all or none, and only those that are made stand in the log", arguments: StoreKind.allCases)
    func atomic(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = Project(id: Project.ID(rawValue: "project-film"), name: "film", createdAt: second(1))
            await #expect(throws: StoreError.unknownCallback) {
                try await store.administer(
                    [.addProject(project), .drain("north"), .retryCallback(7)],
                    by: "me",
                    at: second(2)
                )
            }
            #expect(try await store.projects() == [])
            #expect(try await store.drainedProviders() == [])
            #expect(try await store.auditLog(limit: 9) == [])

            try await store.administer([.addProject(project), .drain("north")], by: "me", at: second(3))
            #expect(try await store.project(named: "film", now: second(4)) == project)
            #expect(try await store.secrets(of: project.id).count == 1)
            #expect(try await store.drainedProviders() == ["north"])
            let log = try await store.auditLog(limit: 9)
            #expect(log.map(\.action) == ["provider.drain", "project.create"])
            #expect(log.allSatisfy { $0.actor == "me" && $0.at == second(3) })
        }
    }

    @Test("neither the id nor the name of a project is taken twice", arguments: StoreKind.allCases)
    func taken(kind: StoreKind) async throws {
        try await kind.run { store in
            let first = try await store.project(named: "film", now: second(1))
            for other in [
                Project(id: first.id, name: "other", createdAt: second(2)),
                Project(id: Project.ID(rawValue: "project-other"), name: "film", createdAt: second(2)),
            ] {
                await #expect(throws: StoreError.duplicate) {
                    try await store.administer([.addProject(other)], by: "me", at: second(2))
                }
            }
            #expect(try await store.projects() == [first])
        }
    }

    @Test("tasks of all projects are found by what is asked for, newest first", arguments: StoreKind.allCases)
    func search(kind: StoreKind) async throws {
        try await kind.run { store in
            let (film, other) = (try await store.project("film"), try await store.project("other"))
            let tasks = (1...6).map { number in
                sample(UInt64(number), in: number.isMultiple(of: 2) ? film : other, at: second(Int64(number))) {
                    if number > 3 { $0.model = "model-b" }
                }
            }
            for task in tasks { try await store.accept(Acceptance(task: task, notes: [])) }
            let epoch = try await store.openEpoch()
            try await store.happen(.started(AttemptStart(provider: "north")), to: tasks[0].id, epoch: epoch)
            try await store.happen(.cancelled, to: tasks[1].id, epoch: epoch)
            func found(_ change: (inout TaskSearch) -> Void) async throws -> [Int] {
                var search = TaskSearch(limit: 9)
                change(&search)
                return try await store.tasks(matching: search).map { Int($0.id.ulid.low) }
            }
            #expect(try await found { _ in } == [6, 5, 4, 3, 2, 1])
            #expect(try await found { $0.limit = 2 } == [6, 5])
            #expect(try await found { $0.before = tasks[3].id } == [3, 2, 1])
            #expect(try await found { $0.project = film.id } == [6, 4, 2])
            #expect(try await found { $0.states = [.queued] } == [6, 5, 4, 3])
            #expect(try await found { $0.states = [.running] } == [1])
            #expect(try await found { $0.states = [.cancelled, .running] } == [2, 1])
            #expect(try await found { $0.states = [] } == [])
            #expect(try await found { $0.provider = "north" } == [1])
            #expect(try await found { $0.model = "model-b" } == [6, 5, 4])
            #expect(
                try await found {
                    $0.project = film.id
                    $0.states = [.queued]
                    $0.model = "model-b"
                    $0.before = tasks[5].id
                } == [4]
            )
        }
    }

    @Test("a ledger is shown newest first, part by part", arguments: StoreKind.allCases)
    func ledger(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project("film")
            for number in 1...5 {
                let amount = Money(micros: Int64(number), currency: project.currency)
                try await store.enter(
                    LedgerEntry(project: project.id, task: nil, kind: .topUp, amount: amount, at: second(0), note: "x")
                )
            }
            let part = { (skipping: Int, limit: Int) in
                try await store.ledger(of: project.id, skipping: skipping, limit: limit).map(\.amount.micros)
            }
            #expect(try await part(0, 2) == [5, 4])
            #expect(try await part(3, 9) == [2, 1])
            #expect(try await part(5, 9) == [])
        }
    }

    @Test("a balance stays within what an amount of money can be", arguments: StoreKind.allCases)
    func range(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project("film")
            func entry(_ micros: Int64) -> AccountChange {
                let amount = Money(micros: micros, currency: project.currency)
                return .enter(
                    LedgerEntry(project: project.id, task: nil, kind: .adjustment, amount: amount, at: second(0))
                )
            }
            try await store.administer([entry(.max / 2)], by: "me", at: second(0))
            await #expect(throws: StoreError.balanceOutOfRange) {
                try await store.administer([entry(-5), entry(6)], by: "me", at: second(1))
            }
            #expect(try await store.balance(of: project.id).micros == .max / 2)
            try await store.administer([entry(-5), entry(5)], by: "me", at: second(2))
            #expect(try await store.ledger(of: project.id).count == 3)
        }
    }

    @Test("exposures are counted by provider and kind, with the newest of each", arguments: StoreKind.allCases)
    func exposures(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project("film")
            let epoch = try await store.openEpoch()
            for (moment, provider, kind) in [
                (1, "south", Exposure.Kind.orphan), (2, "north", .orphan), (3, "north", .orphan), (4, "north", .doubt),
            ] as [(Int64, ProviderName, Exposure.Kind)] {
                try await store.expose(
                    Exposure(
                        project: project.id,
                        task: sample(1, in: project).id,
                        attempt: 1,
                        provider: provider,
                        upstreamID: nil,
                        kind: kind,
                        at: second(moment),
                        detail: "",
                        most: moment == 1 ? nil : Money(micros: moment, currency: .cny)
                    ),
                    epoch: epoch
                )
            }
            let most = { Money(micros: $0, currency: .cny) }
            #expect(
                try await store.exposureTotals() == [
                    ExposureTotal(provider: "north", kind: .doubt, count: 1, newest: second(4), most: most(4)),
                    ExposureTotal(provider: "north", kind: .orphan, count: 2, newest: second(3), most: most(5)),
                    ExposureTotal(provider: "south", kind: .orphan, count: 1, newest: second(1), most: most(0)),
                ]
            )
        }
    }
}
