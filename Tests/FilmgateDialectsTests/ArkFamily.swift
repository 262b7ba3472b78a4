import FilmgateDomain
import Testing

@testable import FilmgateDialects

/// The dialects that take Ark's body, and how their fixtures write what they decode.
enum ArkFamily: String, CaseIterable, CustomTestStringConvertible {
    case ark
    case volc
    case anyfast
    case aigeneration

    var dialect: any Dialect {
        switch self {
        case .ark: ArkDialect()
        case .volc: VolcDialect()
        case .anyfast: AnyFastDialect()
        case .aigeneration: AIGenerationDialect()
        }
    }

    var testDescription: String { rawValue }

    /// Every case of a folder of every dialect, as `ark/refused/frames`.
    static func cases(_ folder: String) -> [String] {
        allCases.flatMap { family in
            FlatCase.names("\(family.rawValue)/\(folder)").map { "\(family.rawValue)/\(folder)/\($0)" }
        }
    }

    static func dialect(of path: String) throws -> any Dialect {
        try #require(ArkFamily(rawValue: String(path.prefix { $0 != "/" }))).dialect
    }

    /// A decoded create as the fixtures write it: only what was said.
    static func json(_ request: GenerationRequest) -> JSONValue {
        let content = request.content.map { item -> JSONValue in
            switch item.body {
            case .text(let text): return ["path": .string(item.path), "text": .string(text)]
            case .draftTask(let id): return ["path": .string(item.path), "draft_task": .string(id)]
            case .media(let medium):
                let url: JSONValue = if case .url(let url) = medium.source { .string(url) } else { nil }
                return [
                    "path": .string(item.path), "kind": .string(medium.kind.rawValue),
                    "role": medium.role.map { .string($0.rawValue) } ?? nil, "url": url,
                ]
            }
        }
        return [
            "model": .string(request.model), "content": .array(content),
            "parameters": .object(said(request.parameters)),
        ]
    }

    private static func said(_ sent: RequestParameters) -> JSONObject {
        let all: [(String, JSONValue?)] = [
            ("callback_url", sent.callbackURL.map { .string($0) }),
            ("return_last_frame", sent.returnLastFrame.map { .bool($0) }),
            ("service_tier", sent.serviceTier.map { .string($0) }),
            ("execution_expires_after", sent.executionExpiresAfter.map { .integer($0) }),
            ("generate_audio", sent.generateAudio.map { .bool($0) }),
            ("draft", sent.draft.map { .bool($0) }),
            ("resolution", sent.resolution.map { .string($0) }),
            ("ratio", sent.ratio.map { .string($0) }),
            ("duration", sent.duration.map { .integer($0) }),
            ("seed", sent.seed.map { .integer($0) }),
            ("camera_fixed", sent.cameraFixed.map { .bool($0) }),
            ("watermark", sent.watermark.map { .bool($0) }),
            ("safety_identifier", sent.safetyIdentifier.map { .string($0) }),
        ]
        return JSONObject(all.compactMap { name, value in value.map { (key: name, value: $0) } })
    }

    /// The whole way of a create, up to the pictures.
    static func plan(_ dialect: any Dialect, _ body: JSONValue) throws(Refusal) -> OrderPlan {
        let now = Timestamp(seconds: FlatCase.created)
        let request = try dialect.decodeCreate(body, knowing: .standard, at: now)
        return try RequestRules().check(request, house: dialect.house, source: nil, now: now)
    }

    /// What a dialect answers to a refusal, as the fixtures write it.
    static func answer(
        _ refusal: Refusal,
        by dialect: any Dialect,
        during kind: FilmgateDialects.Operation.Kind
    ) -> String {
        JSONWriter.text(FlatCase.json(dialect.refused(refusal, during: kind, requestID: "021700")))
    }

    /// Tasks in every state: those of ``FlatCase``, and one with everything that a body can show.
    static let states = [
        "queued", "running", "succeeded", "succeeded final at flex", "failed", "failed before it began", "cancelled",
        "expired",
    ]

    static func view(_ state: String, in dialect: any Dialect) throws -> TaskView {
        var view = try FlatCase.view(state == "succeeded final at flex" ? "succeeded with last frame" : state)
        if state == "succeeded final at flex" { view = final(view, in: dialect) }
        view.id = dialect.idForm.write(view.task.id)
        return view
    }

    /// A final made from a draft, ordered at flex, for an end user.
    private static func final(_ view: TaskView, in dialect: any Dialect) -> TaskView {
        var order = view.task.order
        order.serviceTier = .flex
        order.generateAudio = true
        order.executionExpiresAfter = 3600
        order.safetyIdentifier = "user-1"
        var task = VideoTask(
            id: view.task.id,
            project: view.task.project,
            key: nil,
            dialect: dialect.name,
            order: order,
            createdAt: view.task.createdAt,
            deadline: view.task.deadline,
            hold: view.task.hold
        )
        task.state = view.task.state
        task.updatedAt = view.task.updatedAt
        task.startedAt = view.task.startedAt
        task.endedAt = view.task.endedAt
        task.result = view.task.result
        task.usage = view.task.usage
        var final = view
        final.task = task
        final.draftID = dialect.idForm.write(VideoTask.ID(ULID(milliseconds: 1_763_000_000_000, random: (1, 2))))
        return final
    }
}
