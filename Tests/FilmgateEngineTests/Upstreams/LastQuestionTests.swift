import FilmgateDomain
import Testing

@testable import FilmgateEngine

@Suite("Everything ends, whatever an account does (DESIGN section 1)", .timeLimit(.minutes(5)))
struct LastQuestionTests {
    @Test("a list that was under way at the deadline does not take the place of the last question")
    func listUnderWay() {
        var docket = Docket()
        let task = VideoTask.ID(ULID(high: 7, low: 1))
        docket.insert(
            OpenEntry(
                task: task,
                attempt: 1,
                tier: .standard,
                deadline: Timestamp(seconds: 100),
                startedAt: 0,
                phase: .open,
                upstreamID: "cgt-1",
                askedAt: 0
            )
        )
        let times = PollTimes(PollingSettings())
        let list = docket.nextList(at: 10_000, times: times)
        #expect(list?.ids == ["cgt-1"])
        let isKnown = docket.single(task, isLast: true, at: 10_050)
        #expect(isKnown)
        let running = UpstreamReport(upstreamID: "cgt-1", state: .running, word: "running")
        let ended = docket.listed([running], asked: ["cgt-1"], at: 10_100)
        #expect(ended.isEmpty)
        #expect(docket[task]?.phase == .open)
        let asked = docket.nextSingles(20, at: 10_400, lists: true, times: times)
        #expect(asked.map(\.task) == [task])
        let verdict = docket.answered(.report(running), for: task, attempt: 1, at: 10_500)
        #expect(verdict == .late)
    }

    @Test("an account that wants to be left alone for a week does not keep a task beyond its grace")
    func longRest() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time, lists: false)
        upstream.script { script in
            script.made = { $0.doneAt = $0.madeAt + .seconds(1_000_000) }
            script.poll = { _ in .throttled(retryAfter: .seconds(7 * 86_400)) }
        }
        try await lab.running([upstream.mounted]) { engine in
            let task = try await lab.queued(hold: 9, lives: .seconds(120))
            engine.wake()
            let expired = try await lab.drive(task.id, to: .expired, most: .seconds(1200))
            #expect(try #require(expired.endedAt) <= task.deadline + lab.settings.grace + .seconds(60))
            #expect(try await lab.store.balance(of: task.project).micros == 0)
        }
    }

    @Test("a queued task whose time ran out while nobody was there is not sent")
    func overdueInTheQueue() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("a", time: lab.time)
        let task = try await lab.queued(lives: .seconds(60))
        lab.time.advance(by: .seconds(500))
        try await lab.running([upstream.mounted]) { engine in
            engine.wake()
            try await lab.drive(task.id, to: .expired, most: .seconds(60))
        }
        #expect(upstream.creates.isEmpty)
    }

    @Test("a create in doubt without a token ends when its account is configured again")
    func untoldDoubt() async throws {
        let lab = Lab()
        let upstream = FakeUpstream("gone", time: lab.time, token: .none)
        let task = try await lab.queued(hold: 9)
        let epoch = try await lab.store.openEpoch()
        let started = try task.change(by: .started(AttemptStart(provider: "gone")), at: lab.time.now)
        try await lab.store.apply(started, epoch: epoch)
        let other = FakeUpstream("a", time: lab.time)
        try await lab.running([other.mounted]) { engine in
            try await lab.drive { try await lab.outcomes(of: task.id) == [.doubtful] }
            engine.parts.directory.replace([other.mounted, upstream.mounted])
            let failed = try await lab.drive(task.id, to: .failed, most: .seconds(700))
            #expect(failed.failure?.code == "SubmissionOutcomeUnknown")
            #expect(try await lab.store.exposures(limit: 10).map(\.kind) == [.doubt])
            #expect(try await lab.store.balance(of: task.project).micros == 0)
        }
    }
}
