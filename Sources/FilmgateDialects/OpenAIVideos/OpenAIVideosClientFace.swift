public import FilmgateDomain

/// OpenAI's Videos API as its client: OpenAI itself, self-hosted models behind vLLM-Omni or SGLang, another Filmgate
/// (vendors.md section 7).
public struct OpenAIVideosClientFace: ClientFace {
    /// How a create is written.
    public enum Encoding: Sendable {
        /// A form, with pictures as files.
        case multipart
        case json
    }

    public let encoding: Encoding
    /// Whether the server takes more than the vendor's own fields. OpenAI refuses others; self-hosted servers ignore
    /// what they do not know, so that what is ordered there is the operator's word.
    public let extraFields: Bool

    public init(encoding: Encoding = .multipart, extraFields: Bool = false) {
        self.encoding = encoding
        self.extraFields = extraFields
    }

    public let name: DialectName = .openai

    public var traits: ClientTraits {
        var features: Set<Feature> = [.audible, .inlineMedia]
        var modes: Set<GenerationMode> = [.text, .firstFrame]
        if extraFields {
            features.formUnion([
                .silent, .draft, .final, .watermark, .cameraFixed, .seed, .adaptiveText, .frames, "flex", "priority",
                "output_format", "omni_reference_task_type", "tools",
            ])
            modes.formUnion([.firstAndLastFrame, .references])
        }
        return ClientTraits(
            abilities: Abilities(modes: modes, features: features),
            limits: CallLimits(list: CallRate(1, per: .seconds(1))),
            delivery: encoding == .multipart ? [.part(types: Self.pictures)] : [.dataURL([.image])],
            list: 100,
            cancels: true,
            filesNeedKey: true,
            callsBack: extraFields
        )
    }

    /// What OpenAI takes as a file.
    private static let pictures: Set<String> = ["image/jpeg", "image/png", "image/webp"]

    /// A bare 500 leaves us in doubt; that there is no place is said before anything is made.
    static let outcomes = OutcomeTable.flat(
        more: [
            "invalid_value": .init(.order, "InvalidParameter"),
            "missing_required_parameter": .init(.order, "MissingParameter"),
            "unsupported_parameter": .init(.order, "InvalidParameter"),
            "moderation_blocked": .init(.order, "SensitiveContentDetected"),
            "generation_failed": .init(.order, nil),
            "invalid_api_key": .init(.account, "AuthenticationError"),
            "model_not_found": .init(.account, "InvalidEndpointOrModel.NotFound"),
            "unknown_url": .init(.account, "NotFound"),
            "billing_hard_limit_reached": .init(.account, "AccountOverdueError"),
            "server_overloaded": .init(.infrastructure, "ServerOverloaded"),
        ],
        certain: ["service_unavailable", "server_overloaded", "model_not_found"]
    )

    public func name(of model: ModelSpec) -> String? { model.id }

    public func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        let order = try OpenAIVideosOrder(request, extraFields: extraFields)
        let body: WireBody
        switch encoding {
        case .json: body = .json(.object(try order.body()))
        // OpenAI takes an address in a JSON create alone.
        case .multipart where !extraFields && order.hasAddress: body = .json(.object(try order.body()))
        case .multipart: body = .form(try order.form())
        }
        return WireCall("POST", "/v1/videos", body: body)
    }

    public func created(_ reply: WireReply) -> CreateReply {
        if (200..<300).contains(reply.status), let id = RemoteFields(reply.body)?.id("id") { return .accepted(id: id) }
        return refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: reply.doubt)
    }

    public func read(_ id: String) -> WireCall { WireCall("GET", Self.path(of: id)) }

    public func task(_ reply: WireReply) -> ReadReply {
        if (200..<300).contains(reply.status) {
            return OpenAIRemoteVideo(reply.body).map { .task($0.task) }
                ?? .unreadable(reason: "HTTP status \(reply.status) without a video")
        }
        if isMissing(reply) { return .missing }
        return refusal(reply).map(ReadReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    /// The list knows neither ids nor states; it pages by the last id.
    public func list(_ query: RemoteListQuery) -> WireCall {
        var items = [(name: "limit", value: String(min(max(query.size, 1), 100)))]
        if let after = query.after { items.append((name: "after", value: after)) }
        return WireCall("GET", "/v1/videos" + PercentEncoding.query(items))
    }

    public func tasks(_ reply: WireReply) -> ListReply {
        guard (200..<300).contains(reply.status) else {
            return refusal(reply).map(ListReply.refused) ?? .unreadable(reason: reply.doubt)
        }
        guard let fields = RemoteFields(reply.body), let items = fields.array("data") else {
            return .unreadable(reason: "HTTP status \(reply.status) without a list of videos")
        }
        let tasks = items.compactMap { OpenAIRemoteVideo($0)?.task }
        return .tasks(tasks, total: nil, hasMore: fields.bool("has_more") ?? false)
    }

    /// OpenAI deletes what has ended and refuses the rest; self-hosted servers and Filmgate end what waits.
    public func cancel(_ id: String) -> WireCall { WireCall("DELETE", Self.path(of: id)) }

    public func cancelled(_ reply: WireReply) -> CancelReply {
        if (200..<300).contains(reply.status) { return .done }
        if isMissing(reply) { return .missing }
        if [400, 409].contains(reply.status) { return .refusedByState }
        return refusal(reply).map(CancelReply.refused) ?? .unreadable(reason: reply.doubt)
    }

    public func probe() -> WireCall { WireCall("GET", "/v1/models") }

    public func hint(_ body: JSONValue) -> String? { RemoteFields(body)?.object("data")?.id("id") }

    static func path(of id: String) -> String { "/v1/videos/\(PercentEncoding.escape(id))" }

    private func said(_ reply: WireReply) -> RemoteError? { RemoteError(flat: reply.body, table: Self.outcomes) }

    private func refusal(_ reply: WireReply) -> UpstreamRefusal? {
        Self.outcomes.refusal(reply, said: said(reply))
    }

    /// A 404 without the vendor's envelope is a path that does not exist: no video is given up for it.
    private func isMissing(_ reply: WireReply) -> Bool {
        guard reply.status == 404, let error = RemoteFields(reply.body)?.object("error") else { return false }
        return error.string("code") != "unknown_url" && error.string("code") != "model_not_found"
    }
}
