import FilmgateDomain
import Testing

@testable import FilmgateEngine

/// The polling of one account, its clock simulated: 1 list and 20 questions a second (ark.md section 1).
@Suite("Polling under load")
struct PollingLoadTests {
    /// An account whose calls take a while, and everything that was asked of it.
    private struct Simulation {
        var docket = Docket()
        var lists: CallWindow
        var gets: CallWindow
        var now: Int64 = 0
        var random: SplitMix
        var done: [VideoTask.ID: Int64] = [:]
        var seen: [VideoTask.ID: Int64] = [:]
        var byID: [String: VideoTask.ID] = [:]
        var listed: [Int64] = []
        var got: [Int64] = []
        /// Calls under way, by the time they come back.
        var underWay: [(at: Int64, finish: (inout Simulation) -> Void)] = []
        let times = PollTimes(PollingSettings())
        let hasList: Bool

        init(seed: UInt64, list: CallRate = CallRate(1, per: .seconds(1)), get: CallRate, hasList: Bool = true) {
            lists = CallWindow(list)
            gets = CallWindow(get)
            random = SplitMix(state: seed)
            self.hasList = hasList
        }

        mutating func add(_ number: Int, tier: ServiceTier, lasting: ClosedRange<Int64>) {
            let task = VideoTask.ID(ULID(high: 7, low: UInt64(number)))
            let id = "cgt-\(number)"
            docket.insert(
                OpenEntry(
                    task: task,
                    attempt: 1,
                    tier: tier,
                    deadline: Timestamp(seconds: 1_000_000),
                    startedAt: now,
                    phase: .open,
                    upstreamID: id,
                    askedAt: now
                )
            )
            byID[id] = task
            done[task] = now + Int64.random(in: lasting, using: &random)
        }

        private func report(_ id: String, at moment: Int64) -> UpstreamReport {
            let isDone = byID[id].flatMap { done[$0] }.map { $0 <= moment } ?? false
            let state: VideoTask.State = isDone ? .succeeded : .running
            return UpstreamReport(upstreamID: id, state: state, word: state.rawValue)
        }

        private mutating func end(_ task: VideoTask.ID) {
            guard let entry = docket[task] else { return }
            seen[task] = now - (done[task] ?? now)
            docket.learn(now - entry.startedAt, tier: entry.tier)
            docket.remove(task, attempt: 1)
        }

        mutating func step(_ duration: Int64) {
            now += duration
            let back = underWay.filter { $0.at <= now }
            underWay.removeAll { $0.at <= now }
            for call in back { call.finish(&self) }
            if hasList, let call = lists.take(at: now) {
                if let list = docket.nextList(at: now, times: times) {
                    let arrival = now + Int64.random(in: 5...150, using: &random)
                    listed.append(arrival)
                    let reports = list.ids.map { report($0, at: arrival) }
                    underWay.append(
                        (
                            arrival + Int64.random(in: 5...150, using: &random),
                            { simulation in
                                simulation.lists.end(call, at: simulation.now)
                                let ended = simulation.docket.listed(reports, asked: list.ids, at: simulation.now)
                                for task in ended.keys { simulation.end(task) }
                            }
                        )
                    )
                } else {
                    lists.giveBack(call)
                }
            }
            for (task, attempt, id) in docket.nextSingles(gets.free(at: now), at: now, lists: hasList, times: times) {
                guard let call = gets.take(at: now) else { break }
                let arrival = now + Int64.random(in: 5...200, using: &random)
                got.append(arrival)
                let outcome = PollOutcome.report(report(id, at: arrival))
                underWay.append(
                    (
                        arrival + Int64.random(in: 5...100, using: &random),
                        { simulation in
                            simulation.gets.end(call, at: simulation.now)
                            let verdict = simulation.docket.answered(
                                outcome,
                                for: task,
                                attempt: attempt,
                                at: simulation.now
                            )
                            if case .ended = verdict { simulation.end(task) }
                        }
                    )
                )
            }
        }

        static func mostInWindow(_ moments: [Int64], _ window: Int64) -> Int {
            let sorted = moments.sorted()
            var first = 0
            var most = 0
            for (index, moment) in sorted.enumerated() {
                while sorted[first] <= moment - window { first += 1 }
                most = max(most, index - first + 1)
            }
            return most
        }
    }

