import FilmgateDomain
import Logging

/// Tasks that turned up at an account after ours had ended: cancelled there if possible, else kept for the operator.
struct Strays: Sendable {
    let parts: EngineParts

    func dispose(of upstreamID: String, task: VideoTask, at account: LiveAccount) async {
        if let provider = account.upstream, provider.cancels, let ticket = try? await account.deletes.take() {
            defer { ticket.end() }
            account.countCall("delete")
            if await provider.cancel(upstreamID) == .cancelled {
                return parts.logger.info(
                    "stray cancelled",
                    metadata: ["task.id": "\(task.id.ulid.text)", "provider.name": "\(account.name.rawValue)"]
                )
            }
        }
        let exposure = Exposure(
            project: task.project,
            task: task.id,
            attempt: task.attempt,
            provider: account.name,
            upstreamID: upstreamID,
            kind: .orphan,
            at: parts.moments.now(),
            detail: "it turned up at the account after the task had ended"
        )
        do {
            try await parts.writer.persist("exposure not kept, trying again") { [writer = parts.writer] in
                try await writer.store.expose(exposure, epoch: writer.epoch)
            }
        } catch {
            parts.logger.error(
                "stray not kept",
                metadata: ["task.id": "\(task.id.ulid.text)", "upstream.id": "\(upstreamID)", "error": "\(error)"]
            )
        }
    }
}
