import FilmgateDomain
import Logging

/// One attempt of what is made here, from its start to its end.
struct TaskRun: Sendable {
    let parts: EngineParts
    let provider: any VideoProvider
    let account: LiveAccount
    let order: VideoOrder

    func perform(_ task: VideoTask) async {
        guard let model = parts.catalog[task.servedModel ?? task.order.model] else {
            let failure = TaskFailure.internalError("the model \(task.order.model) is not in the catalog any more")
            _ = await parts.write(.failed(failure), task)
            return
        }
        var current = task
        let ending: TaskEvent
        do throws(ProviderError) {
            let submission = try await provider.submit(Attempt(task: task.making(order), model: model))
            if let upstreamID = submission.upstreamID {
                guard let submitted = await parts.write(.submitted(upstreamID: upstreamID), current) else { return }
                current = submitted
            }
            let delivery = try await provider.outcome(of: submission) { [parts, account] in
                // What remains is only waiting: another task can have the place.
                account.withState { state in
                    _ = state.docket.change(task.id, attempt: task.attempt) { $0.phase = .ending }
                }
                parts.registry.signal()
            }
            ending = try await collect(delivery, of: current, model: model)
        } catch {
            ending = await meaning(of: error, for: current)
        }
        if await parts.write(ending, current) != nil { count(ending) }
    }

    private func count(_ ending: TaskEvent) {
        if case .succeeded = ending { account.count(.succeeded) }
        if case .failed = ending { account.count(.failed) }
    }

    private func collect(
        _ delivery: Delivery,
        of task: VideoTask,
        model: ModelSpec
    ) async throws(ProviderError) -> TaskEvent {
        do {
            let collected = try await parts.collector.collect(delivery, of: task, model: model, report: nil)
            // A preview is free even where the hold was for another account that could have made it.
            let isFree = provider.name == .preview && !parts.settings.pricesPreviews
            return .succeeded(
                collected.result,
                collected.usage,
                charge: isFree ? Money(micros: 0, currency: task.hold.currency) : collected.charge,
                deviations: collected.deviations
            )
        } catch {
            parts.logger.error(
                "video not collected",
                metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"]
            )
            throw .unavailable("the video could not be collected")
        }
    }

    /// What a provider's word means for the task.
    private func meaning(of error: ProviderError, for task: VideoTask) async -> TaskEvent {
        switch error {
        case .rejected(let failure): .failed(failure)
        case .unavailable(let reason): await retry(task, because: reason)
        case .cancelled: Self.handedBack
        }
    }

    /// Given up by a deadline, which has ended the task already, or by a shutdown, which hands it back.
    private static let handedBack = TaskEvent.requeued(reason: "the engine stopped")

    /// Another attempt after a while, or the end of the task where too many have failed.
    private func retry(_ task: VideoTask, because reason: String) async -> TaskEvent {
        do {
            try Task.checkCancellation()
            let attempts = try await parts.writer.persist("attempts not read, trying again") { [store = parts.store] in
                try await store.attempts(of: task.id)
            }
            let failures = attempts.count { $0.outcome == .failed }
            guard failures + 1 < EngineParts.maximumFailures else { return .failed(.internalError(reason)) }
            let delay = parts.settings.retryDelay
            if delay > .zero { try await parts.moments.sleep(delay * (1 << failures)) }
            return .attemptFailed(reason: reason)
        } catch {
            return Self.handedBack
        }
    }
}

extension TaskFailure {
    static func internalError(_ detail: String) -> TaskFailure {
        TaskFailure(
            code: "InternalServiceError",
            message: "\(ArkErrorCatalogue.message(of: "InternalServiceError")) (\(detail))"
        )
    }
}
