public import FilmgateDomain

/// A Laravel application that takes Ark's body and wraps the task in an envelope of its own (seed 004; vendors.md
/// section 5).
public struct AIGenerationDialect: Dialect {
    public init() {}

    public let name = DialectName.aigeneration

    public let operations = [
        Operation(.create, "POST", "/api/AIGeneration/video/seedance/createTask"),
        Operation(.read, "GET", "/api/AIGeneration/video/seedance/taskStatus/{id}"),
    ]

    /// Its own fourth example orders a draft at the flex tier.
    public let house = HouseRules(draftTakesFlex: true)

    public let idForm = TaskIDForm.seedance

    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        try ArkBody(body, foreign: .ignored).request()
    }

    public func created(_ view: TaskView) -> Answer {
        envelope(view)
    }

    public func task(_ view: TaskView, call: Call) -> Answer {
        envelope(view)
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        AIGenerationFailure.answer(refusal)
    }

    /// The same keys in every state; what is not known yet is `null`.
    private func envelope(_ view: TaskView) -> Answer {
        let task = view.task
        func moment(_ time: Timestamp?) -> JSONValue { time.map { .string($0.iso8601Micros) } ?? .null }
        return Answer([
            "success": true,
            "data": [
                "id": .string(view.id),
                "task_id": .string(view.id),
                "status": .string(status(task.state)),
                "result_url": view.videoURL.map { .string($0) } ?? .null,
                "last_frame_url": view.lastFrameURL.map { .string($0) } ?? .null,
                "error_message": error(task).map { .string($0) } ?? .null,
                "created_at": moment(task.createdAt),
                "started_at": moment(task.startedAt),
                "completed_at": moment(task.endedAt),
            ],
        ])
    }

    /// The vendor has no word for a cancelled task.
    private func status(_ state: VideoTask.State) -> String {
        switch state {
        case .queued: "queued"
        case .running: "running"
        case .succeeded: "succeeded"
        case .failed, .cancelled: "failed"
        case .expired: "expired"
        }
    }

    private func error(_ task: VideoTask) -> String? {
        switch task.state {
        case .queued, .running, .succeeded: nil
        case .failed: task.failure.map { "\($0.code): \($0.message)" } ?? "The task failed."
        case .cancelled: "cancelled: the task was cancelled before it started."
        case .expired:
            "expired: the task did not finish within \(task.deadline.seconds - task.createdAt.seconds) seconds."
        }
    }
}
