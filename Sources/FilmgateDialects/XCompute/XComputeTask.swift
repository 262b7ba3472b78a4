import FilmgateDomain

/// The answer to a status query: wrapped in `data` as APIMart documents it, and bare as XCompute's own sample is.
struct XComputeTask {
    private let view: TaskView
    private let chinese: Bool

    /// `language` is what the query asks for: English unless it is Chinese, the other tongue that we have.
    init(_ view: TaskView, language: String?) {
        self.view = view
        chinese = language.map { $0.lowercased().hasPrefix("zh") } ?? false
    }

    private var task: VideoTask { view.task }

    var body: JSONValue {
        let data = data
        var body: JSONObject = ["code": 200, "data": .object(data)]
        for (key, value) in data.members where key != "error" { body[key] = value }
        return .object(body)
    }

    private var data: JSONObject {
        var data: JSONObject = [
            "id": .string(view.id),
            "status": .string(status),
            "progress": .integer(Progress.percent(of: task, at: view.now)),
        ]
        if task.state == .succeeded {
            addCost(to: &data)
            data["result"] = ["videos": [.object(video)]]
        }
        data["created"] = .integer(Int(task.createdAt.seconds))
        if task.state == .succeeded { data["completed"] = .integer(Int(endedAt.seconds)) }
        data["estimated_time"] = 60
        if task.state == .succeeded {
            data["actual_time"] = .integer(Int(endedAt.seconds - task.createdAt.seconds))
        }
        data["error"] = error
        return data
    }

    private var status: String {
        switch task.state {
        case .queued: "pending"
        case .running: "processing"
        case .succeeded: "completed"
        case .failed, .expired: "failed"
        case .cancelled: "cancelled"
        }
    }

    private var endedAt: Timestamp { task.endedAt ?? task.updatedAt }

    /// A task without a hold costs nothing; what another was charged does not stand on the task, so nothing is said.
    private func addCost(to data: inout JSONObject) {
        guard task.hold.isZero else { return }
        data["cost"] = 0
        data["credits_cost"] = 0
    }

    /// `last_frame_url` is ours: XCompute has no last frame, so that only those see it who ask for one in Ark's words.
    private var video: JSONObject {
        var video: JSONObject = [
            "url": .array(view.videoURL.map { [.string($0)] } ?? []),
            "expires_at": .integer(Int((view.filesExpireAt ?? endedAt + .seconds(86400)).seconds)),
        ]
        video["last_frame_url"] = view.lastFrameURL.map { .string($0) }
        return video
    }

    private var error: JSONValue? {
        switch task.state {
        case .queued, .running, .succeeded, .cancelled: nil
        case .expired:
            error(
                code: "expired",
                message: chinese ? "任务超时，未在规定时间内完成" : "The task did not finish within its time limit."
            )
        case .failed:
            error(
                code: "task_failed",
                message: task.failure.map { chinese ? XComputeFailure.chinese($0) : XComputeFailure.english($0) }
                    ?? (chinese ? "任务失败" : "The task failed.")
            )
        }
    }

    private func error(code: String, message: String) -> JSONValue {
        ["code": .string(code), "message": .string(message), "type": "task_failed", "param": ""]
    }
}
