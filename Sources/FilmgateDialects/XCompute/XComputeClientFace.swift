public import FilmgateDomain

/// XCompute, and APIMart whose white label it is, as a client of theirs: seed 001, vendors.md section 2.
public struct XComputeClientFace: ClientFace {
    public init() {}

    public let name: DialectName = .xcompute

    public let traits = ClientTraits(
        abilities: Abilities(
            modes: [.text, .firstFrame, .firstAndLastFrame],
            features: [.audible, .silent, .cameraFixed, .seed, .inlineMedia]
        ),
        limits: CallLimits(),
        delivery: [.upload(types: ["image/jpeg", "image/png", "image/webp", "image/gif"], limit: 20 << 20)],
        callsBack: true
    )

    static let outcomes = OutcomeTable.flat(
        more: ["build_request_failed": .init(.order, "InvalidParameter")],
        certain: ["service_unavailable", "build_request_failed", "idempotency_unavailable"]
    )

    /// The names on the vendor's pages; models that have no page there are not sold (models.md section 8).
    static let names = [
        "doubao-seedance-1-5-pro": "doubao-seedance-1-5-pro", "doubao-seedance-2-0": "doubao-seedance-2.0",
        "doubao-seedance-2-0-fast": "doubao-seedance-2.0-fast",
    ]

    public func name(of model: ModelSpec) -> String? { Self.names[model.shortName] }

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        WireCall("POST", "/v1/videos/generations", body: .json(.object(try XComputeOrder(request).body())))
    }

    public func created(_ reply: WireReply) -> CreateReply {
        if (200..<300).contains(reply.status), let id = Self.createdID(reply.body) { return .accepted(id: id) }
        return refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: reply.doubt)
    }

    /// In the first of `data`, in `data` itself, or bare.
    private static func createdID(_ body: JSONValue?) -> String? {
        guard let fields = RemoteFields(body) else { return nil }
        let places = [RemoteFields(fields.array("data")?.first), fields.object("data"), fields]
        return places.compactMap { $0?.id("task_id") ?? $0?.id("id") }.first
    }

    /// The language of a failure's sentence is chosen by the query.
    public func read(_ id: String) -> WireCall {
        WireCall("GET", "/v1/tasks/\(PercentEncoding.escape(id))?language=en")
    }

    public func task(_ reply: WireReply) -> ReadReply {
        if (200..<300).contains(reply.status) {
            return XComputeRemoteTask(reply.body).map { .task($0.task) }
                ?? .unreadable(reason: "HTTP status \(reply.status) without a task")
        }
        if isMissing(reply) { return .missing }
        return refusal(reply).map(ReadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// A bad id is 400 to this vendor (vendors.md section 2.5).
    private func isMissing(_ reply: WireReply) -> Bool {
        guard [400, 404].contains(reply.status), let message = said(reply)?.message else { return false }
        return reply.status == 404
            || ["invalid task id", "无效的任务id", "task not found"].contains { message.lowercased().contains($0) }
    }

    public func upload(_ picture: WireFile) -> WireCall {
        WireCall("POST", "/v1/uploads/images", body: .form([WirePart("file", .file(picture))]))
    }

    public func uploaded(_ reply: WireReply) -> UploadReply {
        if (200..<300).contains(reply.status) {
            return RemoteFields(reply.body)?.address("url").map(UploadReply.address)
                ?? .unreadable(reason: "HTTP status \(reply.status) without an address")
        }
        return refusal(reply).map(UploadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// A balance that cannot be told is 200, so the models are asked for.
    public func probe() -> WireCall { WireCall("GET", "/v1/models") }

    /// The body of a read.
    public func hint(_ body: JSONValue) -> String? { XComputeRemoteTask(body)?.task.report.upstreamID }

    private func said(_ reply: WireReply) -> RemoteError? { RemoteError(flat: reply.body, table: Self.outcomes) }

    private func refusal(_ reply: WireReply) -> UpstreamRefusal? {
        Self.outcomes.refusal(reply, said: said(reply))
    }
}
