import FilmgateDomain
import Testing

@testable import FilmgateProviders

@Suite("The plan of faults")
struct FaultPlanTests {
    private func plan(seed: UInt64 = 1, _ faults: [SimulatedFault: Double]) -> FaultPlan {
        var settings = SimulationSettings()
        settings.seed = seed
        settings.faults = faults
        return FaultPlan(settings)
    }

    @Test("faults come about as often as they should, and only those that were set")
    func shares() {
        let plan = plan([.createThrottled: 0.1, .createResetAfter: 0.05, .readReset: 1])
        var counts: [SimulatedFault: Int] = [:]
        for number in 1...10_000 {
            if let fault = plan.fault(of: .create, about: "prompt \(number % 500)", number: number / 500) {
                counts[fault, default: 0] += 1
            }
        }
        #expect((900...1100).contains(counts[.createThrottled, default: 0]))
        #expect((420...580).contains(counts[.createResetAfter, default: 0]))
        #expect(counts.count == 2)
    }

    @Test("the same seed and question have the same answer, others another")
    func repeatable() {
        let faults: [SimulatedFault: Double] = [.createThrottled: 0.5]
        func answers(_ seed: UInt64, _ word: String) -> [SimulatedFault?] {
            (1...64).map { plan(seed: seed, faults).fault(of: .create, about: word, number: $0) }
        }
        #expect(answers(7, "a") == answers(7, "a"))
        #expect(answers(7, "a") != answers(8, "a"))
        #expect(answers(7, "a") != answers(7, "b"))
    }

    @Test("a probability of 1 is every time, of 0 never")
    func certainty() {
        let plan = plan([.createThrottled: 0, .createCutShort: 1, .taskStuck: 1])
        for number in 1...200 {
            #expect(plan.fault(of: .create, about: "x", number: number) == .createCutShort)
            #expect(plan.fate(about: "x", number: number) == .taskStuck)
            #expect(plan.fault(of: .read, about: "x", number: number) == nil)
        }
    }

    @Test("times spread as they are described")
    func latency() {
        let distribution = LatencyDistribution.spread(
            least: .milliseconds(5),
            median: .milliseconds(20),
            p99: .seconds(2)
        )
        let times = (0..<10_000).map { distribution.value(at: (Double($0) + 0.5) / 10_000) }
        #expect(times.allSatisfy { $0 >= .milliseconds(5) && $0 <= .seconds(6) })
        #expect((Duration.milliseconds(19)...Duration.milliseconds(21)).contains(times[5000]))
        #expect((Duration.milliseconds(1950)...Duration.milliseconds(2050)).contains(times[9900]))
        #expect(LatencyDistribution.fixed(.seconds(3)).value(at: 0.9) == .seconds(3))
    }

    @Test("flex tasks take the standard time unless they have one of their own")
    func flex() {
        var settings = SimulationSettings()
        settings.latencies = [.render: .fixed(.seconds(2))]
        #expect(FaultPlan(settings).delay(of: .renderFlex, about: "x", number: 1) == .seconds(2))
        settings.latencies[.renderFlex] = .fixed(.seconds(9))
        #expect(FaultPlan(settings).delay(of: .renderFlex, about: "x", number: 1) == .seconds(9))
        #expect(FaultPlan(settings).delay(of: .create, about: "x", number: 1) == .zero)
    }
}

@Suite("The simulator")
struct SimulatorTests {
    private func task(_ prompt: String) -> VideoTask {
        VideoTask(
            id: VideoTask.ID(ULID.random()),
            project: Project.ID(rawValue: "p"),
            key: nil,
            dialect: .ark,
            order: VideoOrder(model: "m", mode: .text, prompt: prompt, resolution: .p480, ratio: .fixed(.square)),
            createdAt: Timestamp(seconds: 1),
            deadline: Timestamp(seconds: 1000),
            hold: Money(micros: 0, currency: "CNY")
        )
    }

    @Test("a create is known by its prompt up to the first command")
    func subjects() {
        #expect(Simulator.subject(of: "  chaos  17 --rs 480p --dur 4") == "chaos 17")
        #expect(Simulator.subject(of: "chaos 17") == "chaos 17")
        #expect(Simulator.subject(of: "--rs 480p") == "--rs 480p")
        #expect(Simulator.subject(of: "") == "")
    }

    @Test("creates are counted by prompt, and a task knows which one made it")
    func creates() throws {
        let simulator = Simulator(SimulationSettings())
        _ = simulator.create(prompt: "one")
        let second = simulator.create(prompt: "one --dur 5")
        #expect(second.number == 2)
        let made = task("one")
        simulator.made(made, by: second)
        _ = simulator.create(prompt: "two")
        let record = simulator.record()
        #expect(record.creates == ["one": 2, "two": 1])
        #expect(record.requests == [.create: 3])
        #expect(record.tasks.map(\.id) == [made.id])
        #expect(record.tasks.first?.number == 2)
        #expect(record.tasks.first?.isAnswered == true)
    }

    @Test("a task's faults stand with it, and a lost answer is told")
    func faults() {
        let simulator = Simulator(SimulationSettings())
        let made = task("one")
        simulator.made(made, by: simulator.create(prompt: "one"))
        simulator.note(.createResetAfter, of: made.id)
        simulator.note(.createThrottled)
        simulator.noteDeadLink(of: made.id)
        simulator.noteDeadLink(of: made.id)
        let record = simulator.record()
        #expect(record.faults == [.createResetAfter: 1, .createThrottled: 1, .taskLinkExpired: 1])
        #expect(record.tasks.first?.faults == [.createResetAfter, .taskLinkExpired])
        #expect(record.tasks.first?.isAnswered == false)
    }

    @Test("the next run's tasks, which have other ids, meet the same")
    func repeatedRuns() {
        var settings = SimulationSettings()
        settings.faults = [.readReset: 0.5, .downloadBroken: 0.5, .taskLinkExpired: 0.5]
        func run() -> [[String]] {
            let simulator = Simulator(settings)
            return (0..<20).map { index in
                let made = task("prompt \(index)")
                simulator.made(made, by: simulator.create(prompt: "prompt \(index)"))
                var met = (0..<8).map { _ in
                    simulator.request(.read, about: made.id).fault?.rawValue ?? "-"
                }
                met.append(simulator.request(.download, about: made.id).fault?.rawValue ?? "-")
                met.append("\(simulator.expiresLinks(of: made.id))")
                return met
            }
        }
        let first = run()
        #expect(first == run())
        #expect(Set(first.flatMap(\.self)).count == 5)
    }
}
