import FilmgateDomain

/// A task as ToAPIs answers it, after a create and to a status query.
struct ToAPIsTask {
    private let view: TaskView

    init(_ view: TaskView) {
        self.view = view
    }

    private var task: VideoTask { view.task }

    /// The answer to a create. One that repeats a client's own id is answered with a task of any state.
    var created: JSONValue {
        var created = members
        created["metadata"] = [:]
        return .object(created)
    }

    var body: JSONValue { .object(members) }

    private var members: JSONObject {
        var body: JSONObject = [
            "id": .string(view.id),
            "object": "generation.task",
            "model": .string(view.model.shortName),
            "status": .string(status),
            "progress": .integer(Progress.percent(of: task, at: view.now)),
            "created_at": .integer(Int(task.createdAt.seconds)),
        ]
        if task.state == .succeeded { addResult(to: &body) }
        body["error"] = error
        body[ToAPIsCreate.clientReference] = task.clientReference.map { .string($0) }
        return body
    }

    private var status: String {
        switch task.state {
        case .queued: "queued"
        case .running: "in_progress"
        case .succeeded: "completed"
        case .failed, .cancelled, .expired: "failed"
        }
    }

    private func addResult(to body: inout JSONObject) {
        let endedAt = task.endedAt ?? task.updatedAt
        body["completed_at"] = .integer(Int(endedAt.seconds))
        body["expires_at"] = .integer(Int((view.filesExpireAt ?? endedAt + .seconds(86400)).seconds))
        var files: [JSONValue] = []
        if let url = view.videoURL {
            var file: JSONObject = ["url": .string(url), "format": "mp4"]
            file["last_frame_url"] = view.lastFrameURL.map { .string($0) }
            files.append(.object(file))
        }
        body["result"] = ["type": "video", "data": .array(files)]
        if let usage = task.usage {
            body["usage"] = [
                "completion_tokens": .integer(usage.completionTokens),
                "total_tokens": .integer(usage.totalTokens),
            ]
        }
    }

    private var error: JSONValue? {
        switch task.state {
        case .queued, .running, .succeeded: nil
        case .cancelled: error("cancelled", "The task was cancelled.")
        case .expired: error("expired", "The task did not finish within its time limit.")
        case .failed:
            task.failure.map { error(ToAPIsError.code(of: $0), "\($0.code): \($0.message)") }
                ?? error("generation_failed", "The task failed.")
        }
    }

    private func error(_ code: String, _ message: String) -> JSONValue {
        ["code": .string(code), "message": .string(message)]
    }
}
