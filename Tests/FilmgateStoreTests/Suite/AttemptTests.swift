import FilmgateDomain
import Testing

@Suite("A store knows attempts, their tokens and what they exposed")
struct AttemptTests {
    private let start = TaskEvent.started(
        AttemptStart(provider: "north", token: "t-1/3700/alone", model: "model-b")
    )

    @Test("an open attempt says what following it needs", arguments: StoreKind.allCases)
    func openAttempts(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let newer = sample(1, in: project, at: second(9)) { $0.serviceTier = .flex }
            let older = sample(2, in: project)
            for task in [newer, older, sample(3, in: project)] { try await store.accept(task) }
            try await store.happen(start, .doubted(reason: "reset"), to: newer.id, at: second(10), epoch: epoch)
            try await store.happen(
                .started(AttemptStart(provider: "south")),
                .attemptFailed(reason: "no"),
                start,
                .submitted(upstreamID: "up-1"),
                to: older.id,
                at: second(20),
                epoch: epoch
            )
            let token = AttemptToken(text: "t-1", expiry: 3700, isExpiryAlone: true)
            let expected = [
                OpenAttempt(
                    task: older.id,
                    number: 2,
                    provider: "north",
                    upstreamID: "up-1",
                    token: token,
                    doubtedAt: nil,
                    tier: .standard,
                    startedAt: second(22),
                    deadline: older.deadline
                ),
                OpenAttempt(
                    task: newer.id,
                    number: 1,
                    provider: "north",
                    upstreamID: nil,
                    token: token,
                    doubtedAt: second(11),
                    tier: .flex,
                    startedAt: second(10),
                    deadline: newer.deadline
                ),
            ]
            #expect(try await store.openAttempts() == expected)
            let task = try #require(try await store.task(newer.id, in: nil))
            #expect(task.servedModel == "model-b")
            #expect(try await store.attempts(of: newer.id).map(\.token) == ["t-1/3700/alone"])
            try await store.happen(.expired, to: newer.id, at: second(99), epoch: epoch)
            #expect(try await store.openAttempts() == [expected[0]])
        }
    }

    @Test("a provider's tokens are found by when their attempts began", arguments: StoreKind.allCases)
    func tokens(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let starts: [(provider: ProviderName, token: String?, at: Int64)] = [
                ("north", "a", 10), ("north", nil, 20), ("south", "b", 20), ("north", "c", 20), ("north", "d", 30),
            ]
            for (number, start) in starts.enumerated() {
                let task = sample(UInt64(number), in: project)
                try await store.accept(task)
                let event = TaskEvent.started(AttemptStart(provider: start.provider, token: start.token))
                try await store.happen(event, to: task.id, at: second(start.at), epoch: epoch)
            }
            // An attempt that has ended had its token all the same.
            try await store.happen(.cancelled, to: sample(4, in: project).id, at: second(40), epoch: epoch)
            #expect(Set(try await store.tokens(of: "north", since: second(20))) == ["c", "d"])
            #expect(Set(try await store.tokens(of: "north", since: second(0))) == ["a", "c", "d"])
            #expect(try await store.tokens(of: "south", since: second(21)) == [])
            #expect(try await store.tokens(of: "west", since: second(0)) == [])
        }
    }

    @Test("a running task is found by what its provider calls it", arguments: StoreKind.allCases)
    func upstreamID(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = sample(1, in: project)
            try await store.accept(task)
            let running = try await store.happen(start, .submitted(upstreamID: "up-1"), to: task.id, epoch: epoch)
            #expect(try await store.task(upstreamID: "up-1", at: "north") == running)
            #expect(try await store.task(upstreamID: "up-1", at: "south") == nil)
            #expect(try await store.task(upstreamID: "UP-1", at: "north") == nil)
            try await store.happen(.expired, to: task.id, at: second(9), epoch: epoch)
            #expect(try await store.task(upstreamID: "up-1", at: "north") == nil)
        }
    }

    @Test("exposures come from changes and by themselves, newest first, and stay", arguments: StoreKind.allCases)
    func exposures(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let tasks = (1...3).map { sample($0, in: project) }
            for task in tasks {
                try await store.accept(task)
                try await store.happen(start, .submitted(upstreamID: "up-1"), to: task.id, epoch: epoch)
            }
            let failure = TaskFailure(code: "InternalServiceError", message: "cut off")
            let money = { Money(micros: $0, currency: .cny) }
            try await store.happen(
                .unresolved(failure, cost: AttemptCost(most: money(30))),
                to: tasks[0].id,
                at: second(5),
                epoch: epoch
            )
            try await store.happen(
                .lost(failure, cost: AttemptCost(known: money(20))),
                to: tasks[1].id,
                at: second(6),
                epoch: epoch
            )
            try await store.happen(
                .succeeded(
                    video,
                    TokenUsage(completionTokens: 1),
                    charge: tasks[2].hold,
                    deviations: ["480p", "silent"]
                ),
                to: tasks[2].id,
                at: second(7),
                epoch: epoch
            )
            let orphan = Exposure(
                project: project.id,
                task: tasks[0].id,
                attempt: 1,
                provider: "north",
                upstreamID: nil,
                kind: .orphan,
                at: second(8),
                detail: "up-9"
            )
            try await store.expose(orphan, epoch: epoch)
            #expect(try await store.remove(tasks[1].id, in: project.id))
            let all = try await store.exposures(limit: 9)
            #expect(all.map(\.kind) == [.orphan, .deviation, .deviation, .lostResult, .doubt])
            #expect(all.map(\.detail) == ["up-9", "silent", "480p", "cut off", "cut off"])
            #expect(all.map(\.task) == [tasks[0], tasks[2], tasks[2], tasks[1], tasks[0]].map(\.id))
            #expect(all.first == orphan && all.map(\.most?.micros) == [nil, nil, nil, 20, 30])
            #expect(all.last?.upstreamID == "up-1" && all.last?.provider == "north" && all.last?.at == second(5))
            #expect(try await store.exposures(limit: 1) == [orphan])

            _ = try await store.openEpoch()
            await #expect(throws: StoreError.superseded) { try await store.expose(orphan, epoch: epoch) }
        }
    }

    @Test("an account is drained until it is not", arguments: StoreKind.allCases)
    func drained(kind: StoreKind) async throws {
        try await kind.run { store in
            #expect(try await store.drainedProviders() == [])
            for provider: ProviderName in ["north", "south", "north"] {
                try await store.administer([.drain(provider)], by: "me", at: second(1))
            }
            #expect(try await store.drainedProviders() == ["north", "south"])
            try await store.administer([.undrain("north")], by: "me", at: second(1))
            try await store.administer([.undrain("west")], by: "me", at: second(1))
            #expect(try await store.drainedProviders() == ["south"])
        }
    }
}
