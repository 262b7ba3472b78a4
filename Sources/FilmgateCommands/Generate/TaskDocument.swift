import FilmgateDialects
import FilmgateDomain

/// A task as `--json` prints it: in Ark's words, whichever dialect it was read in.
enum TaskDocument {
    static func object(_ task: RemoteTask) -> JSONObject {
        let report = task.report
        var object: JSONObject = ["id": .string(report.upstreamID)]
        object["model"] = report.model.map { .string($0) }
        object["status"] = .string(report.state?.rawValue ?? report.word)
        object["error"] = report.failure.map { ["code": .string($0.code), "message": .string($0.message)] }
        object["created_at"] = task.createdAt.map { .integer(Int($0.seconds)) }
        object["updated_at"] = task.updatedAt.map { .integer(Int($0.seconds)) }
        if let url = report.videoURL {
            var content: JSONObject = ["video_url": .string(url)]
            content["last_frame_url"] = report.lastFrameURL.map { .string($0) }
            object["content"] = .object(content)
        }
        object["usage"] = report.tokens.map { ["completion_tokens": .integer($0), "total_tokens": .integer($0)] }
        object["seed"] = report.seed.map { .integer($0) }
        object["resolution"] = report.resolution.map { .string($0) }
        object["ratio"] = report.ratio.map { .string($0.rawValue) }
        object["duration"] = report.seconds.map { seconds in
            Int(exactly: seconds).map(JSONValue.integer) ?? .double(seconds)
        }
        object["service_tier"] = task.tier.map { .string($0.rawValue) }
        object["execution_expires_after"] = task.executionExpiresAfter.map { .integer($0) }
        object["generate_audio"] = task.generateAudio.map { .bool($0) }
        object["draft"] = task.draft.map { .bool($0) }
        return object
    }
}
