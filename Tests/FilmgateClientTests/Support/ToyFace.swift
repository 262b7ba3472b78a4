import FilmgateClient

/// A vendor as simple as can be, so that the tests are about the client: a task is `{"id", "state", "video"}`, a refusal is
/// `{"refused": kind}`, and whatever else comes is unreadable.
struct ToyFace: ClientFace {
    var name: DialectName { "toy" }
    var traits = ClientTraits(
        abilities: Abilities(modes: [.text], features: []),
        limits: CallLimits(),
        delivery: [],
        list: 100,
        cancels: true
    )

    func name(of model: ModelSpec) -> String? { "toy-\(model.shortName)" }

    func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall {
        if request.parameters.watermark == true { throw CannotExpress("watermark", value: "true", "toys have none") }
        var body: JSONObject = ["model": .string(request.model)]
        body["token"] = token.map { .string($0.text) }
        body["content"] = .array(
            request.content.map { item in
                switch item.body {
                case .text(let text): .string(text)
                case .draftTask(let id): .string("draft:\(id)")
                case .media(let medium):
                    switch medium.source {
                    case .url(let url): .string(url)
                    case .data(let region): .long(region)
                    }
                }
            }
        )
        return WireCall("POST", "/v1/toys", body: .json(.object(body)))
    }

    private func field(_ reply: WireReply, _ key: String) -> String? {
        guard case .object(let object)? = reply.body, case .string(let text)? = object[key] else { return nil }
        return text
    }

    private func refusal(_ reply: WireReply) -> UpstreamRefusal? {
        let kinds: [String: UpstreamRefusal.Kind] = [
            "order": .order, "account": .account, "throttled": .throttled, "infrastructure": .infrastructure,
        ]
        guard let word = field(reply, "refused"), let kind = kinds[word] else { return nil }
        return UpstreamRefusal(
            kind,
            TaskFailure(code: word, message: "no"),
            retryAfter: reply.headers["retry-after"].flatMap { Int($0) }.map { .seconds($0) }
        )
    }

    func created(_ reply: WireReply) -> CreateReply {
        if let id = field(reply, "id") { return .accepted(id: id) }
        return refusal(reply).map(CreateReply.refused) ?? .doubtful(reason: "no id")
    }

    func read(_ id: String) -> WireCall { WireCall("GET", "/v1/toys/\(id)") }

    private func task(_ body: JSONValue?) -> RemoteTask? {
        guard case .object(let object)? = body, case .string(let id)? = object["id"],
            case .string(let word)? = object["state"]
        else { return nil }
        var report = UpstreamReport(upstreamID: id, state: VideoTask.State(rawValue: word), word: word)
        if case .string(let url)? = object["video"] { report.videoURL = url }
        if case .bool(let flag)? = object["needs_key"] { report.filesNeedKey = flag }
        if report.state == .failed { report.failure = TaskFailure(code: "Broken", message: "it broke") }
        return RemoteTask(report)
    }

    func task(_ reply: WireReply) -> ReadReply {
        if reply.status == 404 { return .missing }
        if let refusal = refusal(reply) { return .refused(refusal) }
        return task(reply.body).map(ReadReply.task) ?? .unreadable(reason: "no toy")
    }

    func list(_ query: RemoteListQuery) -> WireCall {
        WireCall("GET", "/v1/toys?page=\(query.page)&ids=\(query.ids.joined(separator: ","))")
    }

    func tasks(_ reply: WireReply) -> ListReply {
        if let refusal = refusal(reply) { return .refused(refusal) }
        guard case .array(let items)? = reply.body else { return .unreadable(reason: "no list") }
        return .tasks(items.compactMap { task($0) }, total: items.count, hasMore: false)
    }

    func cancel(_ id: String) -> WireCall { WireCall("DELETE", "/v1/toys/\(id)") }

    func cancelled(_ reply: WireReply) -> CancelReply {
        switch reply.status {
        case 200: .done
        case 404: .missing
        case 409: .refusedByState
        default: .unreadable(reason: "what?")
        }
    }

    func upload(_ picture: WireFile) -> WireCall {
        WireCall("POST", "/v1/uploads", body: .form([WirePart("file", .file(picture)), WirePart("why", .text("toy"))]))
    }

    func uploaded(_ reply: WireReply) -> UploadReply {
        field(reply, "url").map(UploadReply.address) ?? .unreadable(reason: "no url")
    }

    func probe() -> WireCall { WireCall("GET", "/v1/toys") }

    func hint(_ body: JSONValue) -> String? { nil }
}

extension FilmgateClient {
    /// A client of the toy vendor under a path of its own, whose spread is always in the middle.
    static func toy(
        _ transport: ScriptedTransport,
        traits: (inout ClientTraits) -> Void = { _ in },
        policy: ClientPolicy = ClientPolicy(),
        clock: any Clock<Duration> = SkippingClock()
    ) throws -> FilmgateClient {
        var face = ToyFace()
        traits(&face.traits)
        return try FilmgateClient(
            baseURL: "https://toys.example/gate",
            apiKey: "key-1",
            face: face,
            transport: transport,
            policy: policy,
            clock: clock,
            jitter: { 0.5 }
        )
    }
}
