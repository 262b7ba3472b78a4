import FilmgateDomain
import Testing

@Suite("Limits are decided inside the accept, exact under any concurrency")
struct LimitTests {
    private static let key = LimitOwner.key(APIKey.ID(rawValue: "key-1"))

    private func acceptance(_ task: VideoTask, _ owner: LimitOwner, _ limits: [LimitKind: Int64]) -> Acceptance {
        var owned = Limits()
        for (kind, value) in limits { owned[kind] = value }
        var acceptance = Acceptance(task: task, notes: [])
        acceptance.limits = [OwnedLimits(owner, owned)]
        return acceptance
    }

    /// Offers so many tasks at once; how many were taken, and what the others were told.
    private func offer(
        _ count: UInt64,
        to store: AnyStore,
        from first: UInt64 = 1,
        _ make: @Sendable @escaping (UInt64) -> Acceptance
    ) async -> (taken: Int, refusals: [StoreError]) {
        await withTaskGroup(of: StoreError?.self) { group in
            for number in first..<first + count {
                group.addTask {
                    do {
                        try await store.accept(make(number))
                        return nil
                    } catch {
                        return error as? StoreError ?? .closed
                    }
                }
            }
            var outcome = (taken: 0, refusals: [StoreError]())
            for await refusal in group {
                if let refusal { outcome.refusals.append(refusal) } else { outcome.taken += 1 }
            }
            return outcome
        }
    }

    @Test(
        "each limit takes exactly as many as it says, whoever owns it",
        arguments: StoreKind.allCases,
        [
            (LimitKind.createsPerMinute, Int64(7), 7), (.openTasks, 7, 7), (.queuedTasks, 7, 7),
            (.moneyPerDay, 730, 7), (.moneyPerMonth, 700, 7), (.tokensPerDay, 79, 7), (.tokensPerMonth, 70, 7),
        ]
    )
    func exact(kind: StoreKind, limit: (kind: LimitKind, value: Int64, tasks: Int)) async throws {
        for byKey in [true, false] {
            try await kind.run { store in
                let project = try await store.project()
                let owner = byKey ? Self.key : .project(project.id)
                let outcome = await offer(60, to: store) { number in
                    acceptance(
                        sample(number, in: project, hold: 100, heldTokens: 10),
                        owner,
                        [limit.kind: limit.value]
                    )
                }
                #expect(outcome.taken == limit.tasks)
                for refusal in outcome.refusals {
                    guard case .limitReached(let reached) = refusal else {
                        Issue.record("\(refusal)")
                        continue
                    }
                    #expect(reached.kind == limit.kind && reached.owner == owner && reached.limit == limit.value)
                    #expect(reached.used + reached.asked > limit.value)
                }
            }
        }
    }

    @Test("the balance takes exactly as many as it covers", arguments: StoreKind.allCases)
    func balance(kind: StoreKind) async throws {
        try await kind.run { store in
            var project = try await store.project()
            project.isUnlimited = false
            try await store.save(project)
            let amount = Money(micros: 4100, currency: project.currency)
            try await store.enter(
                LedgerEntry(project: project.id, task: nil, kind: .topUp, amount: amount, at: second(0), note: "start")
            )
            let owner = project
            let outcome = await offer(200, to: store) { Acceptance(task: sample($0, in: owner, hold: 100), notes: []) }
            #expect(outcome.taken == 41)
            #expect(outcome.refusals.allSatisfy { $0 == .insufficientFunds })
            let sum = try await store.ledger(of: project.id).reduce(0) { $0 + $1.amount.micros }
            #expect(sum == 0)
            #expect(try await store.balance(of: project.id).micros == 0)
        }
    }

