import FilmgateDomain

/// A task in the three shapes that AnyFast has documented for one and the same path (vendors.md section 1.4).
struct AnyFastTask {
    private let view: TaskView

    /// The vendor has no words for cancelled and expired: both read as failed, and the code says which it was.
    init(_ view: TaskView) {
        var view = view
        switch view.task.state {
        case .queued, .running, .succeeded, .failed: break
        case .cancelled:
            view.task.failure = TaskFailure(code: "cancelled", message: "The task was cancelled before it started.")
        case .expired:
            let seconds = view.task.deadline.seconds - view.task.createdAt.seconds
            view.task.failure = TaskFailure(
                code: "expired",
                message: "The task did not finish within \(seconds) seconds."
            )
        }
        if view.task.failure != nil { view.task.state = .failed }
        self.view = view
    }

    /// The second shape at the top, the third as `code`, `message` and `data`.
    var current: JSONObject {
        var members: [(key: String, value: JSONValue)] = [
            ("id", .string(view.id)),
            ("model", .string(view.model.id)),
            ("status", .string(word("processing", "processing", "completed"))),
        ]
        if let url = view.videoURL { members.append(("video_url", .string(url))) }
        members.append(("created_at", .integer(Int(view.task.createdAt.seconds))))
        if let error { members.append(("error", error)) }
        members.append(("code", "success"))
        members.append(("message", ""))
        members.append(("data", .object(envelope)))
        return JSONObject(members)
    }

    /// The first shape.
    var oldest: JSONObject {
        let ark = ArkTaskBody.object(view)
        var members: [(key: String, value: JSONValue)] = [
            ("model", .string(view.model.id)),
            ("status", .string(word("submitted", "processing", "succeeded"))),
        ]
        for key in ["content", "usage", "error"] {
            if let value = ark[key] { members.append((key, value)) }
        }
        members.append(("created_at", .string(view.task.createdAt.iso8601)))
        members.append(("updated_at", .string(view.task.updatedAt.iso8601)))
        return JSONObject(members)
    }

    /// What new-api's fetch puts into `data`; Ark's own body stands inside of it.
    private var envelope: JSONObject {
        let task = view.task
        var members: [(key: String, value: JSONValue)] = [
            ("task_id", .string(view.id)),
            ("action", .string(action)),
            ("status", .string(word("QUEUED", "IN_PROGRESS", "SUCCESS", "FAILURE"))),
        ]
        if let url = view.videoURL { members.append(("result_url", .string(url))) }
        members.append(("fail_reason", .string(task.failure?.message ?? "")))
        members.append(("submit_time", .integer(Int(task.createdAt.seconds))))
        members.append(("start_time", .integer(Int(task.startedAt?.seconds ?? 0))))
        members.append(("finish_time", .integer(Int(task.endedAt?.seconds ?? 0))))
        members.append(("progress", .string("\(Progress.percent(of: task, at: view.now))%")))
        members.append(("request_id", .string(requestID)))
        var inner = view
        inner.id = TaskIDForm.ark.write(task.id)
        inner.draftID = view.draftID.flatMap { TaskIDForm.recognise($0)?.id }.map(TaskIDForm.ark.write)
        members.append(("data", .object(ArkTaskBody.object(inner))))
        return JSONObject(members)
    }

    private func word(_ queued: String, _ running: String, _ succeeded: String, _ failed: String = "failed") -> String {
        switch view.task.state {
        case .queued: queued
        case .running: running
        case .succeeded: succeeded
        case .failed, .cancelled, .expired: failed
        }
    }

    private var error: JSONValue? {
        guard let failure = view.task.failure else { return nil }
        return ["code": .string(failure.code), "message": .string(failure.message)]
    }

    private var action: String {
        switch view.task.order.mode {
        case .text, .firstFrame: "generate"
        case .firstAndLastFrame: "firstTailGenerate"
        case .references: "referenceGenerate"
        }
    }

    /// The creating request's id in the vendor's form, made of what is kept: its time and some of the task's own bits.
    private var requestID: String {
        let ulid = view.task.id.ulid
        let time = CivilTime(secondsSince1970: Int64(ulid.milliseconds / 1000), offset: 8 * 3600)
        let fraction = CivilTime.padded(Int(ulid.milliseconds % 1000), 3) + "000000"
        return time.digits + fraction + Base32.encode(high: 0, low: ulid.low, digits: 8, alphabet: Base32.upper)
    }
}
