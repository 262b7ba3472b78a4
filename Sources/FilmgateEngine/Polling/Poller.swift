import FilmgateDomain
import Logging

/// Asks one account for its open tasks and its doubtful creates, within its limits: the only one who does.
struct Poller: Sendable {
    let parts: EngineParts
    let account: LiveAccount

    private static let longestRest: Int64 = 30_000
    /// The same where the account says for how long: tasks have deadlines, whatever it says.
    private static let longestAskedRest: Int64 = 300_000
    /// Nothing is looked through more often than so.
    private static let glance: Int64 = 25

    /// Asks until it is cancelled, or the account is gone and nothing is open there.
    func run() async throws {
        while true {
            let generation = account.bell.generation
            if isIdleForGood { return parts.directory.forgetIdle() }
            let wake = parts.crew.isStopping ? nil : ask()
            let wait = wake.map { max($0 - parts.moments.ticks, Self.glance) } ?? 60_000
            // A little apart, so that accounts and gateways do not ask in step.
            let jitter = Int64(Double(min(wait, 1000)) * 0.1 * parts.moments.chance())
            try await parts.moments.sleep(.milliseconds(wait + jitter), orUntil: account.bell, after: generation)
            // Answers that come one upon the other are looked at together.
            if account.bell.generation != generation { try await parts.moments.sleep(.milliseconds(Self.glance)) }
        }
    }

    private var isIdleForGood: Bool {
        account.withState { state in
            guard state.isRemoved, state.docket.entries.isEmpty, state.doubts.isEmpty else { return false }
            state.isAttended = false
            return true
        }
    }

    /// Sends what may be sent now; when, by ``Moments/ticks``, to look again.
    private func ask() -> Int64? {
        guard let provider = account.upstream else { return nil }
        let now = parts.moments.ticks
        let times = PollTimes(parts.settings.polling)
        look(provider, at: now)
        let restsUntil = account.withState(\.asksAgainAt)
        let doubts = account.withState { state in
            // A look under way rings when it is over.
            let looking = Set(state.doubts.values.filter(\.isLooking).map(\.tier))
            return state.doubts.values.filter { !looking.contains($0.tier) }.map(\.nextLook).min()
        }
        guard now >= restsUntil else { return min(restsUntil, doubts ?? restsUntil) }
        var limit: Int64?
        if provider.lists {
            if let ticket = account.lists.tryTake() {
                if let list = account.withState({ $0.docket.nextList(at: now, times: times) }) {
                    parts.helpers.add { await self.list(list.ids, list.tier, provider, ticket) }
                } else {
                    ticket.giveBack()
                }
            } else {
                limit = account.lists.nextFree
            }
        }
        single(provider, at: now, times: times)
        let due = account.withState { $0.docket.nextDue(at: now, lists: provider.lists, times: times) }
        let next = due.map { $0 > now ? $0 : max(min(limit ?? .max, account.gets.nextFree ?? now + 250), now + 50) }
        return [next, doubts].compactMap(\.self).min()
    }

    private func single(_ provider: any UpstreamProvider, at now: Int64, times: PollTimes) {
        let free = account.gets.free
        let chosen = account.withState {
            $0.docket.nextSingles(free, at: now, lists: provider.lists, times: times)
        }
        for (task, attempt, id) in chosen {
            guard let ticket = account.gets.tryTake() else {
                // Not asked, so not answered either.
                account.withState { state in
                    _ = state.docket.change(task, attempt: attempt) { entry in
                        entry.isAsking = false
                        entry.isSingled = true
                    }
                }
                continue
            }
            parts.helpers.add { await get(id, of: task, attempt: attempt, provider, ticket) }
        }
    }

