public import FilmgateDomain

/// What a client of a reseller that passes Ark through under `/volc/v1` sends and reads (seed 003; vendors.md section 4).
///
/// The bodies are Ark's. The gateway in front adds an envelope of its own for its own refusals: new-api's.
public struct VolcClientFace: ClientFace {
    private let calls = ArkCalls(
        path: "/volc/v1/contents/generations/tasks",
        refusal: { NewAPIError.refusal($0) },
        said: { NewAPIError.read($0) }
    )
    private let body = ArkCreateBody(vendor: "this vendor", vocabulary: ArkCreateBody.Vocabulary())

    public init() {}

    public let name = DialectName.volc

    /// The limits are those of Ark behind it; the vendor publishes none.
    public let traits = ClientTraits.ark

    public func name(of model: ModelSpec) -> String? { model.id }

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        WireCall("POST", calls.path, body: .json(try body.value(request, token: token)))
    }

    /// Ark's answer with `status: submitted` beside the id.
    public func created(_ reply: WireReply) -> CreateReply { calls.created(reply) }

    public func read(_ id: String) -> WireCall { calls.read(id) }

    public func task(_ reply: WireReply) -> ReadReply { calls.task(reply) }

    public func list(_ query: RemoteListQuery) -> WireCall { calls.list(query) }

    public func tasks(_ reply: WireReply) -> ListReply { calls.tasks(reply) }

    public func cancel(_ id: String) -> WireCall { calls.cancel(id) }

    public func cancelled(_ reply: WireReply) -> CancelReply { calls.cancelled(reply) }

    public func probe() -> WireCall { calls.probe() }

    public func hint(_ body: JSONValue) -> String? { RemoteFields(body)?.id("id") }
}
