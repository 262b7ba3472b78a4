import FilmgateDomain

/// The body of a create as ToAPIs documents it: some parameters at the top, others in `metadata`, with Ark's names for
/// what ToAPIs lacks.
struct ToAPIsCreate {
    private let fields: JSONFields
    private let metadata: JSONFields

    init(_ body: JSONValue) throws(Refusal) {
        fields = try JSONFields(body: body)
        metadata = JSONFields(try Self.metadata(fields))
    }

    /// The vendor's words for parameters that Ark calls otherwise.
    static let words: [Parameter: String] = [
        .ratio: "aspect_ratio",
        .generateAudio: "audio",
        .cameraFixed: "camerafixed",
        .clientReference: clientReference,
    ]

    static let clientReference = "client_business_id"

    func request() throws(Refusal) -> GenerationRequest {
        let model = try fields.model(or: ModelSpec.seedance15Pro.shortName)
        var request = GenerationRequest(model: model, content: [])
        if let prompt = try fields.string("prompt", as: .wire("prompt")) {
            request.content.append(ContentItem(.text(prompt), path: "prompt"))
        }
        let takesReferences = ModelCatalog.standard[model]?.inputs.modes.contains(.references) ?? false
        try PictureLists(fields: fields, surplus: .ignored, takesReferences: takesReferences).read(into: &request)
        var seedance = SeedanceFields(
            [.init(fields: metadata, prefix: "metadata."), .init(fields: fields, prefix: "")],
            words: Self.words
        )
        request.content += try seedance.draft()
        try request.requirePrompt()
        request.parameters = try seedance.parameters()
        request.paths = seedance.paths
        request.notes += seedance.notes
        request.clientReference = try clientReference(&request.notes)
        try noteTrace(&request.notes)
        for name in ["webhook", "language"] where fields.value(name) != nil {
            request.notes.append(ParameterNote(.ignored, name, "this vendor has no such parameter"))
        }
        return request
    }

    /// An object, or the text of one.
    private static func metadata(_ fields: JSONFields) throws(Refusal) -> JSONObject {
        guard let value = fields.value("metadata") else { return [:] }
        let subject = Refusal.Subject.wire("metadata")
        let text: ByteRegion
        switch value {
        case .string(""): return [:]
        case .string(let words): text = ByteRegion(Array(words.utf8))
        case .long(let region): text = region
        case .null, .bool, .integer, .double, .array, .object: return try value.object(as: subject)
        }
        guard let parsed = try? JSONParser.parse(text), case .object(let object) = parsed else {
            throw value.refused(.object, as: subject)
        }
        return object
    }

    /// The client's own id, from either place; `metadata` holds, as for every parameter.
    private func clientReference(_ notes: inout [ParameterNote]) throws(Refusal) -> String? {
        let name = Self.clientReference
        let inside = try metadata.string(name, as: .wire("metadata." + name))
        let above = try fields.string(name, as: .wire(name))
        if let inside, let above, inside != above {
            notes.append(ParameterNote(.ignored, name, "metadata.\(name) holds"))
        }
        return inside ?? above
    }

    private func noteTrace(_ notes: inout [ParameterNote]) throws(Refusal) {
        if let id = try fields.string("trace_id", as: .wire("trace_id")) {
            notes.append(ParameterNote(.ignored, "trace_id", "\(id.prefix(64)): has no meaning for this model"))
        }
    }
}
