import FilmgateDomain

/// A task as ToAPIs tells it, in its current words and those of its older pages (vendors.md section 3.4).
struct ToAPIsRemoteTask {
    let task: RemoteTask

    private static let states: [String: VideoTask.State] = [
        "queued": .queued, "submitted": .queued, "pending": .queued, "": .queued,
        "in_progress": .running, "processing": .running, "running": .running,
        "completed": .succeeded, "succeeded": .succeeded, "success": .succeeded,
        "failed": .failed, "failure": .failed, "cancelled": .cancelled,
    ]

    /// `nil` where id or status are missing.
    init?(_ body: JSONValue?) {
        guard
            let fields = RemoteFields(body), let id = fields.id("id") ?? fields.id("task_id"),
            let word = fields.string("status")
        else { return nil }
        var task = RemoteTask(UpstreamReport(upstreamID: id, state: Self.states[word.lowercased()], word: word))
        task.progress = fields.integer("progress").map { min(max($0, 0), 100) }
        task.createdAt = fields.time("created_at")
        task.updatedAt = fields.time("completed_at")
        task.filesExpireAt = fields.time("expires_at")
        task.clientReference = fields.string(ToAPIsCreate.clientReference)
        task.report.model = fields.string("model")
        let file = RemoteFields(fields.object("result")?.array("data")?.first)
        task.report.videoURL =
            file?.address("url") ?? fields.address("url") ?? fields.object("metadata")?.address("url")
        task.report.lastFrameURL = file?.address("last_frame_url")
        let usage = fields.object("usage")
        task.report.tokens = usage?.count("completion_tokens") ?? usage?.count("total_tokens")
        task.report.seed = fields.object("metadata")?.integer("seed")
        if task.report.state == .failed { Self.read(fields.object("error"), into: &task.report) }
        self.task = task
    }

    /// `cancelled` and `expired` have no status of their own.
    private static func read(_ error: RemoteFields?, into report: inout UpstreamReport) {
        let word = error?.string("code") ?? "generation_failed"
        if let state = [VideoTask.State.cancelled, .expired].first(where: { $0.rawValue == word }) {
            report.state = state
        }
        let failure = ToAPIsClientFace.outcomes.failure(word, error?.string("message") ?? "")
        report.failure = failure
        report.isInfrastructure = ToAPIsClientFace.outcomes.isInfrastructure(failure.code)
    }
}
