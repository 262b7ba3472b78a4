import FilmgateDomain
import Testing

@Suite("A store owes callbacks in order and writes what tries came to")
struct CallbackTests {
    /// A task with a callback, whose first one is due at `moment`.
    private func task(_ number: UInt64, in project: Project, at moment: Timestamp = second(0)) -> VideoTask {
        sample(number, in: project, at: moment) { $0.callbackURL = "https://example.com/\(number)" }
    }

    private func tried(
        _ owed: OwedCallback,
        at moment: Timestamp = second(20),
        status: Int? = 500,
        next: CallbackTry.Next
    ) -> CallbackTry {
        CallbackTry(number: owed.number, event: owed.event, at: moment, status: status, detail: "said no", next: next)
    }

    @Test("of a task the oldest is due alone, and stale where a newer one is owed", arguments: StoreKind.allCases)
    func order(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let (first, other) = (task(1, in: project), task(2, in: project, at: second(5)))
            try await store.accept(first)
            try await store.accept(other)
            try await store.happen(
                .started(AttemptStart(provider: "north")),
                .failed(TaskFailure(code: "a", message: "b")),
                to: first.id,
                epoch: epoch
            )
            #expect(try await store.dueCallbacks(at: second(-1), limit: 9) == [])
            var told: [String] = []
            for _ in 1...4 {
                let due = try await store.dueCallbacks(at: second(9), limit: 1)
                let owed = try #require(due.first)
                told.append("\(owed.event.task.ulid.low) \(owed.event.state) \(owed.isStale)")
                try await store.record(tried(owed, status: 200, next: .done), epoch: epoch)
            }
            #expect(told == ["1 queued true", "1 running true", "1 failed false", "2 queued false"])
            #expect(try await store.dueCallbacks(at: second(99), limit: 9) == [])
            #expect(try await store.outbox(limit: 9) == [])
        }
    }

    @Test("a try that failed comes again in its time, and holds the later ones back", arguments: StoreKind.allCases)
    func again(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = task(1, in: project)
            try await store.accept(task)
            let first = try #require(try await store.dueCallbacks(at: second(0), limit: 9).first)
            #expect(first.tries == 0 && !first.isStale)
            try await store.record(tried(first, next: .again(at: second(30))), epoch: epoch)
            try await store.happen(.started(AttemptStart(provider: "north")), to: task.id, epoch: epoch)
            #expect(try await store.dueCallbacks(at: second(29), limit: 9) == [])
            let again = try #require(try await store.dueCallbacks(at: second(30), limit: 9).first)
            #expect(again.number == first.number && again.tries == 1 && again.isStale)
            #expect(try await store.outbox(limit: 9).map(\.state) == [.queued, .running])
        }
    }

    @Test("one that was given up waits for the operator, and the next one goes on", arguments: StoreKind.allCases)
    func givenUp(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let task = task(1, in: project)
            try await store.accept(task)
            let first = try #require(try await store.dueCallbacks(at: second(0), limit: 9).first)
            try await store.record(tried(first, next: .givenUp), epoch: epoch)
            #expect(try await store.dueCallbacks(at: second(99), limit: 9) == [])
            #expect(try await store.outbox(limit: 9) == [])
            try await store.happen(.started(AttemptStart(provider: "north")), to: task.id, epoch: epoch)
            #expect(try await store.dueCallbacks(at: second(99), limit: 9).map(\.event.state) == [.running])

            try await store.administer([.retryCallback(first.number)], by: "me", at: second(50))
            await #expect(throws: StoreError.unknownCallback) {
                try await store.administer([.retryCallback(first.number + 100)], by: "me", at: second(50))
            }
            let due = try await store.dueCallbacks(at: second(50), limit: 9)
            #expect(due.map(\.number) == [first.number])
            #expect(due.map(\.tries) == [1] && due.map(\.isStale) == [true])
        }
    }

    @Test("tries stand in the log, newest first, and outlive the task", arguments: StoreKind.allCases)
    func log(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let epoch = try await store.openEpoch()
            let tasks = [task(1, in: project), task(2, in: project)]
            for task in tasks { try await store.accept(task) }
            let due = try await store.dueCallbacks(at: second(0), limit: 9)
            #expect(due.count == 2)
            let tries = [
                tried(due[0], at: second(1), status: nil, next: .again(at: second(5))),
                tried(due[1], at: second(2), status: 410, next: .givenUp),
                tried(due[0], at: second(6), status: 200, next: .done),
            ]
            for attempt in tries { try await store.record(attempt, epoch: epoch) }
            try await store.happen(.cancelled, to: tasks[0].id, epoch: epoch)
            #expect(try await store.remove(tasks[0].id, in: project.id))
            #expect(try await store.callbackLog(of: nil, limit: 9) == tries.reversed())
            #expect(try await store.callbackLog(of: nil, limit: 1) == [tries[2]])
            #expect(try await store.callbackLog(of: tasks[0].id, limit: 9) == [tries[2], tries[0]])
            #expect(try await store.callbackLog(of: tasks[1].id, limit: 9) == [tries[1]])

            #expect(try await store.removeCallbackLog(before: second(6), limit: 1) == 1)
            #expect(try await store.callbackLog(of: nil, limit: 9) == [tries[2], tries[1]])
            #expect(try await store.removeCallbackLog(before: second(6), limit: 9) == 1)
            #expect(try await store.callbackLog(of: nil, limit: 9) == [tries[2]])
        }
    }

    @Test("what is told, removed or another engine's cannot be written", arguments: StoreKind.allCases)
    func refusals(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let old = try await store.openEpoch()
            try await store.accept(task(1, in: project))
            let owed = try #require(try await store.dueCallbacks(at: second(0), limit: 9).first)
            let epoch = try await store.openEpoch()
            await #expect(throws: StoreError.superseded) {
                try await store.record(tried(owed, next: .done), epoch: old)
            }
            #expect(try await store.callbackLog(of: nil, limit: 9) == [])
            try await store.record(tried(owed, next: .done), epoch: epoch)
            await #expect(throws: StoreError.stale) { try await store.record(tried(owed, next: .done), epoch: epoch) }
            #expect(try await store.callbackLog(of: nil, limit: 9).count == 1)
            await #expect(throws: StoreError.unknownCallback) {
                try await store.administer([.retryCallback(owed.number)], by: "me", at: second(0))
            }
        }
    }
}
