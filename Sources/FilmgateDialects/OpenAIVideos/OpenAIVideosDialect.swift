public import FilmgateDomain

/// OpenAI's Videos API: vendors.md section 7, with Seedance's own parameters as extra fields.
public struct OpenAIVideosDialect: Dialect {
    public init() {}

    public let name: DialectName = .openai

    public let operations = [
        Operation(.create, "POST", "/v1/videos"),
        Operation(.list, "GET", "/v1/videos"),
        Operation(.read, "GET", "/v1/videos/{id}"),
        Operation(.remove, "DELETE", "/v1/videos/{id}"),
        Operation(.content, "GET", "/v1/videos/{id}/content"),
        Operation(.content, "HEAD", "/v1/videos/{id}/content"),
        Operation(.models, "GET", "/v1/models"),
        Operation(.absent, "POST", "/v1/videos/{id}/remix"),
        Operation(.absent, "POST", "/v1/videos/edits"),
        Operation(.absent, "POST", "/v1/videos/extensions"),
        Operation(.absent, "POST", "/v1/videos/characters"),
    ]

    /// The vendor's defaults are 4 seconds of 720x1280, also with a picture.
    public let house = HouseRules(ratio: .fixed(.portrait), duration: 4, promptRequired: true)

    public let idForm = TaskIDForm.video

    public func document(of form: [FormPart]) throws(Refusal) -> JSONValue? {
        try OpenAIVideosForm(form).document()
    }

    public func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest {
        try OpenAIVideosCreate(body).request()
    }

    public func decodeList(_ call: Call) throws(Refusal) -> ListRequest {
        try OpenAIVideosQuery.list(call)
    }

    public func decodeContent(_ call: Call) throws(Refusal) -> ContentVariant {
        try OpenAIVideosQuery.variant(call)
    }

    public func created(_ view: TaskView) -> Answer {
        Answer(OpenAIVideo(view).body)
    }

    /// The official clients ask again after as many milliseconds as the header says.
    public func task(_ view: TaskView, call: Call) -> Answer {
        let headers = view.task.state.isFinal ? [:] : ["openai-poll-after-ms": "1000"]
        return Answer(OpenAIVideo(view).body, headers: headers)
    }

    public func list(_ page: ListView) -> Answer {
        func id(_ view: TaskView?) -> JSONValue { view.map { .string($0.id) } ?? .null }
        return Answer([
            "object": "list",
            "data": .array(page.items.map { OpenAIVideo($0).body }),
            "first_id": id(page.items.first),
            "last_id": id(page.items.last),
            "has_more": .bool(page.hasMore),
        ])
    }

    public func removed(_ view: TaskView) -> Answer {
        Answer(["id": .string(view.id), "object": "video.deleted", "deleted": true])
    }

    public func models(_ models: [ModelSpec]) -> Answer {
        let data = models.map { model -> JSONValue in
            ["id": .string(model.id), "object": "model", "created": 0, "owned_by": "bytedance"]
        }
        return Answer(["object": "list", "data": .array(data)])
    }

    public func refusal(of operation: Operation) -> Refusal {
        let what = operation.path.split(separator: "/").last.map(String.init) ?? operation.path
        return Refusal(
            .unsupported,
            .wire(what),
            .words(
                "\(what) is not available: Seedance makes videos from a prompt and pictures with POST /v1/videos",
                chinese: "不支持 \(what)：请使用 POST /v1/videos 通过提示词和图片生成视频"
            )
        )
    }

    public func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        OpenAIVideosError(refusal).answer
    }
}
