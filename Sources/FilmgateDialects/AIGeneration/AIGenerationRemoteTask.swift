import FilmgateDomain

/// The `data` of a read (vendors.md section 5.4).
struct AIGenerationRemoteTask {
    /// The document's five words.
    private static let states: [String: VideoTask.State] = [
        "queued": .queued, "running": .running, "succeeded": .succeeded, "failed": .failed, "expired": .expired,
    ]

    let fields: RemoteFields

    /// The task; `nil` where id or status are missing.
    var task: RemoteTask? {
        guard let id = fields.id("id") ?? fields.id("task_id"), let word = fields.word("status") else { return nil }
        var report = UpstreamReport(upstreamID: id, state: Self.states[word], word: word)
        report.videoURL = fields.address("result_url")
        report.lastFrameURL = fields.address("last_frame_url")
        if report.state == .failed {
            let said = fields.string("error_message").map(AIGenerationError.read) ?? .silent
            report.failure = said.failure
            report.isInfrastructure = OutcomeTable.ark.isInfrastructure(said.code)
        }
        var task = RemoteTask(report)
        task.createdAt = fields.time("created_at")
        task.updatedAt = fields.time("completed_at") ?? fields.time("started_at") ?? task.createdAt
        return task
    }
}

/// The words of an error: Laravel has sentences alone, and a code of Ark's may stand in front of one.
enum AIGenerationError {
    /// Words of this project in front of a sentence where the vendor has no state for what happened.
    private static let ours = ["cancelled", "expired"]

    /// What an error answer says; `nil` without a sentence. A list of bad fields has its first sentence as `message`; where
    /// the model is among them, the account does not have it.
    static func said(_ reply: WireReply) -> RemoteError? {
        guard let fields = RemoteFields(reply.body), let message = fields.string("message") else { return nil }
        if fields.object("errors")?.value("model") != nil {
            return RemoteError(code: "InvalidEndpointOrModel.NotFound", message: message)
        }
        return read(message)
    }

    /// `InputTextSensitiveContentDetected: The request failed …` as code and sentence; any other text is all sentence.
    static func read(_ text: String) -> RemoteError {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            return RemoteError(code: "", message: text)
        }
        let word = String(text[..<colon])
        guard ArkErrorCatalogue.status(of: word) != nil || ours.contains(word) else {
            return RemoteError(code: "", message: text)
        }
        let sentence = text[text.utf8.index(after: colon)...].drop { $0 == " " }
        return RemoteError(code: word, message: String(sentence))
    }
}
