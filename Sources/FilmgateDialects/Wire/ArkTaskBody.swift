import FilmgateDomain

/// A task as Ark shows it: which keys are there, and in which order, depends on the state (ark.md section 6).
enum ArkTaskBody {
    static func object(_ view: TaskView) -> JSONObject {
        let task = view.task
        var members: [(key: String, value: JSONValue)] = [
            ("id", .string(view.id)),
            ("model", .string(view.model.id)),
            ("status", .string(task.state.rawValue)),
        ]
        if task.state == .failed, let failure = task.failure {
            members.append(("error", ["code": .string(failure.code), "message": .string(failure.message)]))
        }
        if task.state == .succeeded { members += outcome(view) }
        members.append(("created_at", .integer(Int(task.createdAt.seconds))))
        members.append(("updated_at", .integer(Int(task.updatedAt.seconds))))
        if task.state == .succeeded, let result = task.result { members += measures(result, of: task.order) }
        members.append(("service_tier", .string(task.order.serviceTier.rawValue)))
        members.append(("execution_expires_after", .integer(task.order.executionExpiresAfter)))
        let extras = task.order.extras
        // What a model does not have its task does not show (models.md section 6.1).
        if view.model.parameters.contains(.generateAudio) {
            members.append(("generate_audio", .bool(task.order.generateAudio)))
        }
        if view.model.draft != nil { members.append(("draft", .bool(task.order.draft))) }
        if let draft = view.draftID { members.append(("draft_task_id", .string(draft))) }
        members.append(("priority", .integer(extras[.priority].flatMap { Int($0) } ?? 0)))
        if view.model.parameters.contains(.outputFormat) {
            members.append(("output_format", .string(extras[.outputFormat] ?? "mp4")))
        }
        if let type = extras[.omniReferenceTaskType] { members.append(("omni_reference_task_type", .string(type))) }
        if let text = extras[.tools], let tools = try? JSONParser.parse(Array(text.utf8)) {
            members.append(("tools", tools))
        }
        if let identifier = task.order.safetyIdentifier { members.append(("safety_identifier", .string(identifier))) }
        return JSONObject(members)
    }

    private static func outcome(_ view: TaskView) -> [(key: String, value: JSONValue)] {
        var content = JSONObject()
        if let url = view.videoURL { content["video_url"] = .string(url) }
        if let url = view.lastFrameURL { content["last_frame_url"] = .string(url) }
        let tokens = view.task.usage ?? TokenUsage(completionTokens: 0)
        return [
            ("content", .object(content)),
            (
                "usage",
                [
                    "completion_tokens": .integer(tokens.completionTokens),
                    "total_tokens": .integer(tokens.totalTokens),
                ]
            ),
        ]
    }

    /// What the video came out as; `frames` instead of `duration` where frames were ordered.
    private static func measures(
        _ result: VideoResult,
        of order: VideoOrder
    ) -> [(key: String, value: JSONValue)] {
        [
            ("seed", .integer(result.seed)),
            ("resolution", .string(result.resolution.rawValue)),
            ("ratio", .string(result.ratio.rawValue)),
            order.frames.map { ("frames", .integer($0)) } ?? ("duration", .integer(result.seconds)),
            ("framespersecond", .integer(result.framesPerSecond)),
        ]
    }
}
