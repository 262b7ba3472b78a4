public import FilmgateDomain

/// ToAPIs as a client of theirs: seed 002, vendors.md section 3.
///
/// A create carries an id of ours: sent again with it, it answers with the first one's task.
public struct ToAPIsClientFace: ClientFace {
    public init() {}

    public let name: DialectName = .toapis

    public let traits = ClientTraits(
        abilities: Abilities(
            modes: [.text, .firstFrame, .firstAndLastFrame, .references],
            features: [.audible, .silent, .cameraFixed, .seed, .inlineMedia]
        ),
        limits: CallLimits(),
        delivery: [.upload(types: ["image/jpeg", "image/png", "image/webp", "image/gif"], limit: 10 << 20)],
        token: .reference,
        callsBack: true
    )

    /// A 500 leaves us in doubt, though its word is listed: asking again with the same id cures that for certain.
    static let outcomes = OutcomeTable.flat(
        more: [
            "generation_failed": .init(.order, nil),
            "task_not_found": .init(.order, "ResourceNotFound"),
            "not_found_error": .init(.account, "NotFound"),
        ],
        certain: ["service_unavailable"]
    )

    /// The names on the vendor's pages (models.md section 8).
    private static let names = [
        "doubao-seedance-1-5-pro": "doubao-seedance-1-5-pro", "doubao-seedance-2-0": "doubao-seedance-2-0",
        "doubao-seedance-2-0-fast": "doubao-seedance-2-0-fast",
    ]

    public func name(of model: ModelSpec) -> String? { Self.names[model.shortName] }

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        let body = try ToAPIsOrder(request, token: token).body()
        return WireCall("POST", "/v1/videos/generations", body: .json(.object(body)))
    }

    public func created(_ reply: WireReply) -> CreateReply {
        if (200..<300).contains(reply.status), let fields = RemoteFields(reply.body),
            let id = fields.id("id") ?? fields.id("task_id")
        {
            return .accepted(id: id)
        }
        return refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: reply.doubt)
    }

    public func read(_ id: String) -> WireCall {
        WireCall("GET", "/v1/videos/generations/\(PercentEncoding.escape(id))")
    }

    public func task(_ reply: WireReply) -> ReadReply {
        if (200..<300).contains(reply.status) {
            return ToAPIsRemoteTask(reply.body).map { .task($0.task) }
                ?? .unreadable(reason: "HTTP status \(reply.status) without a task")
        }
        if reply.status == 404, said(reply) != nil { return .missing }
        return refusal(reply).map(ReadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    public func upload(_ picture: WireFile) -> WireCall {
        let form = [WirePart("file", .file(picture)), WirePart("purpose", .text("generation"))]
        return WireCall("POST", "/v1/uploads/images", body: .form(form))
    }

    /// What it does not take is 400 with a sentence at the top of the answer.
    public func uploaded(_ reply: WireReply) -> UploadReply {
        let fields = RemoteFields(reply.body)
        if (200..<300).contains(reply.status), let address = fields?.object("data")?.address("url") {
            return .address(address)
        }
        if fields?.bool("success") == false, reply.status < 500 {
            let message = fields?.string("message") ?? reply.sentence
            return .refused(UpstreamRefusal(.order, TaskFailure(code: "InvalidParameter", message: message)))
        }
        return refusal(reply).map(UploadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// A balance that cannot be told is 200, so the models are asked for.
    public func probe() -> WireCall { WireCall("GET", "/v1/models?type=all") }

    public func hint(_ body: JSONValue) -> String? { RemoteFields(body)?.object("data")?.id("task_id") }

    private func said(_ reply: WireReply) -> RemoteError? { RemoteError(flat: reply.body, table: Self.outcomes) }

    private func refusal(_ reply: WireReply) -> UpstreamRefusal? {
        Self.outcomes.refusal(reply, said: said(reply))
    }
}
