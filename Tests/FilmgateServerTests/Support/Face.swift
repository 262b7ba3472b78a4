import FilmgateDialects
import FilmgateDomain
import Testing

/// A dialect as its clients see it, written from the vendors' documents.
struct Face: Sendable, CustomTestStringConvertible {
    let name: DialectName
    let create: String
    let readPath: String
    /// The id in the answer of a create; `nil` where the answer is not the vendor's.
    let created: @Sendable (JSONValue) -> String?
    /// The id and the vendor's word for the state in the answer of a read.
    let state: @Sendable (JSONValue) -> (id: String?, word: String?)
    /// Whether an answer is the vendor's error.
    let isError: @Sendable (Reply) -> Bool
    let takesContent: Bool
    /// Statuses of malformed JSON, a wrong parameter, and an unknown task.
    var malformed = 400
    var invalid = 400
    var unknownTask = 404
    /// Whether a create may be a form.
    var takesForms = false
    /// The vendor's words for: queued, running, succeeded.
    let words: [String]

    var testDescription: String { name.rawValue }

    func read(_ id: String) -> String { readPath + id }

    /// A body that is right: 480p, 4 s, no sound.
    func body(_ prompt: String, _ more: JSONObject = [:]) -> JSONValue {
        var object: JSONObject =
            takesContent
            ? ["content": [["type": "text", "text": .string(prompt)]]]
            : ["prompt": .string(prompt)]
        object["model"] = "doubao-seedance-1-5-pro-251215"
        for (key, value) in more.members { object[key] = value }
        return .object(object)
    }

    static let all: [Face] = [ark, volc, anyfast, xcompute, toapis, aigeneration, openai]

    private static let arkError: @Sendable (Reply) -> Bool = { reply in
        reply.json["error"]?.keys == ["code", "message", "param", "type"]
            && reply.json["error"]?["message"]?.text?.contains("Request id: \(reply.headers["x-request-id"] ?? "?")")
                == true
    }

    static let ark = Face(
        name: .ark,
        create: "/api/v3/contents/generations/tasks",
        readPath: "/api/v3/contents/generations/tasks/",
        created: { $0.keys == ["id"] ? $0["id"]?.text : nil },
        state: { ($0["id"]?.text, $0["status"]?.text) },
        isError: arkError,
        takesContent: true,
        words: ["queued", "running", "succeeded"]
    )

    static let volc = Face(
        name: .volc,
        create: "/volc/v1/contents/generations/tasks",
        readPath: "/volc/v1/contents/generations/tasks/",
        created: { $0.keys == ["id", "status"] && $0["status"] == "submitted" ? $0["id"]?.text : nil },
        state: { ($0["id"]?.text, $0["status"]?.text) },
        isError: arkError,
        takesContent: true,
        words: ["queued", "running", "succeeded"]
    )

    static let anyfast = Face(
        name: .anyfast,
        create: "/v1/video/generations",
        readPath: "/v1/video/generations/",
        created: { $0["status"] == "processing" ? $0["id"]?.text : nil },
        state: { ($0["id"]?.text, $0["data"]?["status"]?.text) },
        isError: { reply in
            reply.json["error"]?.keys == ["message", "type", "code"] || reply.json.keys == ["code", "message", "data"]
        },
        takesContent: true,
        words: ["QUEUED", "IN_PROGRESS", "SUCCESS"]
    )

    static let xcompute = Face(
        name: .xcompute,
        create: "/v1/videos/generations",
        readPath: "/v1/tasks/",
        created: { $0["code"] == 200 ? $0["data"]?[0]?["task_id"]?.text : nil },
        state: { ($0["data"]?["id"]?.text, $0["data"]?["status"]?.text) },
        isError: { reply in
            reply.json["error"]?.keys == ["code", "message", "type"]
                && reply.json["error"]?["code"] == .integer(reply.status)
                && reply.json["error"]?["message"]?.text?.utf8.contains { $0 > 127 } == true
        },
        takesContent: false,
        unknownTask: 400,
        words: ["submitted", "processing", "completed"]
    )

    static let toapis = Face(
        name: .toapis,
        create: "/v1/videos/generations",
        readPath: "/v1/videos/generations/",
        created: { $0["object"] == "generation.task" ? $0["id"]?.text : nil },
        state: { ($0["id"]?.text, $0["status"]?.text) },
        isError: { reply in
            reply.json["error"]?.keys == ["code", "message", "type"]
                && reply.json["error"]?["code"] == .integer(reply.status)
                && reply.json["error"]?["message"]?.text?.utf8.prefix(6).allSatisfy { $0 < 128 } == true
        },
        takesContent: false,
        words: ["queued", "in_progress", "completed"]
    )

    static let aigeneration = Face(
        name: .aigeneration,
        create: "/api/AIGeneration/video/seedance/createTask",
        readPath: "/api/AIGeneration/video/seedance/taskStatus/",
        created: { $0["success"] == true ? $0["data"]?["task_id"]?.text : nil },
        state: { ($0["data"]?["id"]?.text, $0["data"]?["status"]?.text) },
        isError: { reply in
            reply.json["message"]?.text?.isEmpty == false && reply.json["success"] != true
        },
        takesContent: true,
        invalid: 422,
        words: ["queued", "running", "succeeded"]
    )

    static let openai = Face(
        name: .openai,
        create: "/v1/videos",
        readPath: "/v1/videos/",
        created: { $0["object"] == "video" && $0["status"] == "queued" ? $0["id"]?.text : nil },
        state: { ($0["id"]?.text, $0["status"]?.text) },
        isError: { $0.json["error"]?.keys == ["message", "type", "param", "code"] },
        takesContent: false,
        takesForms: true,
        words: ["queued", "in_progress", "completed"]
    )

    /// The path below the dialect's own prefix, where nobody else answers.
    func own(_ path: String) -> String { "/\(name.rawValue)\(path)" }
}
