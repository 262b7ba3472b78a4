import FilmgateDomain
import Logging

/// One attempt from submission to its end.
struct TaskRun: Sendable {
    let provider: any VideoProvider
    let collector: Collector
    let writer: TaskWriter
    let catalog: ModelCatalog
    let slot: Slot
    let logger: Logger
    let retryDelay: Duration

    /// Attempts that may fail before a task is given up; those that were handed back do not count.
    private static let maximumFailures = 3

    func perform(_ task: VideoTask) async {
        guard let model = catalog[task.order.model] else {
            let failure = TaskFailure.internalError("the model \(task.order.model) is not in the catalog any more")
            _ = await write(.failed(failure), task)
            return
        }
        var current = task
        let ending: TaskEvent
        do throws(ProviderError) {
            let submission = try await provider.submit(Attempt(task: task, model: model))
            if let upstreamID = submission.upstreamID {
                guard let submitted = await write(.submitted(upstreamID: upstreamID), current) else { return }
                current = submitted
            }
            let delivery = try await provider.outcome(of: submission) { slot.release() }
            ending = try await collect(delivery, of: current, model: model)
        } catch {
            ending = await meaning(of: error, for: current)
        }
        _ = await write(ending, current)
    }

    private func collect(
        _ delivery: Delivery,
        of task: VideoTask,
        model: ModelSpec
    ) async throws(ProviderError) -> TaskEvent {
        do {
            let collected = try await collector.collect(delivery, of: task, model: model)
            return .succeeded(collected.result, collected.usage, charge: collected.charge, deviations: [])
        } catch {
            logger.error("video not collected", metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
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
            let attempts = try await writer.persist("attempts not read, trying again") { [writer] in
                try await writer.store.attempts(of: task.id)
            }
            let failures = attempts.count { $0.outcome == .failed }
            guard failures + 1 < Self.maximumFailures else { return .failed(.internalError(reason)) }
            if retryDelay > .zero { try await writer.moments.sleep(retryDelay * (1 << failures)) }
            return .attemptFailed(reason: reason)
        } catch {
            return Self.handedBack
        }
    }

    /// Writes what happened; `nil` where the task has ended otherwise, or the store cannot be written any more: then the
    /// task stays as it is on disk and is taken up again at the next start.
    private func write(_ event: TaskEvent, _ task: VideoTask) async -> VideoTask? {
        do {
            return try await writer.apply(event, to: task)
        } catch {
            logger.error("task left as it is", metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
            return nil
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
