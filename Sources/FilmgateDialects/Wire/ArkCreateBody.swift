import FilmgateDomain

/// A create as a client of Ark's body writes it (ark.md section 2, models.md section 3).
///
/// What the request does not say is left out. So is what says the vendor's own default of a parameter that some model knows
/// not at all: whether `draft: false` trips its "must be empty" is not recorded (models.md section 7).
struct ArkCreateBody {
    /// What of Ark's body a vendor takes.
    struct Vocabulary {
        /// Beside model and content.
        var parameters: Set<Parameter> = ArkCreateBody.parameters
        var roles: [MediaKind: [MediaRole?]] = ArkCreateBody.roles
        /// The kinds that may stand in the body itself.
        var inline: Set<MediaKind> = [.image, .audio]
        var takesDraftTask = true
        /// Whether pictures alone are enough.
        var takesPromptless = true
        /// Whether the model may be left to choose the ratio of a text's video.
        var takesAdaptiveText = true
        var takesAutomaticDuration = true
    }

    let vendor: String
    let vocabulary: Vocabulary

    static let parameters: Set<Parameter> = [
        .callbackURL, .returnLastFrame, .serviceTier, .executionExpiresAfter, .generateAudio, .draft, .resolution,
        .ratio, .duration, .frames, .seed, .cameraFixed, .watermark, .safetyIdentifier, .priority, .tools,
        .outputFormat, .omniReferenceTaskType,
    ]

    /// One picture may come without its role.
    static let roles: [MediaKind: [MediaRole?]] = [
        .image: [nil, .firstFrame, .lastFrame, .referenceImage],
        .video: [.referenceVideo],
        .audio: [.referenceAudio],
    ]

    /// What every model does where nothing is said.
    private static let defaults: [Parameter: JSONValue] = [
        .draft: false, .serviceTier: "default", .cameraFixed: false, .seed: -1, .returnLastFrame: false,
        .executionExpiresAfter: 172_800,
    ]

    /// A final takes these from its draft; what becomes of one that is sent again is not documented (ark.md section 5).
    private static let reused: Set<Parameter> = [
        .generateAudio, .seed, .ratio, .duration, .frames, .cameraFixed,
    ]

