import FilmgateDomain

/// A Video object as its client reads it. Self-hosted servers leave keys out (vLLM-Omni answers a create with three).
struct OpenAIRemoteVideo {
    let task: RemoteTask

    private static let states: [String: VideoTask.State] = [
        "queued": .queued, "pending": .queued, "in_progress": .running, "processing": .running, "running": .running,
        "completed": .succeeded, "succeeded": .succeeded, "failed": .failed, "cancelled": .cancelled,
        "expired": .expired,
    ]

    /// `nil` where id or status are missing.
    init?(_ body: JSONValue?) {
        guard let fields = RemoteFields(body), let id = fields.id("id"), let word = fields.string("status") else {
            return nil
        }
        var task = RemoteTask(UpstreamReport(upstreamID: id, state: Self.states[word.lowercased()], word: word))
        task.progress = fields.integer("progress").map { min(max($0, 0), 100) }
        task.createdAt = fields.time("created_at")
        task.updatedAt = fields.time("completed_at")
        task.filesExpireAt = fields.time("expires_at")
        task.report.model = fields.string("model")
        task.report.seconds = fields.number("seconds").flatMap { $0 > 0 ? $0 : nil }
        if task.report.state == .succeeded {
            // From the base URL on; fetched with the key.
            task.report.videoURL = OpenAIVideosClientFace.path(of: id) + "/content"
            task.report.filesNeedKey = true
        }
        let metadata = fields.object("metadata")
        task.report.lastFrameURL = metadata?.address("last_frame_url")
        task.report.seed = metadata?.integer("seed")
        task.report.resolution = metadata?.string("resolution")
        task.report.ratio = metadata?.string("ratio").flatMap(AspectRatio.init(rawValue:))
        task.report.tokens = metadata?.count("total_tokens")
        if task.report.state == .failed { Self.read(fields.object("error"), into: &task.report) }
        self.task = task
    }

    /// `cancelled` and `expired` have no status of their own.
    private static func read(_ error: RemoteFields?, into report: inout UpstreamReport) {
        let word = error?.string("code") ?? "generation_failed"
        if let state = [VideoTask.State.cancelled, .expired].first(where: { $0.rawValue == word }) {
            report.state = state
        }
        let failure = OpenAIVideosClientFace.outcomes.failure(word, error?.string("message") ?? "")
        report.failure = failure
        report.isInfrastructure = OpenAIVideosClientFace.outcomes.isInfrastructure(failure.code)
    }
}
