public import FilmgateDomain

/// AnyFast: Ark's body at new-api's paths (seed 000; vendors.md sections 1 and 6).
public struct AnyFastDialect: Dialect {
    /// Which of the shapes that AnyFast has documented over time a read answers (vendors.md section 1.4).
    public enum ReadShape: String, Sendable, CaseIterable {
        /// The second and the third in one object: they have no key in common.
        case shapeBC = "bc"
        /// The oldest alone: Ark's task with dates as text.
        case shapeA = "a"
    }

    public let readShape: ReadShape

    public init(readShape: ReadShape = .shapeBC) {
        self.readShape = readShape
    }

    public let name = DialectName.anyfast

    public let operations = [
        Operation(.create, "POST", "/v1/video/generations"),
        Operation(.read, "GET", "/v1/video/generations/{id}"),
        Operation(.models, "GET", "/v1/models"),
    ]

    /// `adaptive` is documented, a duration of -1 is not (vendors.md section 1.2).
    public let house = HouseRules(ratio: .fixed(.landscape), audio: false, takesAutomaticDuration: false)

    public let idForm = TaskIDForm.generation

    public let takesBareKey = true

    /// A body without `content` but with a `prompt` is new-api's.
    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        let fields = Self.named(try JSONFields(body: body))
        if try fields.array("content", as: .content) == nil, fields.value("prompt") != nil {
            return try NewAPIBody(fields).request()
        }
        return try ArkBody(fields, foreign: .ignored).request()
    }

    /// The vendor's own word for 2.0, which names no model anywhere else (models.md section 8).
    static let seedance20 = "seedance"

    private static func named(_ fields: JSONFields) -> JSONFields {
        guard fields.value("model") == .string(seedance20) else { return fields }
        var object = fields.object
        object["model"] = .string(ModelSpec.seedance20.id)
        return JSONFields(object)
    }

    /// What every client of this vendor looks for, old and new, in one object.
    public func created(_ view: TaskView) -> Answer {
        Answer([
            "id": .string(view.id),
            "task_id": .string(view.id),
            "object": "video",
            "model": .string(view.model.id),
            "status": "processing",
            "progress": 0,
            "created_at": .integer(Int(view.task.createdAt.seconds)),
        ])
    }

    public func task(_ view: TaskView, call: Call) -> Answer {
        let task = AnyFastTask(view)
        return switch readShape {
        case .shapeBC: Answer(.object(task.current))
        case .shapeA: Answer(.object(task.oldest))
        }
    }

    public func models(_ models: [ModelSpec]) -> Answer {
        let entries: [JSONValue] = models.map { model in
            ["id": .string(model.id), "object": "model", "created": 1_626_777_600, "owned_by": "bytedance"]
        }
        return Answer(["object": "list", "data": .array(entries)])
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        AnyFastFailure.answer(refusal, during: kind, requestID: requestID)
    }
}
