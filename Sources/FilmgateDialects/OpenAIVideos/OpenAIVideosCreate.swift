import FilmgateDomain

/// The body of a create: the vendor's few fields, and Seedance's own under Ark's names, at the top or in `metadata`.
struct OpenAIVideosCreate {
    private let fields: JSONFields
    private let metadata: JSONFields

    init(_ body: JSONValue) throws(Refusal) {
        let fields = try JSONFields(body: body)
        metadata = JSONFields(try Self.metadata(fields))
        self.fields = JSONFields(try Self.countingSeconds(fields))
    }

    func request() throws(Refusal) -> GenerationRequest {
        var request = GenerationRequest(model: try fields.model(or: ModelSpec.seedance15Pro.id), content: [])
        if fields.value("remix_video_id") != nil {
            let reason = Refusal.Reason.predicate("it cannot be used: no video is remixed here", chinese: "不支持 remix")
            throw Refusal(.unsupported, .wire("remix_video_id"), reason)
        }
        if let prompt = try fields.string("prompt", as: .wire("prompt")) {
            request.content.append(ContentItem(.text(prompt), path: "prompt"))
        }
        request.content += try picture(["input_reference", "image_reference", "reference_url"], role: .firstFrame)
        request.content += try picture(["last_frame"], role: .lastFrame)
        request.content += try ArkBody(fields, foreign: .kept).content()
        var seedance = SeedanceFields(
            [.init(fields: fields, prefix: ""), .init(fields: metadata, prefix: "metadata.")],
            words: [.duration: "seconds"],
            keepsForeign: true
        )
        request.content += try seedance.draft()
        try request.requirePrompt()
        request.parameters = try seedance.parameters()
        request.paths = seedance.paths
        request.notes += seedance.notes
        try applySize(to: &request)
        return request
    }

    /// An object, or the text of one.
    private static func metadata(_ fields: JSONFields) throws(Refusal) -> JSONObject {
        guard let value = fields.value("metadata") else { return [:] }
        if case .string(let text) = value, let parsed = try? JSONParser.parse(Array(text.utf8)),
            case .object(let object) = parsed
        {
            return object
        }
        return try value.object(as: .wire("metadata"))
    }

    /// `seconds` is a text to this vendor; from here on it is a number.
    private static func countingSeconds(_ fields: JSONFields) throws(Refusal) -> JSONObject {
        guard case .string(let text)? = fields.value("seconds") else { return fields.object }
        guard let seconds = Int(text) else {
            throw Refusal(.invalid, .wire("seconds"), given: text, .rule(.integer))
        }
        var object = fields.object
        object["seconds"] = .integer(seconds)
        return object
    }

    /// The first of the names that is there: an address or data URL as text, or in an object's `image_url`. The names
    /// behind the vendor's own are those of self-hosted servers.
    private func picture(_ names: [String], role: MediaRole) throws(Refusal) -> [ContentItem] {
        for name in names {
            guard var value = fields.value(name), value != .string("") else { continue }
            if case .object(let object) = value {
                let inner = JSONFields(object)
                if inner.value("file_id") != nil {
                    let why = Refusal.Reason.predicate(
                        "files are not kept here; send the picture as a file, or its address as image_url",
                        chinese: "不支持 file_id，请直接上传图片或填写 image_url"
                    )
                    throw Refusal(.unsupported, .wire(name + ".file_id"), why)
                }
                guard let address = inner.value("image_url") else {
                    throw Refusal(.missing, .wire(name + ".image_url"), .absent)
                }
                value = address
            }
            let source = try MediaSource(value, at: name)
            return [ContentItem(.media(MediaItem(kind: .image, role: role, source: source)), path: name)]
        }
        return []
    }

    private func applySize(to request: inout GenerationRequest) throws(Refusal) {
        guard let size = try fields.string("size", as: .wire("size")) else { return }
        // The sizes of the family are alike, also to a model that only an account knows.
        let model = ModelCatalog.standard[request.model] ?? .seedance15Pro
        guard let (resolution, ratio) = OpenAIVideosSize.meaning(of: size, for: model) else {
            throw Refusal(.invalid, .wire("size"), given: size, .rule(.oneOf(OpenAIVideosSize.known(for: model))))
        }
        for (parameter, given, meant) in [
            (Parameter.resolution, request.parameters.resolution, resolution.rawValue),
            (Parameter.ratio, request.parameters.ratio, ratio.rawValue),
        ] {
            guard let given, given != meant else { continue }
            let path = request.paths[parameter] ?? parameter.rawValue
            throw SeedanceFields.contradiction(path, given, with: "size")
        }
        request.parameters.resolution = resolution.rawValue
        request.parameters.ratio = ratio.rawValue
        request.paths[.resolution] = "size"
        request.paths[.ratio] = "size"
    }
}
