import FilmgateDomain

/// A task as the vendor's Video object: all thirteen keys in every state, and new-api's `metadata.url` beside them.
struct OpenAIVideo {
    private let view: TaskView

    init(_ view: TaskView) {
        self.view = view
    }

    private var task: VideoTask { view.task }

    var body: JSONValue {
        [
            "id": .string(view.id),
            "object": "video",
            "model": .string(view.model.id),
            "status": .string(status),
            "progress": .integer(Progress.percent(of: task, at: view.now)),
            "created_at": moment(task.createdAt),
            "completed_at": moment(task.endedAt),
            "expires_at": moment(view.filesExpireAt),
            "prompt": .string(task.order.prompt),
            "size": .string(OpenAIVideosSize.text(of: view)),
            "seconds": .string("\(seconds)"),
            "remixed_from_video_id": .null,
            "error": error ?? .null,
            "metadata": .object(metadata),
        ]
    }

    private func moment(_ time: Timestamp?) -> JSONValue {
        time.map { .integer(Int($0.seconds)) } ?? .null
    }

    private var status: String {
        switch task.state {
        case .queued: "queued"
        case .running: "in_progress"
        case .succeeded: "completed"
        case .failed, .cancelled, .expired: "failed"
        }
    }

    /// -1 as long as whoever makes the video has not chosen.
    private var seconds: Int {
        if let result = task.result { return result.seconds }
        return task.order.frames.map { $0 / view.model.framesPerSecond } ?? task.order.duration
    }

    /// The links, for clients that expect them, and what the vendor's object has no key for.
    private var metadata: JSONObject {
        var metadata: JSONObject = ["url": .string(view.videoURL ?? "")]
        metadata["last_frame_url"] = view.lastFrameURL.map { .string($0) }
        guard task.state == .succeeded else { return metadata }
        metadata["seed"] = task.result.map { .integer($0.seed) }
        metadata["resolution"] = task.result.map { .string($0.resolution.rawValue) }
        metadata["ratio"] = task.result.map { .string($0.ratio.rawValue) }
        metadata["total_tokens"] = task.usage.map { .integer($0.totalTokens) }
        return metadata
    }

    private var error: JSONValue? {
        switch task.state {
        case .queued, .running, .succeeded: nil
        case .cancelled: error("cancelled", "The video was cancelled.")
        case .expired: error("expired", "The video was not finished within its time limit.")
        case .failed:
            task.failure.map { error(OpenAIVideosError.code(of: $0), "\($0.code): \($0.message)") }
                ?? error("generation_failed", "The video could not be made.")
        }
    }

    private func error(_ code: String, _ message: String) -> JSONValue {
        ["code": .string(code), "message": .string(message)]
    }
}
