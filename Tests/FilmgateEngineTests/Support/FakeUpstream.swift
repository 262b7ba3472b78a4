import FilmgateDomain
import FilmgateEngine
import Synchronization

/// An account somewhere else, in the test's hands: what a create comes to, how long a task takes, how it ends.
final class FakeUpstream: UpstreamProvider {
    /// What a create comes to.
    enum Create: Sendable {
        case accept
        case refuse(UpstreamRefusal.Kind, retryAfter: Duration? = nil)
        /// The answer is lost; a task was made, or not.
        case doubt(isMade: Bool)
        /// The answer comes when the test says so.
        case hold
    }

    /// A task as the account has it.
    struct Remote: Sendable {
        let id: String
        let task: VideoTask.ID
        let attempt: Int
        let token: AttemptToken?
        let tier: ServiceTier
        let madeAt: Timestamp
        var doneAt: Timestamp
        /// How it ends.
        var ending: VideoTask.State = .succeeded
        var isInfrastructure = false
        var isCancelled = false
        var failure = TaskFailure(code: "OutputVideoSensitiveContentDetected", message: "no")
        /// What it says that the video counts.
        var tokens: Int?

        func state(at now: Timestamp) -> VideoTask.State {
            isCancelled ? .cancelled : now >= doneAt ? ending : .running
        }
    }

    struct Script: Sendable {
        var create: @Sendable (Attempt) -> Create = { _ in .accept }
        /// How long a task takes and how it ends.
        var made: @Sendable (inout Remote) -> Void = { _ in }
        /// What asking comes to instead of the truth.
        var poll: @Sendable (Remote) -> PollOutcome? = { _ in nil }
        var list: @Sendable ([String]) -> ListOutcome? = { _ in nil }
        var find: @Sendable (AttemptToken) -> Finding? = { _ in nil }
        var collect: @Sendable (Remote) -> CollectionError? = { _ in nil }
        var cancel: @Sendable (Remote) -> CancelOutcome? = { _ in nil }
    }

    private struct State {
        var remotes: [String: Remote] = [:]
        var script = Script()
        var creates: [(task: VideoTask.ID, attempt: Int)] = []
        var finds: [Timestamp] = []
        var looks: [Int] = []
        var polls: [(id: String, at: Timestamp)] = []
        var lists: [(ids: Int, at: Timestamp)] = []
        var cancels: [String] = []
        var collects = 0
        var objection: Refusal?
        var next = 0
    }

    let account: ProviderAccount
    let token: TokenStyle
    let lists: Bool
    let cancels: Bool
    private let time: HandTime
    private let state = Mutex(State())
    /// Told of each create before it is answered.
    let asked = Inbox<Attempt>()
    let answers = Inbox<Create>()
    /// Looks at each create as it arrives: the world's rules.
    let witness = Mutex<(@Sendable (Attempt, AttemptToken?, FakeUpstream) async -> Void)?>(nil)

    init(
        _ name: ProviderName,
        time: HandTime,
        concurrency: Int = 10,
        priority: Int = 1,
        weight: Int = 1,
        token: TokenStyle = .expiry,
        lists: Bool = true,
        cancels: Bool = true,
        limits: CallLimits = CallLimits(list: CallRate(1, per: .seconds(1))),
        costFactor: Int = 1000,
        abilities: Abilities = .everything,
        models: [String: String] = .everything
    ) {
        self.time = time
        self.token = token
        self.lists = lists
        self.cancels = cancels
        account = ProviderAccount(
            name: name,
            dialect: .ark,
            concurrency: concurrency,
            priority: priority,
            weight: weight,
            costFactor: costFactor,
            limits: limits,
            models: models,
            abilities: abilities
        )
    }

    var mounted: MountedProvider { .upstream(self) }

    func script(_ change: (inout Script) -> Void) { state.withLock { change(&$0.script) } }

    func objects(_ refusal: Refusal?) { state.withLock { $0.objection = refusal } }

    var creates: [(task: VideoTask.ID, attempt: Int)] { state.withLock { $0.creates } }
    var remotes: [Remote] { state.withLock { Array($0.remotes.values) } }
    /// How many creates each look was for.
    var looks: [Int] { state.withLock { $0.looks } }
    var finds: [Timestamp] { state.withLock { $0.finds } }
    var polls: [(id: String, at: Timestamp)] { state.withLock { $0.polls } }
    var listings: [(ids: Int, at: Timestamp)] { state.withLock { $0.lists } }
    var cancelled: [String] { state.withLock { $0.cancels } }
    var collects: Int { state.withLock { $0.collects } }

    func remotes(of task: VideoTask.ID) -> [Remote] { remotes.filter { $0.task == task } }

    func objection(to order: VideoOrder) -> Refusal? { state.withLock { $0.objection } }