    @Test("creates leave the minute sixty seconds after they were made", arguments: StoreKind.allCases)
    func minute(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let limits: [LimitKind: Int64] = [.createsPerMinute: 2]
            for number in UInt64(1)...2 {
                try await store.accept(
                    acceptance(sample(number, in: project, at: second(Int64(number) * 10)), Self.key, limits)
                )
            }
            await #expect(
                throws: StoreError.limitReached(
                    LimitReached(
                        kind: .createsPerMinute,
                        owner: Self.key,
                        limit: 2,
                        used: 2,
                        asked: 1,
                        resetAt: second(70)
                    )
                )
            ) {
                try await store.accept(acceptance(sample(3, in: project, at: second(69)), Self.key, limits))
            }
            try await store.accept(acceptance(sample(4, in: project, at: second(70)), Self.key, limits))
        }
    }

    @Test("a clock that ran far ahead and is set right does not lock anybody out", arguments: StoreKind.allCases)
    func clock(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let limits: [LimitKind: Int64] = [.createsPerMinute: 1]
            let places: [(number: UInt64, at: Int64, isTaken: Bool)] = [
                (1, 90_000, true), (2, 100, true), (3, 90, false), (4, 130, false), (5, 161, true),
            ]
            for place in places {
                let accept = { () async throws in
                    let task = sample(place.number, in: project, at: second(place.at))
                    _ = try await store.accept(acceptance(task, Self.key, limits))
                }
                if place.isTaken {
                    try await accept()
                } else {
                    await #expect(throws: StoreError.self) { try await accept() }
                }
            }
        }
    }

    @Test("a task that has ended counts with what it came to, on the day of its create", arguments: StoreKind.allCases)
    func settled(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let days = Day(second(0))...Day(second(0))
            let done = sample(1, in: project, hold: 900, heldTokens: 500)
            let failed = sample(2, in: project, hold: 900, heldTokens: 500)
            for task in [done, failed] { try await store.accept(task) }
            let before = try await store.spending(of: .project(project.id), days: days)
            #expect(before.micros == 1800 && before.tokens == 1000)
            try await store.happen(
                .started(AttemptStart(provider: "north")),
                .succeeded(
                    video,
                    TokenUsage(completionTokens: 120),
                    charge: Money(micros: 300, currency: project.currency),
                    deviations: []
                ),
                to: done.id,
                at: second(90_000),
                epoch: epoch
            )
            try await store.happen(
                .failed(TaskFailure(code: "x", message: "y")),
                to: failed.id,
                at: second(90_000),
                epoch: epoch
            )
            let after = try await store.spending(of: .project(project.id), days: days)
            #expect(after.micros == 300 && after.tokens == 120)
            let usage = try await store.usage(of: project.id)
            #expect(usage.map(\.provider) == ["north", nil] || usage.map(\.provider) == [nil, "north"])
            #expect(usage.allSatisfy { $0.key == APIKey.ID(rawValue: "key-1") })
        }
    }

    @Test("what an operator changes is in the audit log, in the change's own commit", arguments: StoreKind.allCases)
    func audit(kind: StoreKind) async throws {
        try await kind.run { store in
            var project = try await store.project()
            project.limits[.openTasks] = 5
            let entry = LedgerEntry(
                project: project.id,
                task: nil,
                kind: .adjustment,
                amount: Money(micros: -1_250_000, currency: project.currency),
                at: second(1),
                note: "refund of an invoice"
            )
            try await store.administer([.saveProject(project, was: nil), .enter(entry)], by: "key-9", at: second(1))
            let log = try await store.auditLog(limit: 2)
            #expect(log.map(\.action) == ["ledger.adjustment", "project.set"])
            #expect(log.allSatisfy { $0.actor == "key-9" })
            #expect(log.first?.detail == "-1.25 CNY refund of an invoice")
            #expect(try await store.ledger(of: project.id).map(\.actor) == ["key-9"])
            #expect(try await store.projects().map(\.limits.text) == ["open_tasks=5"])
            await #expect(throws: StoreError.unknownKey) {
                try await store.administer(
                    [.saveProject(project, was: nil), .revokeKey(APIKey.ID(rawValue: "nobody"))],
                    by: "key-9",
                    at: second(2)
                )
            }
            #expect(try await store.auditLog(limit: 10).count { $0.at == second(2) } == 0)
        }
    }
}
