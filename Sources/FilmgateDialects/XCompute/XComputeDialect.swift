public import FilmgateDomain

/// XCompute's video API, a white label of APIMart: seed 001, vendors.md section 2.
///
/// Errors are Chinese, as the seed prints them. The error of a failed task is English unless a status query asks for
/// `language=zh`.
public struct XComputeDialect: Dialect {
    public init() {}

    public let name: DialectName = .xcompute

    public let operations = [
        Operation(.create, "POST", "/v1/videos/generations"),
        Operation(.read, "GET", "/v1/tasks/{id}"),
        Operation(.uploadImage, "POST", "/v1/uploads/images"),
        Operation(.models, "GET", "/v1/models"),
        Operation(.balance, "GET", "/balance"),
        Operation(.balance, "GET", "/v1/balance"),
        Operation(.balance, "GET", "/v1/user/balance"),
        Operation(.usage, "GET", "/v1/usage"),
    ]

    public let house = HouseRules(
        ratio: .fixed(.landscape),
        audio: false,
        promptRequired: true,
        takesAdaptive: false,
        takesAdaptiveLater: true,
        takesAutomaticDuration: false
    )

    public let idForm = TaskIDForm.task

    public let signs: Set<String> = ["webhook", "language"]

    /// ToAPIs takes them at the top too, though it documents them elsewhere.
    public let hints: Set<String> = ["resolution", "seed"]

    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        try XComputeCreate(body).request()
    }

    public func created(_ view: TaskView) -> Answer {
        Answer(["code": 200, "data": [["status": "submitted", "task_id": .string(view.id)]]])
    }

    public func task(_ view: TaskView, call: Call) -> Answer {
        Answer(XComputeTask(view, language: call.query("language")).body)
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        XComputeError(refusal, during: kind).answer
    }
}
