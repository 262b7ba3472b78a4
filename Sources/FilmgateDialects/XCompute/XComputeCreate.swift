import FilmgateDomain

/// The body of a create as XCompute documents it, with Ark's names for what XCompute lacks.
struct XComputeCreate {
    private let fields: JSONFields

    init(_ body: JSONValue) throws(Refusal) {
        let fields = try JSONFields(body: body)
        self.fields = JSONFields(Self.inOurWords(fields))
    }

    /// The vendor calls the models after 1.5 by names with a dot, and their ratio `size` (models.md section 8).
    private static func inOurWords(_ fields: JSONFields) -> JSONObject {
        var object = fields.object
        if case .string(let name)? = fields.value("model"),
            let known = XComputeClientFace.names.first(where: { $0.value == name.lowercased() })
        {
            object["model"] = .string(known.key)
        }
        guard let name = JSONFields(object).value("model"), case .string(let model) = name,
            ModelCatalog.standard[model]?.id != ModelSpec.seedance15Pro.id
        else { return object }
        if let size = fields.value("size"), fields.value("aspect_ratio") == nil { object["aspect_ratio"] = size }
        return object
    }

    /// The vendor's words for parameters that Ark calls otherwise.
    static let words: [Parameter: String] = [
        .ratio: "aspect_ratio",
        .generateAudio: "audio",
        .cameraFixed: "camerafixed",
    ]

    func request() throws(Refusal) -> GenerationRequest {
        var request = GenerationRequest(model: try fields.model(), content: [])
        if let prompt = try fields.string("prompt", as: .wire("prompt")) {
            request.content.append(ContentItem(.text(prompt), path: "prompt"))
        }
        try PictureLists(fields: fields, surplus: .refused).read(into: &request)
        var seedance = SeedanceFields([.init(fields: fields, prefix: "")], words: Self.words)
        request.content += try seedance.draft()
        try request.requirePrompt()
        request.parameters = try seedance.parameters()
        request.paths = seedance.paths
        request.notes += seedance.notes
        try readWebhook(into: &request.parameters)
        for name in ["metadata", "client_business_id"] where fields.value(name) != nil {
            request.notes.append(ParameterNote(.ignored, name, "this vendor has no such parameter"))
        }
        if try fields.string("language", as: .wire("language")) != nil {
            request.notes.append(ParameterNote(.ignored, "language", "each status query chooses its own"))
        }
        return request
    }

    /// `webhook` is a base: the vendor posts to `/callback` below it.
    private func readWebhook(into parameters: inout RequestParameters) throws(Refusal) {
        guard let base = try fields.string("webhook", as: .wire("webhook")) else { return }
        guard WebAddress.isValid(base) else {
            throw Refusal(.invalid, .wire("webhook"), given: base, .rule(.httpURL))
        }
        let end = base.firstIndex { $0 == "?" || $0 == "#" } ?? base.endIndex
        var path = base[..<end]
        while path.last == "/" { path.removeLast() }
        let query = base[end...].prefix { $0 != "#" }
        let address = path + "/callback" + query
        if let other = parameters.callbackURL, other != address {
            throw SeedanceFields.contradiction("callback_url", other, with: "webhook")
        }
        parameters.callbackURL = String(address)
    }
}