    /// The body. The token's words take the place of the request's own.
    func value(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> JSONValue {
        if let reference = request.clientReference {
            throw CannotExpress(Parameter.clientReference.rawValue, value: reference, reason)
        }
        let isFinal = request.content.contains { if case .draftTask = $0.body { true } else { false } }
        if !isFinal { try checkWords(request) }
        var members: [(key: String, value: JSONValue)] = [
            ("model", .string(request.model)), ("content", try content(request.content)),
        ]
        for (parameter, value) in try Self.said(request.parameters, token: token) {
            if isFinal, Self.reused.contains(parameter) { continue }
            let isToken = parameter == .executionExpiresAfter && token?.expiry != nil
            if Self.defaults[parameter] == value, !isToken { continue }
            if parameter == .generateAudio, value == false, Self.isSilent(request.model) { continue }
            guard vocabulary.parameters.contains(parameter) else {
                throw CannotExpress(parameter.rawValue, value: value.plain, reason)
            }
            members.append((parameter.rawValue, value))
        }
        return .object(JSONObject(members))
    }

    private var reason: String { "\(vendor) has no word for it" }

    /// What of the words, ratio and length some vendors do not take.
    private func checkWords(_ request: GenerationRequest) throws(CannotExpress) {
        let hasText = request.content.contains { if case .text(let text) = $0.body { !text.isEmpty } else { false } }
        let hasMedia = request.content.contains { if case .media = $0.body { true } else { false } }
        if !vocabulary.takesPromptless, !hasText {
            throw CannotExpress(Parameter.content.rawValue, "\(vendor) asks for words beside the pictures")
        }
        let sent = request.parameters
        if !vocabulary.takesAdaptiveText, !hasMedia, sent.ratio == RatioChoice.adaptive.text {
            throw CannotExpress(
                Parameter.ratio.rawValue,
                value: sent.ratio,
                "\(vendor) takes it with a picture alone: it must be a ratio such as 16:9"
            )
        }
        if !vocabulary.takesAutomaticDuration, sent.duration == -1 {
            throw CannotExpress(
                Parameter.duration.rawValue,
                value: "-1",
                "\(vendor) has no automatic length: it must be a number of seconds"
            )
        }
    }

    /// Whether the catalog knows the model as one without sound, which has no word for it either.
    private static func isSilent(_ model: String) -> Bool {
        ModelCatalog.standard[model].map { !$0.parameters.contains(.generateAudio) } ?? false
    }

    /// Every parameter that has a value, in Ark's order.
    private static func said(
        _ sent: RequestParameters,
        token: AttemptToken?
    ) throws(CannotExpress) -> [(parameter: Parameter, value: JSONValue)] {
        let expiry = token?.expiry ?? sent.executionExpiresAfter
        let identifier = token.flatMap { $0.isExpiryAlone ? nil : $0.text } ?? sent.safetyIdentifier
        let all: [(Parameter, JSONValue?)] = [
            (.callbackURL, sent.callbackURL.map(JSONValue.string)),
            (.returnLastFrame, sent.returnLastFrame.map(JSONValue.bool)),
            (.serviceTier, sent.serviceTier.map(JSONValue.string)),
            (.executionExpiresAfter, expiry.map(JSONValue.integer)),
            (.generateAudio, sent.generateAudio.map(JSONValue.bool)),
            (.draft, sent.draft.map(JSONValue.bool)),
            (.resolution, sent.resolution.map(JSONValue.string)),
            (.ratio, sent.ratio.map(JSONValue.string)),
            (.duration, sent.duration.map(JSONValue.integer)),
            (.frames, sent.frames.map(JSONValue.integer)),
            (.seed, sent.seed.map(JSONValue.integer)),
            (.cameraFixed, sent.cameraFixed.map(JSONValue.bool)),
            (.watermark, sent.watermark.map(JSONValue.bool)),
            (.safetyIdentifier, identifier.map(JSONValue.string)),
            (.priority, sent.priority.map(JSONValue.integer)),
            (.tools, try tools(sent.tools)),
            (.outputFormat, sent.outputFormat.map(JSONValue.string)),
            (.omniReferenceTaskType, sent.omniReferenceTaskType.map(JSONValue.string)),
        ]
        return all.compactMap { parameter, value in value.map { (parameter, $0) } }
    }
}

extension ArkCreateBody {
    /// The list that the request keeps as text.
    private static func tools(_ text: String?) throws(CannotExpress) -> JSONValue? {
        guard let text else { return nil }
        if let value = try? JSONParser.parse(Array(text.utf8)), case .array = value { return value }
        throw CannotExpress(Parameter.tools.rawValue, value: text, "it must be a list of tools in JSON")
    }

    private func content(_ items: [ContentItem]) throws(CannotExpress) -> JSONValue {
        var entries: [JSONValue] = []
        for (index, item) in items.enumerated() {
            let place = "content[\(index)]"
            switch item.body {
            case .text(let text): entries.append(["type": "text", "text": .string(text)])
            case .media(let medium): entries.append(try entry(medium, at: place))
            case .draftTask(let id):
                guard vocabulary.takesDraftTask else { throw CannotExpress(place, value: "draft_task", reason) }
                entries.append(["type": "draft_task", "draft_task": ["id": .string(id)]])
            }
        }
        return .array(entries)
    }

    private func entry(_ medium: MediaItem, at place: String) throws(CannotExpress) -> JSONValue {
        guard let roles = vocabulary.roles[medium.kind] else {
            throw CannotExpress(place, value: medium.kind.rawValue, reason)
        }
        guard roles.contains(medium.role) else {
            throw CannotExpress("\(place).role", value: medium.role?.rawValue, reason)
        }
        let key = "\(medium.kind.rawValue)_url"
        let address: JSONValue
        switch medium.source {
        case .url(let url): address = .string(url)
        case .data(let region):
            guard vocabulary.inline.contains(medium.kind) else {
                let start = region[0..<32].withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
                throw CannotExpress("\(place).\(key)", value: "\(start)...", "\(vendor) takes a public address alone")
            }
            // Not copied: a picture may be tens of megabytes.
            address = .long(region)
        }
        var members: [(key: String, value: JSONValue)] = [
            ("type", .string(key)), (key, ["url": address]),
        ]
        if let role = medium.role { members.append(("role", .string(role.rawValue))) }
        return .object(JSONObject(members))
    }
}

extension JSONValue {
    /// The value as a word of an error: a string without its quotes.
    fileprivate var plain: String {
        if case .string(let text) = self { text } else { display }
    }
}
