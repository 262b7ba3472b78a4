import FilmgateDomain

/// A task as XCompute tells it, wrapped in `data` or bare (vendors.md section 2.4).
struct XComputeRemoteTask {
    let task: RemoteTask

    private static let states: [String: VideoTask.State] = [
        "pending": .queued, "queued": .queued, "submitted": .queued,
        "processing": .running, "in_progress": .running, "running": .running,
        "completed": .succeeded, "success": .succeeded, "succeeded": .succeeded,
        "failed": .failed, "failure": .failed, "error": .failed, "cancelled": .cancelled,
    ]

    /// `nil` where id or status are missing.
    init?(_ body: JSONValue?) {
        guard let outer = RemoteFields(body) else { return nil }
        let fields = outer.object("data") ?? outer
        guard let id = fields.id("id") ?? fields.id("task_id"), let word = fields.string("status") else { return nil }
        var task = RemoteTask(UpstreamReport(upstreamID: id, state: Self.states[word.lowercased()], word: word))
        task.progress = fields.integer("progress").map { min(max($0, 0), 100) }
        task.createdAt = fields.time("created")
        task.updatedAt = fields.time("completed")
        if let video = RemoteFields(fields.object("result")?.array("videos")?.first) {
            // A list today, a text in older documents.
            let listed = video.array("url")?.first
            task.report.videoURL = listed.flatMap { RemoteFields(["url": $0])?.address("url") } ?? video.address("url")
            task.report.lastFrameURL = video.address("last_frame_url")
            task.filesExpireAt = video.time("expires_at")
        }
        if task.report.state == .failed { Self.read(fields.object("error"), into: &task.report) }
        self.task = task
    }

    private static func read(_ error: RemoteFields?, into report: inout UpstreamReport) {
        let word = error?.string("code") ?? error?.string("type") ?? "task_failed"
        if word == VideoTask.State.expired.rawValue { report.state = .expired }
        let failure = XComputeClientFace.outcomes.failure(word, error?.string("message") ?? "")
        report.failure = failure
        report.isInfrastructure = XComputeClientFace.outcomes.isInfrastructure(failure.code)
    }
}
