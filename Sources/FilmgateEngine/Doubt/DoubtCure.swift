import FilmgateDomain
import Logging

/// Finds out what became of creates in doubt: by an exact token, never by resemblance (DESIGN section 6).
struct DoubtCure: Sendable {
    let parts: EngineParts

    /// Every look may take so long, in milliseconds, also one after a long downtime.
    private static let shortestLook: Int64 = 60_000

    /// Looks once for all of these, which are of one tier.
    func look(for doubts: [Doubt], _ provider: any UpstreamProvider, at account: LiveAccount) async {
        var asked: [(doubt: Doubt, create: LostCreate)] = []
        for doubt in doubts {
            if let token = doubt.token {
                asked.append((doubt, LostCreate(token: token, since: doubt.since)))
            } else if let task = await parts.task(doubt.task, attempt: doubt.attempt) {
                await wait(task, at: account, "its dialect has no way to find a create")
            } else {
                parts.release(doubt.task, attempt: doubt.attempt, at: account)
            }
        }
        guard let tier = asked.first?.doubt.tier else { return account.bell.ring() }
        let began = parts.moments.ticks
        account.countCall("find")
        let pace = CallPace(provider.token == .reference ? account.gets : account.lists)
        // A list without an end is given up when the doubts must be over.
        let ends = max((asked.map(\.doubt.began).max() ?? began) + Doubt.longest, began + Self.shortestLook)
        let findings = await provider.find(asked.map(\.create), tier: tier) { [moments = parts.moments] in
            guard moments.ticks < ends else { throw CancellationError() }
            try await pace.next()
        }
        pace.end()
        for (question, finding) in zip(asked, findings) {
            await take(finding, of: question.doubt, lookBegan: began, at: account)
        }
        account.bell.ring()
    }

    private func take(_ finding: Finding, of doubt: Doubt, lookBegan began: Int64, at account: LiveAccount) async {
        guard let task = await parts.task(doubt.task, attempt: doubt.attempt) else {
            return parts.release(doubt.task, attempt: doubt.attempt, at: account)
        }
        let now = parts.moments.ticks
        switch finding {
        case .found(let upstreamID):
            await adopt(upstreamID, for: task, at: account)
        case .absent:
            let isCertain = account.withState { state in
                state.doubts[task.id]?.absent(lookBegan: began, now: now) ?? false
            }
            guard isCertain else { return await wait(task, at: account, "no listing has it") }
            account.count(.refusedInfrastructure)
            parts.deferrals.refused(task.id, by: account.name, at: now, chance: parts.moments.chance())
            _ = await parts.write(.refused(reason: "\(account.name.rawValue) has no such task"), task)
            parts.release(task.id, attempt: task.attempt, at: account)
        case .failed(let reason):
            await failed(task, at: account, reason)
        }
    }

    private func failed(_ task: VideoTask, at account: LiveAccount, _ reason: String) async {
        let now = parts.moments.ticks
        account.withState { $0.doubts[task.id]?.failed(at: now) }
        await wait(task, at: account, reason)
    }

    /// Another look later, or the end of the task where it has been in doubt for too long.
    private func wait(_ task: VideoTask, at account: LiveAccount, _ reason: String) async {
        let now = parts.moments.ticks
        let isOver = account.withState { state in
            state.doubts[task.id]?.isLooking = false
            return state.doubts[task.id]?.isOver(at: now) ?? true
        }
        guard isOver else { return }
        await giveUp(task, at: account, "\(account.name.rawValue) could not be asked for it: \(reason)")
    }

    private func adopt(_ upstreamID: String, for task: VideoTask, at account: LiveAccount) async {
        let known = account.withState { $0.docket.task(upstreamID: upstreamID) }
        let owner: VideoTask?
        do {
            owner = try await parts.writer.persist("task not read, trying again") { [store = parts.store] in
                try await store.task(upstreamID: upstreamID, at: account.name)
            }
        } catch {
            return await failed(task, at: account, "\(error)")
        }
        guard known == nil || known == task.id, owner == nil || owner?.id == task.id else {
            return await failed(task, at: account, "what was found is another task's")
        }
        account.count(.adopted)
        account.withState { $0.doubts[task.id] = nil }
        await Sender(parts: parts).accepted(task, as: upstreamID, by: account)
    }

    /// It will never be known: the task ends, its hold is free, and the operator has a record.
    func giveUp(_ task: VideoTask, at account: LiveAccount, _ reason: String) async {
        let doubt = account.withState { $0.doubts[task.id] }
        let event = TaskEvent.unresolved(.outcomeUnknown(reason), cost: parts.cost(of: task, at: account))
        let isWritten = await parts.write(event, task) != nil
        parts.release(task.id, attempt: task.attempt, at: account)
        guard isWritten else { return }
        account.count(.unresolved)
        if let doubt { Strays(parts: parts).watch(for: doubt, of: task, at: account) }
    }
}
