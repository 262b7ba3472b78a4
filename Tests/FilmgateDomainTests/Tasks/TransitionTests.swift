import Testing

@testable import FilmgateDomain

@Suite("The life of a task: state by event")
struct TransitionTests {
    private static let names = [
        "started", "submitted", "succeeded", "failed", "attemptFailed", "requeued", "cancelled", "expired", "doubted",
        "unresolved", "lost", "refused",
    ]

    private func event(_ name: String, for task: VideoTask) throws -> TaskEvent {
        let events: [TaskEvent] = [
            .started(AttemptStart(provider: "other")), .submitted(upstreamID: "up-1"), try .success(of: task.order),
            .failed(TaskFailure(code: "InternalServiceError", message: "no")), .attemptFailed(reason: "busy"),
            .requeued(reason: "busy"), .cancelled, .expired, .doubted(reason: "reset"),
            .unresolved(TaskFailure(code: "SubmissionOutcomeUnknown", message: "no")),
            .lost(TaskFailure(code: "ResultLost", message: "no")), .refused(reason: "no connection"),
        ]
        return try #require(events.first { $0.name == name })
    }

    private func task(in state: String) throws -> VideoTask {
        let queued = try VideoTask.sample()
        let running = try queued.after(.started(AttemptStart(provider: .preview)))
        let all = [
            queued, running, try running.after(.success(of: queued.order)),
            try running.after(.failed(TaskFailure(code: "x", message: "y"))), try queued.after(.cancelled),
            try running.after(.expired),
        ]
        return try #require(all.first { $0.state.rawValue == state })
    }

    @Test("An event does what the table says, and nothing else", arguments: try Fixture.lines("transitions.txt"))
    func transition(line: String) throws {
        let fields = Fixture.fields(line)
        let task = try task(in: fields[0])
        let event = try event(fields[1], for: task)
        let now = task.updatedAt + .seconds(60)
        guard fields[2] != "refused" else {
            let refusal = try #require(throws: TransitionRefused.self) { try task.change(by: event, at: now) }
            #expect(refusal == TransitionRefused(state: task.state, event: fields[1]))
            return
        }
        try #require(fields.count == 7)
        let change = try task.change(by: event, at: now)
        #expect(change.task.state.rawValue == fields[2])
        #expect(list(change.ledger.map(\.kind.rawValue)) == fields[3])
        #expect((change.outbox.isEmpty ? "no" : "yes") == fields[4])
        #expect(list(change.timeline.map(\.kind.rawValue)) == fields[5])
        #expect(list(change.attempts.map(\.outcome.rawValue)) == fields[6])
        #expect(change.expectedVersion == task.version)
        #expect(change.task.version == task.version + 1)
        #expect(change.task.updatedAt == now)
        #expect(change.task.endedAt == (change.task.state.isFinal ? now : nil))
        #expect(change.outbox.allSatisfy { $0.state == change.task.state })
        #expect(change.timeline.allSatisfy { $0.at == now && $0.task == task.id })
        #expect(change.attempts.allSatisfy { ($0.endedAt == nil) == $0.outcome.isUnderWay })
    }

    private func list(_ words: [String]) -> String { words.isEmpty ? "-" : words.joined(separator: ", ") }

    @Test("What may have cost the operator something is kept for the operator")
    func exposures() throws {
        let running = try task(in: "running").after(.submitted(upstreamID: "up-1"))
        let failure = TaskFailure(code: "x", message: "gone")
        let events: [(TaskEvent, [Exposure.Kind])] = [
            (.unresolved(failure), [.doubt]), (.lost(failure), [.lostResult]), (.failed(failure), []), (.expired, []),
        ]
        for (event, kinds) in events {
            let change = try running.change(by: event, at: running.updatedAt)
            #expect(change.exposures.map(\.kind) == kinds, "\(event.name)")
            #expect(change.exposures.allSatisfy { $0.upstreamID == "up-1" && $0.attempt == 1 })
        }
    }

    @Test("The table holds every pair once")
    func complete() throws {
        let pairs = try Fixture.lines("transitions.txt").map { Fixture.fields($0).prefix(2).joined(separator: " ") }
        let all = VideoTask.State.allCases.flatMap { state in Self.names.map { "\(state.rawValue) \($0)" } }
        #expect(pairs.sorted() == all.sorted())
    }

    @Test("A second start is a new attempt; the first one is given up")
    func takeover() throws {
        let first = try task(in: "running").after(.submitted(upstreamID: "up-1"))
        let change = try first.change(by: .started(AttemptStart(provider: "other")), at: first.updatedAt + .seconds(1))
        #expect(change.task.attempt == 2)
        #expect(change.task.upstreamID == nil)
        #expect(change.task.startedAt == first.startedAt, "progress goes on from the first start")
        #expect(change.attempts.map(\.number) == [1, 2])
        #expect(change.attempts.map(\.provider) == [.preview, "other"])
        #expect(change.attempts.first?.upstreamID == "up-1")
    }

    @Test("A requeued task has no provider, and a queued one ends without an attempt")
    func requeued() throws {
        let task = try task(in: "running").after(.requeued(reason: "busy"))
        #expect(task.provider == nil)
        #expect(task.upstreamID == nil)
        #expect(task.attempt == 1)
        #expect(try task.change(by: .expired, at: task.updatedAt).attempts.isEmpty)
    }

    @Test("A clock that went back takes no task back with it")
    func clock() throws {
        let task = try task(in: "running")
        let change = try task.change(by: .expired, at: .sample - .seconds(3600))
        #expect(change.task.endedAt == task.updatedAt)
        #expect(change.ledger.allSatisfy { $0.at == task.updatedAt })
    }

    @Test("Without an address nobody is called, and a cancel calls nobody")
    func callbacks() throws {
        let silent = try VideoTask.sample(order: planned().order)
        #expect(Acceptance(task: silent, notes: []).outbox.isEmpty)
        #expect(try silent.change(by: .started(AttemptStart(provider: .preview)), at: .sample).outbox.isEmpty)
        let loud = try VideoTask.sample()
        let event = try #require(Acceptance(task: loud, notes: []).outbox.first)
        #expect(event.state == .queued)
        #expect(event.address == "https://example.com/hook")
        #expect(try loud.change(by: .cancelled, at: .sample).outbox.isEmpty)
    }

    @Test("An acceptance writes down what was ignored and what was altered")
    func acceptance() throws {
        let notes = [ParameterNote(.ignored, "--cf", "x"), ParameterNote(.altered, "size", "y")]
        let acceptance = Acceptance(task: try .sample(), notes: notes)
        #expect(acceptance.timeline.map(\.kind) == [.accepted, .ignored, .altered])
        #expect(acceptance.timeline.map(\.detail) == ["ark", "--cf: x", "size: y"])
        #expect(acceptance.ledger.map(\.kind) == [.hold])
    }
}
