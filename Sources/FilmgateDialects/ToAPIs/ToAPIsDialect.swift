public import FilmgateDomain

/// ToAPIs' video API: seed 002, vendors.md section 3.
public struct ToAPIsDialect: Dialect {
    public init() {}

    public let name: DialectName = .toapis

    public let operations = [
        Operation(.create, "POST", "/v1/videos/generations"),
        Operation(.read, "GET", "/v1/videos/generations/{id}"),
        Operation(.uploadImage, "POST", "/v1/uploads/images"),
        Operation(.models, "GET", "/v1/models"),
        Operation(.balance, "GET", "/v1/balance"),
        Operation(.balance, "GET", "/balance"),
        Operation(.balance, "GET", "/v1/user/balance"),
    ]

    public let house = HouseRules(
        ratio: .fixed(.landscape),
        audio: false,
        promptRequired: true,
        takesAdaptive: false,
        takesAutomaticDuration: false
    )

    public let idForm = TaskIDForm.task

    public let signs: Set<String> = ["metadata", "client_business_id", "callback_url"]

    public let readsClientReferences = true

    public let uploadLimit = 10 << 20

    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        try ToAPIsCreate(body).request()
    }

    public func created(_ view: TaskView) -> Answer {
        Answer(ToAPIsTask(view).created)
    }

    public func task(_ view: TaskView, call: Call) -> Answer {
        Answer(ToAPIsTask(view).body)
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        ToAPIsError(refusal, during: kind).answer
    }
}
