import FilmgateDomain
import Logging

/// Ends tasks whose time is up: what an account has is asked for once more first (DESIGN section 6).
struct DeadlineWatch: Sendable {
    let parts: EngineParts

    private static let batch = 100

    /// Watches until it is cancelled.
    func run() async throws {
        // Late tasks that are asked for or fetched stay in the way of those behind them.
        var inTheWay = 0
        while true {
            let limit = inTheWay + Self.batch
            let late = try await parts.writer.persist("late tasks not read, trying again") { [parts] in
                try await parts.store.overdue(at: parts.moments.now(), limit: limit)
            }
            inTheWay = 0
            for task in late where try await !end(task) { inTheWay += 1 }
            if late.count < limit { try await parts.moments.sleep(.seconds(1)) }
        }
    }

    /// Ends the task, or sees to it that it is ended; `false` where that takes a while.
    private func end(_ task: VideoTask) async throws -> Bool {
        guard task.state == .running else { return try await expireQueued(task) }
        guard
            let name = task.provider, let account = parts.directory.account(name),
            let entry = account.withState({ $0.docket[task.id] }), entry.attempt == task.attempt
        else {
            // Nobody has it: it waited to be begun again.
            _ = try await parts.writer.apply(.expired, to: task)
            return true
        }
        switch entry.phase {
        case .local:
            if try await parts.writer.apply(.expired, to: task) != nil { parts.registry.cancel(task.id) }
            return true
        case .ending where account.local != nil:
            if try await parts.writer.apply(.expired, to: task) != nil { parts.registry.cancel(task.id) }
            return true
        case .open, .doubtful, .sending, .ending:
            guard account.mounted != nil else {
                account.count(.expired)
                if try await parts.writer.apply(.expired, to: task) != nil {
                    await Lateness(parts: parts).record(task, at: account)
                }
                parts.release(task.id, attempt: task.attempt, at: account)
                return true
            }
            guard entry.phase == .open else { return false }
            let now = parts.moments.ticks
            if !entry.isLast {
                account.withState { _ = $0.docket.single(task.id, isLast: true, at: now) }
                account.bell.ring()
            } else if now - entry.lastSince >= parts.settings.grace.milliseconds {
                giveUp(task, at: account)
            }
            return false
        }
    }

    /// The last question has not been answered for so long that the task ends without.
    private func giveUp(_ task: VideoTask, at account: LiveAccount) {
        let isOurs = account.withState { state in
            guard state.docket[task.id]?.phase == .open else { return false }
            return state.docket.change(task.id, attempt: task.attempt) { $0.phase = .ending }
        }
        guard isOurs else { return }
        parts.helpers.add { await Lateness(parts: parts).end(task.id, attempt: task.attempt, at: account) }
    }

    /// One that has been started meanwhile is ended as what runs.
    private func expireQueued(_ task: VideoTask) async throws -> Bool {
        do {
            let change = try task.change(by: .expired, at: parts.moments.now())
            try await parts.writer.persist("change not written, trying again") { [writer = parts.writer] in
                try await writer.store.apply(change, epoch: writer.epoch)
            }
            parts.deferrals.forget(task.id)
            parts.logger.info("task expired in the queue", metadata: ["task.id": "\(task.id.ulid.text)"])
            return true
        } catch StoreError.stale {
            let fresh = try await parts.writer.persist("task not read, trying again") { [store = parts.store] in
                try await store.task(task.id, in: nil)
            }
            guard let fresh, !fresh.state.isFinal else { return true }
            return try await end(fresh)
        }
    }
}

/// Ends a task whose deadline has passed and which its account has not finished: there too, where that is possible.
struct Lateness: Sendable {
    let parts: EngineParts

    func end(_ id: VideoTask.ID, attempt: Int, at account: LiveAccount) async {
        var isCancelled = false
        if let provider = account.upstream, provider.cancels,
            let upstreamID = account.withState({ $0.docket[id]?.upstreamID }),
            let ticket = try? await account.deletes.take()
        {
            account.countCall("delete")
            // Whatever it answers: our task ends now, and the account knows the same limit.
            isCancelled = await provider.cancel(upstreamID) == .cancelled
            ticket.end()
        }
        if let task = await parts.task(id, attempt: attempt), await parts.write(.expired, task) != nil {
            account.count(.expired)
            if !isCancelled { await record(task, at: account) }
        }
        parts.release(id, attempt: attempt, at: account)
    }

    /// The account may go on with it.
    func record(_ task: VideoTask, at account: LiveAccount) async {
        await Strays(parts: parts).record(
            task.upstreamID == nil ? .doubt : .orphan,
            task.upstreamID,
            of: task,
            at: account,
            "its time was up before the account had ended it",
            most: parts.cost(of: task, at: account).most
        )
    }
}
