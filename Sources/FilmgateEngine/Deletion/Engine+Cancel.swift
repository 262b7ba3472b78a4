import FilmgateDomain

extension Engine {
    /// Ends a running task at its account, where that can be and is willing to.
    ///
    /// - Returns: the task, cancelled; `nil` where it runs on: it is made here, is in doubt, or its account does not cancel.
    func cancelRunning(_ task: VideoTask) async throws -> VideoTask? {
        guard
            let name = task.provider, let account = parts.directory.account(name),
            let provider = account.upstream, provider.cancels,
            let entry = account.withState({ $0.docket[task.id] }),
            entry.attempt == task.attempt, entry.phase == .open, let upstreamID = entry.upstreamID
        else { return nil }
        // A delete of what has just ended would remove a video that was paid for.
        guard try await mayEnd(upstreamID, at: account, provider) else {
            let now = parts.moments.ticks
            account.withState { _ = $0.docket.single(task.id, isLast: false, at: now) }
            account.bell.ring()
            return nil
        }
        let ticket = try await account.deletes.take()
        account.countCall("delete")
        let outcome = await provider.cancel(upstreamID)
        ticket.end()
        // Without a clear yes it may run on: what the account says of it next decides.
        guard outcome == .cancelled else {
            let now = parts.moments.ticks
            account.withState { _ = $0.docket.single(task.id, isLast: false, at: now) }
            account.bell.ring()
            return nil
        }
        let cancelled = try await parts.writer.apply(.cancelled, to: task)
        if cancelled != nil { account.count(.cancelled) }
        parts.release(task.id, attempt: task.attempt, at: account)
        if let cancelled { return cancelled }
        // The account's own word may have come first.
        let fresh = try await parts.store.task(task.id, in: nil)
        return fresh?.state == .cancelled ? fresh : nil
    }

    /// Whether the account says that the task has not ended.
    private func mayEnd(
        _ upstreamID: String,
        at account: LiveAccount,
        _ provider: any UpstreamProvider
    ) async throws -> Bool {
        let ticket = try await account.gets.take()
        defer { ticket.end() }
        account.countCall("get")
        guard case .report(let report) = await provider.report(on: upstreamID) else { return false }
        return report.state == .queued || report.state == .running
    }
}
