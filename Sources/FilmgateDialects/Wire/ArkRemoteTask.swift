import FilmgateDomain

/// Ark's task object as its client reads it, of old and new models (ark.md section 6, models.md section 6.1).
struct ArkRemoteTask {
    /// How long the links of a finished task live (ark.md section 6).
    static let fileLife: Duration = .seconds(86400)

    /// Ark's six words; whoever passes Ark through may say `submitted` before they begin (vendors.md section 0.3).
    static let states: [String: VideoTask.State] = [
        "submitted": .queued, "queued": .queued, "running": .running, "succeeded": .succeeded, "failed": .failed,
        "cancelled": .cancelled, "expired": .expired,
    ]

    let fields: RemoteFields

    /// The task; `nil` where id or status are missing.
    var task: RemoteTask? { fields.word("status") == nil ? nil : entry }

    /// The task as an entry of a list: one without a status is still one that exists.
    var entry: RemoteTask? {
        guard let id = fields.id("id") else { return nil }
        let word = fields.word("status") ?? ""
        var task = RemoteTask(UpstreamReport(upstreamID: id, state: Self.states[word], word: word))
        read(into: &task)
        if task.report.state == .failed, task.report.failure == nil {
            task.report.failure = RemoteError.silent.failure
        }
        return task
    }

    /// Everything beside id and status; what the object does not say stays as it is.
    func read(into task: inout RemoteTask) {
        readReport(into: &task.report)
        if task.report.state == .failed {
            let said = failure
            task.report.failure = said ?? task.report.failure
            if let said { task.report.isInfrastructure = OutcomeTable.ark.isInfrastructure(said.code) }
        }
        task.createdAt = fields.time("created_at") ?? task.createdAt
        task.updatedAt = fields.time("updated_at") ?? task.updatedAt
        task.tier = fields.word("service_tier").flatMap(ServiceTier.init(rawValue:)) ?? task.tier
        task.executionExpiresAfter = fields.integer("execution_expires_after") ?? task.executionExpiresAfter
        task.safetyIdentifier = fields.word("safety_identifier") ?? task.safetyIdentifier
        task.generateAudio = fields.bool("generate_audio") ?? task.generateAudio
        task.draft = fields.bool("draft") ?? task.draft
        if task.report.state == .succeeded, task.report.videoURL != nil {
            task.filesExpireAt = task.updatedAt.map { $0 + Self.fileLife }
        }
    }

    private func readReport(into report: inout UpstreamReport) {
        let content = fields.object("content")
        report.videoURL = content?.address("video_url") ?? report.videoURL
        report.lastFrameURL = content?.address("last_frame_url") ?? report.lastFrameURL
        report.model = fields.word("model") ?? report.model
        let usage = fields.object("usage")
        report.tokens = usage?.count("completion_tokens") ?? usage?.count("total_tokens") ?? report.tokens
        report.seed = fields.count("seed") ?? report.seed
        report.ratio = fields.word("ratio").flatMap(AspectRatio.init(rawValue:)) ?? report.ratio
        report.resolution = fields.word("resolution") ?? report.resolution
        report.seconds = seconds ?? report.seconds
    }

    /// A fraction for edits of 2.5. Of a task ordered in frames, their time.
    private var seconds: Double? {
        if let seconds = fields.seconds("duration") { return seconds }
        guard let frames = fields.number("frames"), (1...10_000).contains(frames) else { return nil }
        let rate = fields.number("framespersecond") ?? 24
        return (1...240).contains(rate) ? frames / rate : nil
    }

    private var failure: TaskFailure? { RemoteError(ark: .object(fields.object))?.failure }
}
