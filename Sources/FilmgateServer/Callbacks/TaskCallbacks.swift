import FilmgateDialects
import FilmgateDomain
import FilmgateEngine

/// Writes callbacks in the words of the dialect that the task came in, with fresh links and the project's signature.
struct TaskCallbacks: CallbackComposer {
    let dialects: [any Dialect]
    let presenter: TaskPresenter
    let accounts: any AccountStore
    let now: @Sendable () -> Timestamp

    func message(
        for event: OutboxEvent,
        of task: VideoTask,
        number: Int64
    ) async throws -> CallbackMessage? {
        guard
            let dialect = dialects.first(where: { $0.name == task.dialect }),
            let view = presenter.view(Self.freeze(task, at: event), in: dialect)
        else { return nil }
        // The same at every try, so that a receiver can tell a repetition.
        let id = "evt_\(task.id.ulid.text)_\(event.state.rawValue)"
        guard let callback = dialect.callback(view, event: id) else { return nil }
        let body = JSONWriter.bytes(callback.body)
        let signature = CallbackSignature(
            id: id,
            at: now(),
            body: body,
            secrets: try await accounts.secrets(of: event.project)
        )
        return CallbackMessage(
            url: event.address,
            headers: [("Content-Type", "application/json")] + signature.standard
                + (callback.signaturePrefix.map(signature.vendor) ?? []),
            body: body,
            rules: callback.rules
        )
    }

    /// The task as it was when it came to the event's state, though it may have gone on.
    private static func freeze(_ task: VideoTask, at event: OutboxEvent) -> VideoTask {
        guard task.state != event.state else { return task }
        var frozen = task
        frozen.state = event.state
        frozen.updatedAt = event.at
        if event.state == .queued { frozen.startedAt = nil }
        if !event.state.isFinal {
            frozen.endedAt = nil
            frozen.result = nil
            frozen.failure = nil
            frozen.usage = nil
        }
        return frozen
    }
}
