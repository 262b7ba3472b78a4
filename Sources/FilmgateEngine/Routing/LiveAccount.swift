import FilmgateDomain
import Synchronization

/// One account as it stands: what is open there, how often it may be called, whether it is well. It outlives a reload,
/// and its own removal from the configuration until nothing is open there any more.
final class LiveAccount: Sendable {
    struct State {
        var mounted: MountedProvider?
        /// Not in the configuration any more.
        var isRemoved = false
        /// By the operator's word.
        var isDrained = false
        /// What an earlier engine left there is known: tasks may be sent.
        var isReady = false
        /// Somebody asks for its tasks.
        var isAttended = false
        var docket = Docket()
        var doubts: [VideoTask.ID: Doubt] = [:]
        var breaker = Breaker()
        var mint = TokenMint()
        var statistics = AccountStatistics()
        /// Unknown status words that were logged.
        var words: Set<String> = []
        /// Questions rest until then, after failures.
        var asksAgainAt: Int64 = 0
        var silentTimes = 0
        /// How the turn among accounts of one priority stands.
        var turn = 0
    }

    let name: ProviderName
    let creates: CallLimiter
    let gets: CallLimiter
    let lists: CallLimiter
    let deletes: CallLimiter
    /// Rung when there may be something to ask for.
    let bell = Bell()
    private let state: Mutex<State>
    let moments: Moments

    init(_ name: ProviderName, mounted: MountedProvider?, moments: Moments) {
        self.name = name
        self.moments = moments
        let limits = mounted?.account.limits ?? CallLimits()
        creates = CallLimiter(limits.create, moments: moments)
        gets = CallLimiter(limits.get, moments: moments)
        lists = CallLimiter(limits.list ?? Self.standardList, moments: moments)
        deletes = CallLimiter(limits.delete, moments: moments)
        // What an engine before this one asked a moment ago counts at the account still.
        let windows = [limits.get.window, (limits.list ?? Self.standardList).window]
        let rest = min(windows.max() ?? .zero, Self.longestFirstRest).milliseconds
        state = Mutex(
            State(mounted: mounted, isRemoved: mounted == nil, asksAgainAt: moments.ticks + rest + rest / 50)
        )
    }

    private static let longestFirstRest = Duration.seconds(2)

    private static let standardList = CallRate(1, per: .seconds(1))

    func withState<Value: Sendable>(_ body: (inout State) throws -> Value) rethrows -> Value {
        try state.withLock { try body(&$0) }
    }

    var mounted: MountedProvider? { withState { $0.mounted } }

    /// The provider, where it is an account somewhere else.
    var upstream: (any UpstreamProvider)? {
        if case .upstream(let provider) = mounted { provider } else { nil }
    }

    var local: (any VideoProvider)? {
        if case .local(let provider, _) = mounted { provider } else { nil }
    }

    /// Takes over a new configuration of the account; what is open and how it stands remains.
    func mount(_ provider: MountedProvider) {
        let limits = provider.account.limits
        creates.change(limits.create)
        gets.change(limits.get)
        lists.change(limits.list ?? Self.standardList)
        deletes.change(limits.delete)
        withState { state in
            state.mounted = provider
            state.isRemoved = false
        }
        bell.ring()
    }

    func drain(_ isDrained: Bool) {
        withState { $0.isDrained = isDrained }
    }

    func count(_ outcome: AccountStatistics.Outcome) {
        withState { $0.statistics.counts[outcome, default: 0] += 1 }
    }

    func countCall(_ kind: String) {
        withState { $0.statistics.calls[kind, default: 0] += 1 }
    }
}

extension LiveAccount.State {
    /// Whether anything new may be sent there at all.
    var takesWork: Bool {
        guard let mounted else { return false }
        return isReady && !isRemoved && !isDrained && !mounted.account.isDraining
    }

    /// Whether a task of that tier has a place there.
    func hasSlot(_ tier: ServiceTier) -> Bool {
        guard let account = mounted?.account else { return false }
        // What is made here shares its workers between the tiers.
        if case .local = mounted { return docket.openInAll < account.concurrency }
        switch tier {
        case .standard: return docket.open(.standard) < account.concurrency
        case .flex: return account.flexConcurrency.map { docket.open(.flex) < $0 } ?? true
        }
    }
}

extension LiveAccount {
    /// How it stands now.
    var standing: AccountStanding {
        let now = moments.ticks
        return withState { state in
            let account = state.mounted?.account
            let health: AccountStanding.Health =
                account == nil
                ? .gone
                : state.isRemoved || state.isDrained || account?.isDraining == true
                    ? .draining : state.breaker.isClosed(at: now) ? .well : .resting
            return AccountStanding(
                name: name,
                dialect: account?.dialect,
                health: health,
                reason: health == .resting ? state.breaker.reason : nil,
                open: state.docket.open(.standard),
                concurrency: account?.concurrency ?? 0,
                openFlex: state.docket.open(.flex),
                flexConcurrency: account?.flexConcurrency,
                doubtful: state.docket.entries.count { $0.phase == .doubtful },
                pollLag: .milliseconds(state.docket.pollLag(at: now)),
                limits: account?.limits ?? CallLimits(),
                statistics: state.statistics
            )
        }
    }
}
