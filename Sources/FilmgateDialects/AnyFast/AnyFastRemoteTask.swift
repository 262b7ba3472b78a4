import FilmgateDomain

/// A task in whichever of the shapes that AnyFast has had, told apart by what is there (vendors.md sections 1.4 and 6.4).
///
/// The third is an envelope: `data` with new-api's task, and Ark's own body in its `data`. The first two are flat, Ark's names
/// with other words. What stands outside is read first, what is nearer to Ark counts more.
struct AnyFastRemoteTask {
    /// All words of all shapes, in small letters. The second shape has one word for waiting and running.
    private static let states: [String: VideoTask.State] = [
        "not_start": .queued, "submitted": .queued, "queued": .queued, "pending": .queued,
        "processing": .running, "in_progress": .running, "running": .running,
        "succeeded": .succeeded, "completed": .succeeded, "success": .succeeded,
        "failed": .failed, "failure": .failed, "cancelled": .cancelled, "expired": .expired,
    ]

    private let flat: RemoteFields
    private let envelope: RemoteFields?
    /// Ark's body as the software last saw it.
    private let ark: RemoteFields?
    private let word: String

    /// `nil` where nothing says how the task stands.
    init?(_ fields: RemoteFields) {
        flat = fields
        envelope = fields.object("data").flatMap { $0.value("status") == nil ? nil : $0 }
        ark = envelope?.object("data")
        guard let word = envelope?.word("status") ?? flat.word("status") else { return nil }
        self.word = word
    }

    var task: RemoteTask {
        let own = Self.states[word.lowercased()]
        // The old software knows neither word of Ark's and says for ever that the task runs (vendors.md section 6.4).
        let inner = ark?.word("status").flatMap { ArkRemoteTask.states[$0] }
        let isLost = own?.isFinal != true && (inner == .cancelled || inner == .expired)
        var task = RemoteTask(UpstreamReport(upstreamID: id, state: isLost ? inner : own, word: word))
        for fields in [flat, envelope, ark].compactMap(\.self) { ArkRemoteTask(fields: fields).read(into: &task) }
        readEnvelope(into: &task)
        switch task.report.state {
        case .succeeded: task.report.videoURL = videoURL ?? task.report.videoURL
        case .failed: if task.report.failure == nil { task.report.failure = failure }
        case .queued, .running, .cancelled, .expired, nil: break
        }
        return task
    }

    /// Empty in the oldest shape, which does not repeat it.
    private var id: String {
        envelope?.id("task_id") ?? flat.id("id") ?? flat.id("task_id") ?? ""
    }

    private func readEnvelope(into task: inout RemoteTask) {
        guard let envelope else { return }
        task.createdAt = envelope.time("submit_time") ?? task.createdAt
        task.updatedAt = envelope.time("finish_time") ?? task.updatedAt
        task.progress = percent(envelope) ?? percent(flat)
        if task.report.state == .succeeded {
            task.filesExpireAt = task.updatedAt.map { $0 + ArkRemoteTask.fileLife }
        }
    }

    /// `50`, `"50"` or `"50%"`.
    private func percent(_ fields: RemoteFields) -> Int? {
        let number = fields.integer("progress") ?? fields.string("progress").flatMap { Int($0.prefix { $0 != "%" }) }
        return number.flatMap { (0...100).contains($0) ? $0 : nil }
    }

    /// Old software puts the link where a failure's reason stands.
    private var videoURL: String? {
        envelope?.address("result_url") ?? envelope?.address("url") ?? flat.address("video_url") ?? flat.address("url")
            ?? flat.object("metadata")?.address("url") ?? envelope?.address("fail_reason")
    }

    /// Of a failure without Ark's own error: whose fault it was cannot be told, so nobody tries again.
    private var failure: TaskFailure {
        let said = [envelope?.string("fail_reason"), (envelope ?? flat).object("error")?.string("message")]
        let reason = said.compactMap(\.self).first { !$0.isEmpty }
        return RemoteError(code: "", message: reason ?? "").failure
    }
}
