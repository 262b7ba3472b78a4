import FilmgateDomain
import Logging

/// Ends a task as its account says that it ended.
struct Ending: Sendable {
    let parts: EngineParts

    /// Takes a final report of a task whose entry is already ``OpenEntry/Phase/ending``.
    func take(_ report: UpstreamReport, of id: VideoTask.ID, at account: LiveAccount) async {
        let now = parts.moments.ticks
        guard let entry = account.withState({ $0.docket[id] }) else { return }
        if report.state == .succeeded {
            account.withState { $0.docket.learn(now - entry.startedAt, tier: entry.tier) }
            // Its place at the account is free: what remains is between us and the file.
            parts.registry.signal()
            let item = FetchQueue.Item(task: id, attempt: entry.attempt, account: account, report: report, since: now)
            return parts.fetches.add(item)
        }
        guard let task = await parts.task(id, attempt: entry.attempt) else {
            return parts.release(id, attempt: entry.attempt, at: account)
        }
        switch report.state {
        case .failed: await failed(task, report, at: account)
        case .cancelled: await write(.cancelled, task, account, .cancelled)
        case .expired: await write(.expired, task, account, .expired)
        case .queued, .running, .succeeded, nil: break
        }
        parts.release(id, attempt: entry.attempt, at: account)
    }

    /// The account has not known the task for so long that it has lost it.
    func unknown(_ id: VideoTask.ID, at account: LiveAccount) async {
        guard let entry = account.withState({ $0.docket[id] }) else { return }
        if let task = await parts.task(id, attempt: entry.attempt) {
            let text = "\(account.name.rawValue) does not know the task any more"
            let failure = TaskFailure(code: "ResultLost", message: "The task is lost: \(text).")
            await write(.lost(failure, cost: parts.cost(of: task, at: account)), task, account, .lost)
        }
        parts.release(id, attempt: entry.attempt, at: account)
    }

    private func failed(_ task: VideoTask, _ report: UpstreamReport, at account: LiveAccount) async {
        let failure = report.failure ?? .internalError("\(account.name.rawValue) said \(report.word) and no reason")
        guard report.isInfrastructure else { return await write(.failed(failure), task, account, .failed) }
        let event = await retry(task, at: account, or: failure)
        await write(event, task, account, .failed)
    }

    /// Another attempt, elsewhere if possible, or the end of the task where too many have failed.
    private func retry(_ task: VideoTask, at account: LiveAccount, or failure: TaskFailure) async -> TaskEvent {
        let attempts = try? await parts.writer.persist("attempts not read, trying again") { [store = parts.store] in
            try await store.attempts(of: task.id)
        }
        let failures = (attempts ?? []).count { $0.outcome == .failed }
        guard failures + 1 < EngineParts.maximumFailures else { return .failed(failure) }
        parts.deferrals.failed(
            task.id,
            at: account.name,
            wait: parts.settings.retryDelay * (1 << failures),
            now: parts.moments.ticks
        )
        return .attemptFailed(reason: "\(account.name.rawValue) failed: \(failure.code): \(failure.message)")
    }

    private func write(
        _ event: TaskEvent,
        _ task: VideoTask,
        _ account: LiveAccount,
        _ outcome: AccountStatistics.Outcome
    ) async {
        if await parts.write(event, task) != nil { account.count(outcome) }
    }
}
