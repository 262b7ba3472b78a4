public import FilmgateDomain

/// What a client of AnyFast sends and reads: Ark's body at new-api's paths (seed 000; vendors.md sections 1 and 6).
public struct AnyFastClientFace: ClientFace {
    private static let path = "/v1/video/generations"

    private let body = ArkCreateBody(
        vendor: "AnyFast",
        vocabulary: ArkCreateBody.Vocabulary(
            parameters: [
                .generateAudio, .draft, .resolution, .ratio, .duration, .seed, .cameraFixed, .watermark,
            ],
            inline: [],
            takesDraftTask: false,
            takesPromptless: false,
            takesAdaptiveText: false,
            takesAutomaticDuration: false
        )
    )

    public init() {}

    public let name = DialectName.anyfast

    /// Neither list, cancel nor callback is documented, and no limit: a create every half second is far above what ten
    /// tasks at a time need.
    public let traits = ClientTraits(
        abilities: Abilities(
            modes: Set(GenerationMode.allCases),
            features: [.audible, .silent, .draft, .watermark, .cameraFixed, .seed]
        ),
        limits: CallLimits(create: CallRate(120, per: .seconds(60)), get: CallRate(10, per: .seconds(1))),
        delivery: []
    )

    /// The dated ids of 1.5 Pro are the vendor's too; 2.x has names of its own, 2.5 no page (models.md section 8).
    public func name(of model: ModelSpec) -> String? { Self.names[model.id] }

    private static let names = [
        ModelSpec.seedance15Pro.id: ModelSpec.seedance15Pro.id,
        ModelSpec.seedance20.id: AnyFastDialect.seedance20,
        ModelSpec.seedance20Fast.id: "seedance-fast",
        ModelSpec.seedance20Mini.id: "seedance-2.0-mini",
    ]

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        WireCall("POST", Self.path, body: .json(try body.value(request, token: nil)))
    }

    /// Old pages name the task `id`, newer ones `task_id`, the software itself both.
    public func created(_ reply: WireReply) -> CreateReply {
        let fields = RemoteFields(reply.body)
        if (200..<300).contains(reply.status), let id = fields?.id("id") ?? fields?.id("task_id") {
            return .accepted(id: id)
        }
        return NewAPIError.refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: reply.doubt)
    }

    public func read(_ id: String) -> WireCall { WireCall("GET", "\(Self.path)/\(PercentEncoding.escape(id))") }

    public func task(_ reply: WireReply) -> ReadReply {
        if (200..<300).contains(reply.status) {
            let task = RemoteFields(reply.body).flatMap { AnyFastRemoteTask($0)?.task }
            return task.map(ReadReply.task) ?? .unreadable(reason: "HTTP status \(reply.status) without a task")
        }
        if isMissing(reply) { return .missing }
        return NewAPIError.refusal(reply).map(ReadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// The vendor promises a 404 without saying its body, the software answers 400 with a code (vendors.md section 1.5). A
    /// 404 in the gateway's own envelope is a path that does not exist.
    private func isMissing(_ reply: WireReply) -> Bool {
        if NewAPIError(reply).said?.code == NewAPIError.unknownTask { return true }
        return reply.status == 404 && reply.body == nil && reply.excerpt.isEmpty
    }

    public func probe() -> WireCall { WireCall("GET", "/v1/models") }
}
