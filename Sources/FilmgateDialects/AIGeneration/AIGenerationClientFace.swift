public import FilmgateDomain

/// What a client of the Laravel application of seed 004 sends and reads: Ark's body, and a task in an envelope of its own
/// (vendors.md section 5).
public struct AIGenerationClientFace: ClientFace {
    private static let path = "/api/AIGeneration/video/seedance"

    /// What Seedance 1.5 Pro takes at Ark, but for the callback and for media inside of the body, which nothing shows.
    private let body = ArkCreateBody(
        vendor: "this vendor",
        vocabulary: ArkCreateBody.Vocabulary(
            parameters: [
                .returnLastFrame, .serviceTier, .executionExpiresAfter, .generateAudio, .draft, .resolution, .ratio,
                .duration, .seed, .cameraFixed, .watermark,
            ],
            roles: [.image: [nil, .firstFrame, .lastFrame]],
            inline: []
        )
    )

    public init() {}

    public let name = DialectName.aigeneration

    /// No limit is published. Laravel allows 60 calls a minute where nobody sets anything else: a third of them for
    /// creates.
    public let traits = ClientTraits(
        abilities: Abilities(
            modes: [.text, .firstFrame, .firstAndLastFrame],
            features: [
                "flex", .audible, .silent, .promptless, .draft, .final, .watermark, .cameraFixed, .seed, .adaptiveText,
            ]
        ),
        limits: CallLimits(create: CallRate(20, per: .seconds(60)), get: CallRate(40, per: .seconds(60))),
        delivery: []
    )

    /// The document knows 1.5 Pro alone.
    public func name(of model: ModelSpec) -> String? {
        model.id == ModelSpec.seedance15Pro.id ? model.id : nil
    }

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        WireCall("POST", Self.path + "/createTask", body: .json(try body.value(request, token: nil)))
    }

    /// The answer is not documented; that of a read has the id in `data`.
    public func created(_ reply: WireReply) -> CreateReply {
        let fields = RemoteFields(reply.body)
        let data = fields?.object("data") ?? fields
        if (200..<300).contains(reply.status), let id = data?.id("id") ?? data?.id("task_id") {
            return .accepted(id: id)
        }
        return refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: reply.doubt)
    }

    public func read(_ id: String) -> WireCall {
        WireCall("GET", "\(Self.path)/taskStatus/\(PercentEncoding.escape(id))")
    }

    public func task(_ reply: WireReply) -> ReadReply {
        let fields = RemoteFields(reply.body)
        if (200..<300).contains(reply.status) {
            let task = fields?.object("data").flatMap { AIGenerationRemoteTask(fields: $0).task }
            return task.map(ReadReply.task) ?? .unreadable(reason: "HTTP status \(reply.status) without a task")
        }
        // Its own envelope; a route that does not exist has none.
        if reply.status == 404, fields?.bool("success") == false { return .missing }
        return refusal(reply).map(ReadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// A task that nobody has: without the key the answer is 401.
    public func probe() -> WireCall { read("seedance_0_000000") }

    private func refusal(_ reply: WireReply) -> UpstreamRefusal? {
        OutcomeTable.ark.refusal(reply, said: AIGenerationError.said(reply))
    }
}
