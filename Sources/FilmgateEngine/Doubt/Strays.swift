import FilmgateDomain
import Logging

/// Tasks that turned up at an account after ours had ended: cancelled there if possible, else kept for the operator.
struct Strays: Sendable {
    let parts: EngineParts

    /// When a task whose outcome was not known is looked for once more: so long after its end, and after each look.
    private static let laterLooks: [Duration] = [.seconds(600), .seconds(1200), .seconds(1800)]

    /// Looks a few times more for what a create may have become, where looking makes nothing.
    func watch(for doubt: Doubt, of task: VideoTask, at account: LiveAccount) {
        guard account.upstream?.token == .expiry, let token = doubt.token else { return }
        parts.helpers.add {
            for wait in Self.laterLooks {
                guard (try? await parts.moments.sleep(wait)) != nil, let provider = account.upstream else { return }
                let pace = CallPace(account.lists)
                account.countCall("find")
                let finding = await provider.find(token, tier: doubt.tier, since: doubt.since) {
                    try await pace.next()
                }
                pace.end()
                guard case .found(let upstreamID) = finding else { continue }
                // What it may cost stands with the doubt already.
                return await isKnown(upstreamID, at: account)
                    ? () : await dispose(of: upstreamID, task: task, at: account, most: nil)
            }
        }
    }

    /// Whether it is some task's, or nobody can say.
    private func isKnown(_ upstreamID: String, at account: LiveAccount) async -> Bool {
        if account.withState({ $0.docket.task(upstreamID: upstreamID) }) != nil { return true }
        do {
            return try await parts.store.task(upstreamID: upstreamID, at: account.name) != nil
        } catch {
            return true
        }
    }

    private func isFinished(
        _ upstreamID: String,
        _ provider: any UpstreamProvider,
        at account: LiveAccount
    ) async -> Bool {
        guard let ticket = try? await account.gets.take() else { return false }
        defer { ticket.end() }
        account.countCall("get")
        guard case .report(let report) = await provider.report(on: upstreamID) else { return false }
        return report.state == .succeeded
    }

    /// Cancels it there, or keeps a record; `most` is what it may cost beyond what is on record.
    func dispose(of upstreamID: String, task: VideoTask, at account: LiveAccount, most: Money?) async {
        // To delete a finished one would only remove the record of what was paid for.
        if let provider = account.upstream, provider.cancels, await !isFinished(upstreamID, provider, at: account),
            let ticket = try? await account.deletes.take()
        {
            defer { ticket.end() }
            account.countCall("delete")
            if await provider.cancel(upstreamID) == .cancelled {
                return parts.logger.info(
                    "stray cancelled",
                    metadata: ["task.id": "\(task.id.ulid.text)", "provider.name": "\(account.name.rawValue)"]
                )
            }
        }
        let detail = "it turned up at the account after the task had ended"
        await record(.orphan, upstreamID, of: task, at: account, detail, most: most)
    }

    /// The account may bill for what is ended here.
    func record(
        _ kind: Exposure.Kind,
        _ upstreamID: String?,
        of task: VideoTask,
        at account: LiveAccount,
        _ detail: String,
        most: Money?
    ) async {
        let exposure = Exposure(
            project: task.project,
            task: task.id,
            attempt: task.attempt,
            provider: account.name,
            upstreamID: upstreamID,
            kind: kind,
            at: parts.moments.now(),
            detail: detail,
            most: most
        )
        do {
            try await parts.writer.persist("exposure not kept, trying again") { [writer = parts.writer] in
                try await writer.store.expose(exposure, epoch: writer.epoch)
            }
        } catch {
            parts.logger.error(
                "exposure not kept",
                metadata: [
                    "task.id": "\(task.id.ulid.text)", "upstream.id": "\(upstreamID ?? "-")", "error": "\(error)",
                ]
            )
        }
    }
}
