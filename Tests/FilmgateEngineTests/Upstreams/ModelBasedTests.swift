import FilmgateDomain
import Synchronization
import Testing

@testable import FilmgateEngine

/// Two accounts with every fault, and engines that are dropped at any moment: what the store and the accounts say
/// afterwards must agree (DESIGN sections 1 and 6).
@Suite("Crashes and faults at random", .timeLimit(.minutes(3)))
struct ModelBasedTests {
    /// What the accounts have seen, and every rule that was broken.
    private final class World: Sendable {
        private struct State {
            var random: SplitMix
            var broken: [String] = []
            /// Tasks that may fail: no, or trouble at the upstream, that was not ours to cure.
            var doomed: Set<VideoTask.ID> = []
            var troubles: [VideoTask.ID: Int] = [:]
        }

        private let state: Mutex<State>

        init(seed: UInt64) { state = Mutex(State(random: SplitMix(state: seed))) }

        func roll(_ share: Double) -> Bool { state.withLock { Double.random(in: 0..<1, using: &$0.random) < share } }

        func pick(_ range: ClosedRange<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.random) } }

        func broke(_ rule: String) { state.withLock { $0.broken.append(rule) } }

        func doom(_ task: VideoTask.ID) { state.withLock { _ = $0.doomed.insert(task) } }

        /// Trouble of the upstream's own; the third ends a task.
        func trouble(_ task: VideoTask.ID) {
            state.withLock { state in
                state.troubles[task, default: 0] += 1
                if state.troubles[task, default: 0] >= 3 { state.doomed.insert(task) }
            }
        }

        var broken: [String] { state.withLock(\.broken) }
        var doomed: Set<VideoTask.ID> { state.withLock(\.doomed) }
    }

    private func account(_ name: ProviderName, _ lab: Lab, _ world: World) -> FakeUpstream {
        let account = FakeUpstream(
            name,
            time: lab.time,
            concurrency: 4,
            limits: CallLimits(create: CallRate(20, per: .seconds(10)), list: CallRate(1, per: .seconds(1)))
        )
        account.script { script in
            script.create = { attempt in
                if world.roll(0.04) {
                    world.doom(attempt.task.id)
                    return .refuse(.order)
                }
                if world.roll(0.10) { return .refuse(.infrastructure) }
                if world.roll(0.06) { return .refuse(.throttled, retryAfter: .seconds(world.pick(1...5))) }
                if world.roll(0.20) { return .doubt(isMade: world.roll(0.5)) }
                return .accept
            }
            script.made = { remote in
                remote.doneAt = remote.madeAt + .seconds(world.pick(1...60))
                if world.roll(0.05) {
                    remote.ending = .failed
                    world.doom(remote.task)
                } else if world.roll(0.08) {
                    remote.ending = .failed
                    remote.isInfrastructure = true
                    world.trouble(remote.task)
                }
            }
            script.poll = { remote in
                if world.roll(0.05) { return .failed(reason: "reset") }
                if world.roll(0.03) { return .throttled(retryAfter: .seconds(1)) }
                if world.roll(0.03) { return .missing }
                if world.roll(0.03) {
                    return .report(UpstreamReport(upstreamID: remote.id, state: nil, word: "pondering"))
                }
                return nil
            }
            script.list = { _ in world.roll(0.05) ? .failed(reason: "502") : nil }
            script.find = { _ in world.roll(0.2) ? .failed(reason: "502") : nil }
            script.collect = { _ in
                world.roll(0.15)
                    ? .interrupted("cut")
                    : world.roll(0.08) ? .linkDead("403") : world.roll(0.01) ? .damaged("not a video") : nil
            }
        }
        return account
    }

    /// Nothing is sent while an earlier create of the same task may live, and never more than an account takes.
    private func watch(_ accounts: [FakeUpstream], _ lab: Lab, _ world: World) {
        for account in accounts {
            account.witness.withLock { witness in
                witness = { attempt, token, account in
                    let now = lab.time.now
                    for other in accounts {
                        for remote in other.remotes(of: attempt.task.id) where remote.state(at: now) != .failed {
                            world.broke("task \(attempt.task.id.ulid.text) sent again while \(remote.id) is alive")
                        }
                    }
                    let open = account.remotes.count { $0.tier == .standard && !$0.state(at: now).isFinal }
                    if attempt.task.order.serviceTier == .standard, open >= account.account.concurrency {
                        world.broke("more than \(open) open at \(account.account.name)")
                    }
                    if token == nil { world.broke("no token") }
                }
            }
        }
    }

    /// Ten seconds, because a call that was allowed may be seen some steps of time later on a slow machine.
    private func mostInTenSeconds(_ moments: [Timestamp]) -> Int {
        let sorted = moments.sorted()
        var first = 0
        var most = 0
        for (index, moment) in sorted.enumerated() {
            while sorted[first] <= moment - .seconds(10) { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }

    @Test(
        "no task is doubled, lost or ended twice, and what met only curable faults succeeds",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func random(seed: UInt64) async throws {
        let lab = Lab()
        let world = World(seed: seed)
        let accounts = [account("a", lab, world), account("b", lab, world)]
        watch(accounts, lab, world)
        let endings = Mutex<[VideoTask.ID: Int]>([:])
        lab.store.afterApply { change in
            if change.task.state.isFinal { endings.withLock { $0[change.task.id, default: 0] += 1 } }
        }
        var tasks: [VideoTask] = []
        for number in 0..<60 {
            tasks.append(try await lab.queued(hold: 1000) { if number.isMultiple(of: 5) { $0.serviceTier = .flex } })
        }
        let allEnded = { @Sendable in
            let counts = try await lab.store.counts(in: nil)
            return counts[.queued, default: 0] + counts[.running, default: 0] == 0
        }
        var lives = 0
        while try await !allEnded() {
            lives += 1
            let engine = try await lab.engine(accounts.map(\.mounted))
            let run = Task { try await engine.run() }
            let limit = lives <= 12 ? world.pick(1...80) : 100_000
            var steps = 0
            try await lab.drive(.milliseconds(250), most: .seconds(40_000)) {
                steps += 1
                return try await steps > limit ? true : allEnded()
            }
            // Dropped, not stopped: whatever it is about to write comes too late.
            _ = try await lab.store.openEpoch()
            run.cancel()
            _ = await run.result
        }
        for account in accounts {
            let lists = account.listings.map(\.at) + account.finds
            #expect(mostInTenSeconds(lists) <= 11, "seed \(seed)")
            #expect(mostInTenSeconds(account.polls.map(\.at)) <= 220, "seed \(seed)")
        }
        #expect(world.broken.isEmpty, "seed \(seed): \(world.broken)")
        #expect(endings.withLock { $0.values.allSatisfy { $0 == 1 } }, "seed \(seed)")
        var charged: Int64 = 0
        for task in tasks {
            let ended = try #require(try await lab.store.task(task.id, in: nil))
            let isDoomed = world.doomed.contains(task.id)
            #expect(
                ended.state == .succeeded || isDoomed,
                "seed \(seed): \(task.id.ulid.text) is \(ended.state) (\(ended.failure?.message ?? ""))"
            )
            let attempts = try await lab.store.attempts(of: task.id)
            #expect(attempts.allSatisfy { !$0.outcome.isUnderWay }, "seed \(seed)")
        }
        let ledger = try await lab.store.ledger(of: tasks[0].project)
        for entry in ledger where entry.kind == .charge { charged -= entry.amount.micros }
        #expect(try await lab.store.balance(of: tasks[0].project).micros == -charged, "seed \(seed): a hold is left")
        #expect(lives > 1, "seed \(seed)")
    }
}

/// Numbers that follow from a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
