public import FilmgateDomain

/// What a client of Volcengine Ark sends and reads (ark.md).
public struct ArkClientFace: ClientFace {
    private let calls = ArkCalls(
        path: "/api/v3/contents/generations/tasks",
        refusal: { OutcomeTable.ark.refusal($0, said: RemoteError(ark: $0.body)) },
        said: { RemoteError(ark: $0.body) }
    )
    private let body = ArkCreateBody(vendor: "Ark", vocabulary: ArkCreateBody.Vocabulary())

    public init() {}

    public let name = DialectName.ark

    public let traits = ClientTraits.ark

    public func name(of model: ModelSpec) -> String? { model.id }

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        WireCall("POST", calls.path, body: .json(try body.value(request, token: token)))
    }

    public func created(_ reply: WireReply) -> CreateReply { calls.created(reply) }

    public func read(_ id: String) -> WireCall { calls.read(id) }

    public func task(_ reply: WireReply) -> ReadReply { calls.task(reply) }

    public func list(_ query: RemoteListQuery) -> WireCall { calls.list(query) }

    public func tasks(_ reply: WireReply) -> ListReply { calls.tasks(reply) }

    public func cancel(_ id: String) -> WireCall { calls.cancel(id) }

    public func cancelled(_ reply: WireReply) -> CancelReply { calls.cancelled(reply) }

    public func probe() -> WireCall { calls.probe() }

    /// A callback's body is that of a read (ark.md section 7).
    public func hint(_ body: JSONValue) -> String? { RemoteFields(body)?.id("id") }
}
