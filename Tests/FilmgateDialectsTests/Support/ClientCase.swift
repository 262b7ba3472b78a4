import FilmgateDomain

@testable import FilmgateDialects

/// One answer of a vendor and what its client makes of it, as the fixtures in `client` folders write it:
/// `source` says where the answer is from, `call` whose it is, `says` what it comes to.
struct ClientCase {
    let reply: WireReply
    let call: String
    let says: JSONValue

    init(_ path: String, _ name: String) throws {
        guard case .object(let object) = try FlatCase.member(name, of: path) else { throw FlatCase.FixtureError() }
        let fields = RemoteFields(object)
        guard let call = fields.string("call"), let status = fields.integer("status"), let says = object["says"] else {
            throw FlatCase.FixtureError()
        }
        var headers: [String: String] = [:]
        for (name, value) in fields.object("headers")?.object.members ?? [] {
            if case .string(let text) = value { headers[name] = text }
        }
        let text = fields.string("text")
        let body = object["body"]
        reply = WireReply(
            status: status,
            headers: headers,
            body: body,
            excerpt: text ?? body.map { String(JSONWriter.text($0).prefix(200)) } ?? ""
        )
        self.call = call
        self.says = says
    }

    /// Every case of a file.
    static func names(_ path: String) -> [String] {
        guard case .object(let object)? = try? FlatCase.json(path) else { return [] }
        return object.members.map(\.key)
    }

    /// What `face` makes of the answer.
    func read(by face: any ClientFace) throws -> JSONValue {
        switch call {
        case "create": Self.json(face.created(reply))
        case "read": Self.json(face.task(reply))
        case "list": Self.json(face.tasks(reply))
        case "cancel": Self.json(face.cancelled(reply))
        case "upload": Self.json(face.uploaded(reply))
        default: throw FlatCase.FixtureError()
        }
    }

    static func json(_ reply: CreateReply) -> JSONValue {
        switch reply {
        case .accepted(let id): ["accepted": .string(id)]
        case .refused(let refusal): ["refused": json(refusal)]
        case .doubtful: "doubtful"
        }
    }

    static func json(_ reply: ReadReply) -> JSONValue {
        switch reply {
        case .task(let task): ["task": json(task)]
        case .missing: "missing"
        case .refused(let refusal): ["refused": json(refusal)]
        case .unreadable: "unreadable"
        }
    }

    static func json(_ reply: ListReply) -> JSONValue {
        switch reply {
        case .tasks(let tasks, let total, let hasMore):
            [
                "tasks": .array(tasks.map(json)), "total": total.map(JSONValue.integer) ?? nil,
                "has_more": .bool(hasMore),
            ]
        case .tooLong: "too long"
        case .refused(let refusal): ["refused": json(refusal)]
        case .unreadable: "unreadable"
        }
    }

    static func json(_ reply: CancelReply) -> JSONValue {
        switch reply {
        case .done: "done"
        case .refusedByState: "refused by state"
        case .missing: "missing"
        case .refused(let refusal): ["refused": json(refusal)]
        case .unreadable: "unreadable"
        }
    }

    static func json(_ reply: UploadReply) -> JSONValue {
        switch reply {
        case .address(let address): ["address": .string(address)]
        case .refused(let refusal): ["refused": json(refusal)]
        case .unreadable: "unreadable"
        }
    }

    static func json(_ refusal: UpstreamRefusal) -> JSONValue {
        said([
            ("kind", .string("\(refusal.kind)")), ("code", .string(refusal.failure.code)),
            ("message", .string(refusal.failure.message)),
            ("retry_after", refusal.retryAfter.map { .integer(Int($0.components.seconds)) }),
        ])
    }

    /// Only what the task says.
    static func json(_ task: RemoteTask) -> JSONValue {
        let report = task.report
        return said([
            ("id", .string(report.upstreamID)), ("state", report.state.map { .string($0.rawValue) }),
            ("word", .string(report.word)),
            ("failure", report.failure.map { ["code": .string($0.code), "message": .string($0.message)] }),
            ("infrastructure", report.isInfrastructure ? true : nil),
            ("video", report.videoURL.map(JSONValue.string)),
            ("last_frame", report.lastFrameURL.map(JSONValue.string)),
            ("files_need_key", report.filesNeedKey ? true : nil),
            ("files_expire_at", task.filesExpireAt.map { .integer(Int($0.seconds)) }),
            ("model", report.model.map(JSONValue.string)), ("tokens", report.tokens.map(JSONValue.integer)),
            ("seed", report.seed.map(JSONValue.integer)), ("ratio", report.ratio.map { .string($0.rawValue) }),
            ("resolution", report.resolution.map(JSONValue.string)),
            ("seconds", report.seconds.map(JSONValue.double)),
            ("created_at", task.createdAt.map { .integer(Int($0.milliseconds)) }),
            ("updated_at", task.updatedAt.map { .integer(Int($0.milliseconds)) }),
            ("progress", task.progress.map(JSONValue.integer)), ("tier", task.tier.map { .string($0.rawValue) }),
            ("execution_expires_after", task.executionExpiresAfter.map(JSONValue.integer)),
            ("safety_identifier", task.safetyIdentifier.map(JSONValue.string)),
            ("client_reference", task.clientReference.map(JSONValue.string)),
            ("generate_audio", task.generateAudio.map(JSONValue.bool)), ("draft", task.draft.map(JSONValue.bool)),
        ])
    }

    private static func said(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(JSONObject(members.compactMap { name, value in value.map { (key: name, value: $0) } }))
    }
}
