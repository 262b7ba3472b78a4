import Testing

@testable import FilmgateDomain

@Suite("The books balance")
struct LedgerTests {
    private func randomEvent(
        _ task: VideoTask,
        charge: Int64,
        using generator: inout SeededGenerator
    ) throws -> TaskEvent {
        // Ends are rarer than steps, so that histories grow long.
        switch Int.random(in: 0..<16, using: &generator) {
        case 0: try .success(of: task.order, charge: charge)
        case 1: .failed(TaskFailure(code: "x", message: "y"))
        case 2: .cancelled
        case 3: .expired
        case 4..<9:
            .started(AttemptStart(provider: ProviderName(rawValue: "p\(Int.random(in: 0..<3, using: &generator))")))
        case 9..<12: .submitted(upstreamID: "up")
        default: .requeued(reason: "busy")
        }
    }

    @Test(
        "Whatever happens, a task costs its charge if it succeeded and nothing else",
        arguments: 0..<500 as Range<UInt64>
    )
    func balance(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let hold = Bool.random(using: &generator) ? 0 : Int64.random(in: 1...1_000_000, using: &generator)
        let charge = Int64.random(in: -10...2_000_000, using: &generator)
        var task = try VideoTask.sample(hold: hold)
        var balance = Acceptance(task: task, notes: []).ledger.reduce(0) { $0 + $1.amount.micros }
        var endings = 0
        for step in 0..<200 {
            let event = try randomEvent(task, charge: charge, using: &generator)
            let moment = Timestamp.sample + .seconds(Int.random(in: -5...500, using: &generator))
            let before = task
            do throws(TransitionRefused) {
                let change = try task.change(by: event, at: moment)
                balance += change.ledger.reduce(0) { $0 + $1.amount.micros }
                task = change.task
            } catch {
                #expect(error.state == before.state, "seed \(seed), step \(step)")
                continue
            }
            #expect(!before.state.isFinal, "seed \(seed), step \(step): changed behind its end")
            #expect(task.version == before.version + 1, "seed \(seed), step \(step)")
            #expect(task.updatedAt >= before.updatedAt, "seed \(seed), step \(step)")
            if task.state.isFinal { endings += 1 }
        }
        let owed = task.state == .succeeded ? min(max(charge, 0), hold) : 0
        #expect(balance == (task.state.isFinal ? -owed : -hold), "seed \(seed), ended \(task.state)")
        #expect(endings == (task.state.isFinal ? 1 : 0), "seed \(seed)")
    }

    @Test("Every entry names project, task and the currency of the hold")
    func entries() throws {
        let task = try VideoTask.sample().after(.started(AttemptStart(provider: .preview)))
        let change = try task.change(by: .success(of: task.order, charge: 400), at: task.updatedAt)
        #expect(change.ledger.map(\.amount.micros) == [task.hold.micros, -400])
        #expect(change.ledger.allSatisfy { $0.project == task.project && $0.task == task.id })
        #expect(change.ledger.allSatisfy { $0.amount.currency == .cny })
    }

    @Test("A charge never exceeds the hold")
    func capped() throws {
        let task = try VideoTask.sample(hold: 300).after(.started(AttemptStart(provider: .preview)))
        let change = try task.change(by: .success(of: task.order, charge: 400), at: task.updatedAt)
        #expect(change.ledger.map(\.amount.micros) == [300, -300])
    }
}