    @Test("20,000 open, a fifth of them flex: seen after 25 s in the mean and 60 s at most, within the rates")
    func twentyThousand() {
        var simulation = Simulation(seed: 5, get: CallRate(20, per: .seconds(1)))
        for number in 0..<20_000 {
            simulation.add(number, tier: number.isMultiple(of: 5) ? .flex : .standard, lasting: 1000...240_000)
        }
        var next = 20_000
        var open = 20_000
        while simulation.now < 100_000 {
            simulation.step(50)
            // What has ended is followed by new ones, so that 20,000 stay open.
            while simulation.seen.count > next - open {
                simulation.add(next, tier: next.isMultiple(of: 5) ? .flex : .standard, lasting: 30_000...240_000)
                next += 1
            }
            open = 20_000
        }
        let delays = simulation.seen.values
        let unseen = simulation.done.filter { $0.value < simulation.now && simulation.seen[$0.key] == nil }
        let late = unseen.values.map { simulation.now - $0 }.max() ?? 0
        let mean = Double(delays.reduce(0, +)) / Double(max(delays.count, 1)) / 1000
        let worst = max(delays.max() ?? 0, late)
        #expect(delays.count > 3000)
        #expect(mean <= 25, "\(mean) s")
        #expect(worst <= 60_000, "\(worst) ms")
        #expect(Simulation.mostInWindow(simulation.listed, 1000) <= 1)
        #expect(Simulation.mostInWindow(simulation.got, 1000) <= 20)
        print(
            "20,000 open: mean \(mean) s, worst \(worst) ms, \(simulation.listed.count) lists, \(simulation.got.count) gets"
        )
    }

    @Test("100 open: every end is seen within 3 s")
    func hundred() {
        var simulation = Simulation(seed: 6, get: CallRate(20, per: .seconds(1)))
        for number in 0..<100 {
            simulation.add(number, tier: number.isMultiple(of: 5) ? .flex : .standard, lasting: 5000...120_000)
        }
        while simulation.seen.count < 100, simulation.now < 200_000 { simulation.step(25) }
        #expect(simulation.seen.count == 100)
        #expect((simulation.seen.values.max() ?? .max) < 3000)
        #expect(Simulation.mostInWindow(simulation.listed, 1000) <= 1)
        #expect(Simulation.mostInWindow(simulation.got, 1000) <= 20)
    }

    @Test("without a list each task is asked for by itself, within the rate")
    func withoutList() {
        var simulation = Simulation(seed: 7, get: CallRate(5, per: .seconds(1)), hasList: false)
        for number in 0..<200 { simulation.add(number, tier: .standard, lasting: 5000...60_000) }
        while simulation.seen.count < 200, simulation.now < 400_000 { simulation.step(25) }
        #expect(simulation.seen.count == 200)
        #expect((simulation.seen.values.max() ?? .max) < 60_000)
        #expect(Simulation.mostInWindow(simulation.got, 1000) <= 5)
    }

    @Test("a list that is too long is halved, and what it lacks is asked for by itself")
    func lacking() {
        var simulation = Simulation(seed: 8, get: CallRate(20, per: .seconds(1)))
        for number in 0..<600 { simulation.add(number, tier: .standard, lasting: 100_000...200_000) }
        let times = simulation.times
        let first = simulation.docket.nextList(at: 10_000, times: times)
        #expect(first?.ids.count == 500)
        simulation.docket.halve(500)
        simulation.docket.unlisted(first?.ids ?? [])
        let second = simulation.docket.nextList(at: 11_000, times: times)
        #expect(second?.ids.count == 250)
        _ = simulation.docket.listed([], asked: second?.ids ?? [], at: 11_500)
        let singles = simulation.docket.nextSingles(20, at: 11_500, lists: true, times: times)
        #expect(singles.count == 20)
        #expect(Set(singles.map(\.upstreamID)).isSubset(of: Set(second?.ids ?? [])))
    }

    @Test(
        "any sequence of calls keeps to the rate as the account counts them",
        arguments: 1...20 as ClosedRange<UInt64>
    )
    func window(seed: UInt64) {
        var random = SplitMix(state: seed)
        let rate = CallRate(
            Int.random(in: 1...20, using: &random),
            per: .milliseconds(Int.random(in: 200...2000, using: &random))
        )
        var window = CallWindow(rate)
        var arrivals: [Int64] = []
        var ends: [(at: Int64, call: Int)] = []
        for now in 0..<20_000 as Range<Int64> {
            for end in ends where end.at <= now { window.end(end.call, at: now) }
            ends.removeAll { $0.at <= now }
            guard Bool.random(using: &random), let call = window.take(at: now) else { continue }
            if Int.random(in: 0..<10, using: &random) == 0 {
                window.giveBack(call)
                continue
            }
            let arrival = now + Int64.random(in: 0...300, using: &random)
            arrivals.append(arrival)
            ends.append((arrival + Int64.random(in: 0...300, using: &random), call))
        }
        #expect(arrivals.count > rate.calls)
        #expect(Simulation.mostInWindow(arrivals, rate.window.milliseconds) <= rate.calls, "seed \(seed)")
    }
}
