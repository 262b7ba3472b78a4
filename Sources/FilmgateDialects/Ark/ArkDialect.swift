public import FilmgateDomain

/// Volcengine Ark's own API, the authority on every rule (ark.md).
public struct ArkDialect: Dialect {
    public init() {}

    public let name = DialectName.ark

    /// The same calls under the ordinary path and under that of the Agent Plan.
    public let operations = ["/api/v3", "/api/plan/v3"].flatMap { base in
        [
            Operation(.create, "POST", base + "/contents/generations/tasks"),
            Operation(.list, "GET", base + "/contents/generations/tasks"),
            Operation(.read, "GET", base + "/contents/generations/tasks/{id}"),
            Operation(.remove, "DELETE", base + "/contents/generations/tasks/{id}"),
        ]
    }

    public let house = HouseRules.ark

    public let idForm = TaskIDForm.ark

    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        try ArkBody(body, foreign: .kept).request()
    }

    public func decodeList(_ call: Call) throws(Refusal) -> ListRequest {
        try ArkListQuery.decode(call)
    }

    public func created(_ view: TaskView) -> Answer {
        Answer(["id": .string(view.id)])
    }

    public func task(_ view: TaskView, call: Call) -> Answer {
        Answer(.object(ArkTaskBody.object(view)))
    }

    public func list(_ page: ListView) -> Answer {
        Answer(["items": .array(page.items.map { .object(ArkTaskBody.object($0)) }), "total": .integer(page.total)])
    }

    /// An empty body would break the official SDK (ark.md section 11).
    public func removed(_ view: TaskView) -> Answer {
        Answer([:])
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        ArkFailure.answer(refusal, during: kind, requestID: requestID)
    }
}