    func submit(_ attempt: Attempt, token: AttemptToken?) async -> SubmissionOutcome {
        guard await attempt.maySend() else {
            return .refused(UpstreamRefusal(.infrastructure, TaskFailure(code: "HeldBack", message: "not sent")))
        }
        if let witness = witness.withLock(\.self) { await witness(attempt, token, self) }
        asked.put(attempt)
        var create = state.withLock { state in
            state.creates.append((attempt.task.id, attempt.task.attempt))
            return state.script.create
        }(attempt)
        if case .hold = create {
            do {
                create = try await answers.take()
            } catch {
                return .doubtful(reason: "cut off")
            }
        }
        switch create {
        case .accept: return .accepted(upstreamID: make(attempt, token))
        case .refuse(let kind, let wait):
            let failure = TaskFailure(code: "Refused", message: "\(kind)")
            return .refused(UpstreamRefusal(kind, failure, retryAfter: wait))
        case .doubt(let isMade):
            if isMade { _ = make(attempt, token) }
            return .doubtful(reason: "connection reset")
        case .hold: return .doubtful(reason: "held twice")
        }
    }

    @discardableResult
    func make(_ attempt: Attempt, _ token: AttemptToken?) -> String {
        let now = time.now
        return state.withLock { state in
            state.next += 1
            var remote = Remote(
                id: "\(account.name.rawValue)-\(state.next)",
                task: attempt.task.id,
                attempt: attempt.task.attempt,
                token: token,
                tier: attempt.task.order.serviceTier,
                madeAt: now,
                doneAt: now + .seconds(10)
            )
            state.script.made(&remote)
            state.remotes[remote.id] = remote
            return remote.id
        }
    }

    /// The task ends now.
    func finish(_ id: String, as ending: VideoTask.State = .succeeded) {
        let now = time.now
        state.withLock { state in
            state.remotes[id]?.doneAt = now
            state.remotes[id]?.ending = ending
        }
    }

    private func report(_ remote: Remote) -> UpstreamReport {
        let word = remote.state(at: time.now)
        var report = UpstreamReport(upstreamID: remote.id, state: word, word: word.rawValue)
        if word == .failed {
            report.failure = remote.failure
            report.isInfrastructure = remote.isInfrastructure
        }
        if word == .succeeded { report.tokens = remote.tokens }
        return report
    }

    func report(on upstreamID: String) async -> PollOutcome {
        let now = time.now
        let (remote, poll) = state.withLock { state in
            state.polls.append((upstreamID, now))
            return (state.remotes[upstreamID], state.script.poll)
        }
        guard let remote else { return .missing }
        return poll(remote) ?? .report(report(remote))
    }

    func reports(on upstreamIDs: [String], tier: ServiceTier) async -> ListOutcome {
        let now = time.now
        let (remotes, script) = state.withLock { state in
            state.lists.append((upstreamIDs.count, now))
            return (upstreamIDs.compactMap { state.remotes[$0] }.filter { $0.tier == tier }, state.script)
        }
        if let outcome = script.list(upstreamIDs) { return outcome }
        let reports = remotes.compactMap { remote -> UpstreamReport? in
            switch script.poll(remote) {
            case nil: report(remote)
            case .report(let report): report
            case .missing, .throttled, .failed: nil
            }
        }
        return .reports(reports)
    }

    func find(
        _ lost: [LostCreate],
        tier: ServiceTier,
        pace: @Sendable () async throws -> Void
    ) async -> [Finding] {
        state.withLock { $0.looks.append(lost.count) }
        do {
            try await pace()
        } catch {
            return lost.map { _ in .failed(reason: "given up") }
        }
        let now = time.now
        state.withLock { $0.finds.append(now) }
        return lost.map { finding($0.token, tier: tier, since: $0.since) }
    }

    private func finding(_ token: AttemptToken, tier: ServiceTier, since: Timestamp) -> Finding {
        let (found, script) = state.withLock { state in
            (state.remotes.values.first { $0.token == token && $0.tier == tier && $0.madeAt >= since }, state.script)
        }
        return script.find(token) ?? found.map { .found(upstreamID: $0.id) } ?? .absent
    }

    func find(
        _ token: AttemptToken,
        tier: ServiceTier,
        since: Timestamp,
        pace: @Sendable () async throws -> Void
    ) async -> Finding {
        do {
            try await pace()
        } catch {
            return .failed(reason: "given up")
        }
        let now = time.now
        state.withLock { $0.finds.append(now) }
        return finding(token, tier: tier, since: since)
    }

    func cancel(_ upstreamID: String) async -> CancelOutcome {
        let now = time.now
        return state.withLock { state in
            state.cancels.append(upstreamID)
            guard let remote = state.remotes[upstreamID] else { return .missing }
            if let outcome = state.script.cancel(remote) { return outcome }
            guard !remote.state(at: now).isFinal else { return .refused }
            state.remotes[upstreamID]?.isCancelled = true
            return .cancelled
        }
    }

    func collect(_ report: UpstreamReport, of task: VideoTask) async throws(CollectionError) -> Delivery {
        let (remote, collect) = state.withLock { state in
            state.collects += 1
            return (state.remotes[report.upstreamID], state.script.collect)
        }
        guard let remote else { throw .linkDead("no such task") }
        if let error = collect(remote) { throw error }
        return Delivery(
            videoPath: "/fetched/\(remote.id).mp4",
            lastFramePath: nil,
            ratio: .landscape,
            seconds: 5,
            seed: 7
        )
    }
}
