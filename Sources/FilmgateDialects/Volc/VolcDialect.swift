public import FilmgateDomain

/// Ark passed through by a reseller under `/volc/v1` (seed 003; vendors.md section 4).
///
/// Only two things differ from Ark on the wire: the create says `submitted`, and a list begins with its total.
public struct VolcDialect: Dialect {
    public init() {}

    public let name = DialectName.volc

    public let operations = [
        Operation(.create, "POST", "/volc/v1/contents/generations/tasks"),
        Operation(.list, "GET", "/volc/v1/contents/generations/tasks"),
        Operation(.read, "GET", "/volc/v1/contents/generations/tasks/{id}"),
        Operation(.remove, "DELETE", "/volc/v1/contents/generations/tasks/{id}"),
    ]

    public let house = HouseRules.ark

    public let idForm = TaskIDForm.ark

    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        try ArkBody(body, foreign: .kept).request()
    }

    public func decodeList(_ call: Call) throws(Refusal) -> ListRequest {
        try ArkListQuery.decode(call)
    }

    public func created(_ view: TaskView) -> Answer {
        Answer(["id": .string(view.id), "status": "submitted"])
    }

    public func task(_ view: TaskView, call: Call) -> Answer {
        Answer(.object(ArkTaskBody.object(view)))
    }

    public func list(_ page: ListView) -> Answer {
        Answer(["total": .integer(page.total), "items": .array(page.items.map { .object(ArkTaskBody.object($0)) })])
    }

    public func removed(_ view: TaskView) -> Answer {
        Answer([:])
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        ArkFailure.answer(refusal, during: kind, requestID: requestID)
    }
}