    private func get(
        _ id: String,
        of task: VideoTask.ID,
        attempt: Int,
        _ provider: any UpstreamProvider,
        _ ticket: CallTicket
    ) async {
        account.countCall("get")
        let outcome = await provider.report(on: id)
        ticket.end()
        let now = parts.moments.ticks
        noteWord(of: outcome)
        switch outcome {
        case .report, .missing: rested(at: now)
        case .throttled(let wait): rest(wait, "throttled", at: now)
        case .failed(let reason): rest(nil, reason, at: now)
        }
        let verdict = account.withState { $0.docket.answered(outcome, for: task, attempt: attempt, at: now) }
        switch verdict {
        case .goesOn: break
        case .ended(let report): await Ending(parts: parts).take(report, of: task, at: account)
        case .unknown: await Ending(parts: parts).unknown(task, at: account)
        case .late: await Lateness(parts: parts).end(task, attempt: attempt, at: account)
        }
        account.bell.ring()
    }

    private func list(
        _ ids: [String],
        _ tier: ServiceTier,
        _ provider: any UpstreamProvider,
        _ ticket: CallTicket
    ) async {
        account.countCall("list")
        let outcome = await provider.reports(on: ids, tier: tier)
        ticket.end()
        let now = parts.moments.ticks
        switch outcome {
        case .reports(let reports):
            rested(at: now)
            for report in reports { noteWord(of: .report(report)) }
            let ended = account.withState { $0.docket.listed(reports, asked: ids, at: now) }
            for (task, report) in ended { await Ending(parts: parts).take(report, of: task, at: account) }
        case .tooLong:
            account.withState { state in
                state.docket.halve(ids.count)
                state.docket.unlisted(ids)
            }
        case .throttled(let wait):
            account.withState { $0.docket.unlisted(ids) }
            rest(wait, "throttled", at: now)
        case .failed(let reason):
            account.withState { $0.docket.unlisted(ids) }
            rest(nil, reason, at: now)
        }
        account.bell.ring()
    }

    /// Looks for creates in doubt whose time has come, one look at a time for each tier: it answers for all of them.
    private func look(_ provider: any UpstreamProvider, at now: Int64) {
        for tier in ServiceTier.allCases {
            let doubts = account.withState { state -> [Doubt] in
                let all = state.doubts.values.filter { $0.tier == tier }
                guard !all.contains(where: \.isLooking), all.contains(where: { $0.nextLook <= now }) else { return [] }
                // Those whose time comes soon go along.
                let due = all.filter { $0.nextLook <= now + Self.soon }
                for doubt in due { state.doubts[doubt.task]?.isLooking = true }
                return due
            }
            guard !doubts.isEmpty else { continue }
            parts.helpers.add { await DoubtCure(parts: parts).look(for: doubts, provider, at: account) }
        }
    }

    private static let soon: Int64 = 1000

    /// A word that nobody knows is logged once, and the task asked for again.
    private func noteWord(of outcome: PollOutcome) {
        guard case .report(let report) = outcome, report.state == nil else { return }
        guard account.withState({ $0.words.count < 100 && $0.words.insert(report.word).inserted }) else { return }
        parts.logger.warning(
            "unknown status word",
            metadata: ["provider.name": "\(account.name.rawValue)", "word": "\(report.word)"]
        )
    }

    private func rested(at now: Int64) {
        account.withState { $0.silentTimes = 0 }
    }

    /// Questions rest after one that failed: the longer, the more have failed in a row.
    private func rest(_ wait: Duration?, _ reason: String, at now: Int64) {
        let times = account.withState { state -> Int in
            state.silentTimes += 1
            // One answer in many that is lost says nothing about the account.
            let patience =
                state.silentTimes < 3 ? 0 : min(500 << Int64(min(state.silentTimes - 3, 6)), Self.longestRest)
            let asked = min(wait?.milliseconds ?? 0, Self.longestAskedRest)
            state.asksAgainAt = max(state.asksAgainAt, now + max(asked, patience))
            return state.silentTimes
        }
        if times == 3 {
            parts.logger.warning(
                "account does not answer questions",
                metadata: ["provider.name": "\(account.name.rawValue)", "reason": "\(reason)"]
            )
        }
    }
}
