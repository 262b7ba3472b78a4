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

    /// Attempts after which a task whose provider keeps failing is given up.
    private static let maximumAttempts = 3

    func perform(_ task: VideoTask) async {
        do {
            try await attempt(task)
        } catch {
            // The store refused or failed: the task stays as it is on disk and is taken up again at the next start.
            logger.error("task left as it is", metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
        }
    }

    private func attempt(_ task: VideoTask) async throws {
        guard let model = catalog[task.order.model] else {
            try await end(task, .failed(.internalError("the model \(task.order.model) is not in the catalog any more")))
            return
        }
        var current = task
        do throws(ProviderError) {
            let submission = try await provider.submit(Attempt(task: task, model: model))
            if let upstreamID = submission.upstreamID {
                guard let submitted = await written(.submitted(upstreamID: upstreamID), current) else { return }
                current = submitted
            }
            let delivery = try await provider.outcome(of: submission) { slot.release() }
            try await finish(current, delivery: delivery, model: model)
        } catch {
            try await settle(current, error)
        }
    }

    private func written(_ event: TaskEvent, _ task: VideoTask) async -> VideoTask? {
        do {
            return try await writer.apply(event, to: task)
        } catch {
            logger.error("change not written", metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
            return nil
        }
    }

    private func finish(
        _ task: VideoTask,
        delivery: Delivery,
        model: ModelSpec
    ) async throws(ProviderError) {
        do {
            let collected = try await collector.collect(delivery, of: task, model: model)
            try await end(task, .succeeded(collected.result, collected.usage, charge: collected.charge))
        } catch {
            logger.error("video not collected", metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
            throw .unavailable("the video could not be collected")
        }
    }

    /// What a provider's word means for the task.
    private func settle(_ task: VideoTask, _ error: ProviderError) async throws {
        switch error {
        case .rejected(let failure):
            try await end(task, .failed(failure))
        case .unavailable(let reason):
            if task.attempt < Self.maximumAttempts {
                try await end(task, .requeued(reason: reason))
            } else {
                try await end(task, .failed(.internalError(reason)))
            }
        case .cancelled:
            // Given up by a deadline, which has ended the task already, or by a shutdown, which hands it back.
            try await end(task, .requeued(reason: "the engine stopped"))
        }
    }

    /// Applies an ending even while the run itself is being cancelled: a change is small, and half of one would be worse.
    private func end(_ task: VideoTask, _ event: TaskEvent) async throws {
        _ = try await Task { try await writer.apply(event, to: task) }.value
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
