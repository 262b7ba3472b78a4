import FilmgateDomain

/// A create in Ark's shape: a model, a `content` array, parameters beside them (ark.md section 2).
///
/// It reads in the order in which Ark checks (ark.md section 2.7): the model, the content, the parameters. Beyond that the
/// catalog's rules say what is taken.
struct ArkBody {
    /// What becomes of parameters that only later models have.
    enum Foreign {
        /// They reach the rules, which refuse by name those that the model does not have.
        case kept
        /// Those that the model does not have are unknown keys like any other, but noted.
        case ignored
    }

    let fields: JSONFields
    let foreign: Foreign

    init(_ body: JSONValue, foreign: Foreign) throws(Refusal) {
        try self.init(JSONFields(body: body), foreign: foreign)
    }

    init(_ fields: JSONFields, foreign: Foreign) {
        self.fields = fields
        self.foreign = foreign
    }

    func request() throws(Refusal) -> GenerationRequest {
        var request = GenerationRequest(model: try fields.model(), content: try content())
        guard !request.content.isEmpty else { throw Refusal(.missing, .parameter(.content), .absent) }
        request.parameters = try parameters(notes: &request.notes)
        return request
    }

    /// The items in their order; empty where the list is missing.
    func content(at path: String = "content") throws(Refusal) -> [ContentItem] {
        var items: [ContentItem] = []
        for (index, value) in (try fields.array("content", as: .content) ?? []).enumerated() {
            items.append(try item(value, path: "\(path)[\(index)]"))
        }
        return items
    }

    /// Everything beside model and content.
    func parameters(notes: inout [ParameterNote]) throws(Refusal) -> RequestParameters {
        var sent = RequestParameters()
        sent.callbackURL = try fields.string("callback_url", as: .callbackURL)
        sent.returnLastFrame = try fields.bool("return_last_frame", as: .returnLastFrame)
        sent.serviceTier = try fields.string("service_tier", as: .serviceTier)
        sent.executionExpiresAfter = try fields.integer("execution_expires_after", as: .executionExpiresAfter)
        sent.generateAudio = try fields.bool("generate_audio", as: .generateAudio)
        sent.draft = try fields.bool("draft", as: .draft)
        sent.resolution = try fields.string("resolution", as: .resolution)
        sent.ratio = try fields.string("ratio", as: .ratio)
        sent.duration = try fields.integer("duration", as: .duration)
        sent.seed = try fields.integer("seed", as: .seed)
        sent.cameraFixed = try fields.bool("camera_fixed", as: .cameraFixed)
        sent.watermark = try fields.bool("watermark", as: .watermark)
        sent.safetyIdentifier = try fields.string("safety_identifier", as: .safetyIdentifier)
        try readForeign(into: &sent, notes: &notes)
        return sent
    }

    private func readForeign(into sent: inout RequestParameters, notes: inout [ParameterNote]) throws(Refusal) {
        let ignored = Self.foreign.filter { !isTaken($0) }
        if !ignored.contains(.frames) { sent.frames = try fields.integer("frames", as: .frames) }
        if !ignored.contains(.priority) { sent.priority = try fields.integer("priority", as: .priority) }
        if !ignored.contains(.outputFormat) {
            sent.outputFormat = try fields.string("output_format", as: .outputFormat)
        }
        if !ignored.contains(.omniReferenceTaskType) {
            sent.omniReferenceTaskType = try fields.string("omni_reference_task_type", as: .omniReferenceTaskType)
        }
        if !ignored.contains(.tools), let tools = try fields.array("tools", as: .tools) {
            sent.tools = JSONWriter.text(.array(tools))
        }
        for name in ignored.map(\.rawValue) where fields.value(name) != nil && fields.value(name) != .array([]) {
            notes.append(ParameterNote(.ignored, name, "this vendor has no such parameter"))
        }
    }

    private static let foreign: [Parameter] = [.frames, .priority, .tools, .outputFormat, .omniReferenceTaskType]

    /// Whether the parameter reaches the rules: always, or only where the model has it. A model that only an account knows
    /// may have everything.
    private func isTaken(_ parameter: Parameter) -> Bool {
        switch foreign {
        case .kept: true
        case .ignored:
            if case .string(let name)? = fields.value("model"), let model = ModelCatalog.standard[name] {
                model.parameters.contains(parameter)
            } else {
                true
            }
        }
    }
}

extension ArkBody {
    /// Every `type` of the family, in Ark's order; the catalog says which of them a model takes.
    private static let itemTypes = ["text", "image_url", "audio_url", "video_url", "draft_task"]

    private func item(_ value: JSONValue, path: String) throws(Refusal) -> ContentItem {
        let item = JSONFields(try value.object(as: .item(path: path)))
        guard let type = try item.string("type", as: .item(path: path + ".type")) else {
            throw Refusal(.invalid, .item(path: path + ".type"), .unknownItemType(accepted: Self.itemTypes))
        }
        switch type {
        case "text":
            guard let text = try item.string("text", as: .item(path: path + ".text")) else {
                throw Refusal(.missing, .item(path: path + ".text"), .absent)
            }
            return ContentItem(.text(text), path: path)
        case "image_url": return try medium(.image, "image_url", of: item, path: path)
        case "video_url": return try medium(.video, "video_url", of: item, path: path)
        case "audio_url": return try medium(.audio, "audio_url", of: item, path: path)
        case "draft_task":
            let id = try nested("draft_task", "id", of: item, path: path)
            return ContentItem(.draftTask(id: try id.value.string(as: .item(path: id.path))), path: path)
        default:
            throw Refusal(
                .invalid,
                .item(path: path + ".type"),
                given: type,
                .unknownItemType(accepted: Self.itemTypes)
            )
        }
    }

    /// `role` stands beside the object that holds the address, not inside of it.
    private func medium(
        _ kind: MediaKind,
        _ key: String,
        of item: JSONFields,
        path: String
    ) throws(Refusal) -> ContentItem {
        let url = try nested(key, "url", of: item, path: path)
        let role = try item.string("role", as: .item(path: path + ".role")).map { MediaRole(rawValue: $0) }
        let source = try MediaSource(url.value, at: url.path)
        return ContentItem(.media(MediaItem(kind: kind, role: role, source: source)), path: path)
    }

    /// The one member of the object that belongs to an item's type.
    private func nested(
        _ key: String,
        _ member: String,
        of item: JSONFields,
        path: String
    ) throws(Refusal) -> (value: JSONValue, path: String) {
        let path = "\(path).\(key)"
        guard let object = try item.object(key, as: .item(path: path)) else {
            throw Refusal(.missing, .item(path: path), .absent)
        }
        guard let value = JSONFields(object).value(member) else {
            throw Refusal(.missing, .item(path: "\(path).\(member)"), .absent)
        }
        return (value, "\(path).\(member)")
    }
}
