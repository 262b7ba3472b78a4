import FilmgateDomain

/// A create in new-api's own shape: a prompt, pictures beside it, and Ark's parameters in `metadata`, where they count
/// more than those at the top (vendors.md section 6.2).
struct NewAPIBody {
    private let fields: JSONFields
    private let metadata: JSONFields
    private let catalog = ModelCatalog.standard

    init(_ fields: JSONFields) throws(Refusal) {
        self.fields = fields
        metadata = JSONFields(try Self.metadata(of: fields))
    }

    func request() throws(Refusal) -> GenerationRequest {
        let model = try fields.model()
        var request = GenerationRequest(model: model, content: try content())
        if metadata.value("model") != nil {
            request.notes.append(ParameterNote(.ignored, "metadata.model", "the model beside it holds"))
        }
        let merged = ArkBody(JSONFields(try parameters(model: model)), foreign: .ignored)
        request.parameters = try merged.parameters(notes: &request.notes)
        request.paths = paths
        return request
    }

    /// An object, or one written as a string.
    private static func metadata(of fields: JSONFields) throws(Refusal) -> JSONObject {
        guard let value = fields.value("metadata") else { return JSONObject() }
        switch value {
        case .object(let object): return object
        case .string(let text):
            if let parsed = try? JSONParser.parse(Array(text.utf8)), case .object(let object) = parsed { return object }
            throw value.refused(.object, as: .wire("metadata"))
        case .null, .bool, .integer, .double, .long, .array: throw value.refused(.object, as: .wire("metadata"))
        }
    }

    /// `metadata.content` takes the place of prompt and pictures, save that the prompt stays where it brings no text.
    private func content() throws(Refusal) -> [ContentItem] {
        let prompt = try fields.string("prompt", as: .wire("prompt")) ?? ""
        let text = ContentItem(.text(prompt), path: "prompt")
        let isBlank = !prompt.contains { !$0.isWhitespace }
        let items = try ArkBody(metadata, foreign: .ignored).content(at: "metadata.content")
        let bringsText = items.contains { item in
            switch item.body {
            case .text, .draftTask: true
            case .media: false
            }
        }
        if bringsText { return items }
        guard !isBlank else { throw Refusal(.missing, .wire("prompt"), .absent) }
        return [text] + (items.isEmpty ? try pictures() : items)
    }

    /// One picture is the first frame, two are the first and the last; more than that have no role, and the rules ask
    /// for one.
    private func pictures() throws(Refusal) -> [ContentItem] {
        var found: [(value: JSONValue, path: String)] = []
        if let image = fields.value("image") { found.append((image, "image")) }
        for (index, image) in (try fields.array("images", as: .wire("images")) ?? []).enumerated() {
            found.append((image, "images[\(index)]"))
        }
        if let reference = fields.value("input_reference") { found.append((reference, "input_reference")) }
        // Form-minded clients send every field, the unused ones empty.
        found.removeAll { $0.value == .string("") }
        var items: [ContentItem] = []
        for (index, picture) in found.enumerated() {
            let role: MediaRole? = found.count > 2 ? nil : index == 0 ? .firstFrame : .lastFrame
            let source = try MediaSource(picture.value, at: picture.path)
            items.append(
                ContentItem(.media(MediaItem(kind: .image, role: role, source: source)), path: picture.path)
            )
        }
        return items
    }

    /// Everything in Ark's names: first what stands at the top, then `size` and `seconds`, at last the metadata.
    private func parameters(model: String) throws(Refusal) -> JSONObject {
        var merged = fields.object
        if let seconds = fields.value("seconds"), fields.value("duration") == nil {
            merged["duration"] = .integer(try Self.seconds(seconds))
        }
        if let size = try fields.string("size", as: .wire("size")) { try apply(size, of: model, to: &merged) }
        // By name, not member by member: a hostile body has a hundred thousand of them.
        for parameter in Self.overridable {
            if let value = metadata.value(parameter.rawValue) { merged[parameter.rawValue] = value }
        }
        return merged
    }

    /// Where the parameters stand that are not at the top under their own names.
    private var paths: [Parameter: String] {
        var paths: [Parameter: String] = [:]
        if fields.value("duration") == nil, fields.value("seconds") != nil { paths[.duration] = "seconds" }
        for parameter in Self.overridable where metadata.value(parameter.rawValue) != nil {
            paths[parameter] = "metadata." + parameter.rawValue
        }
        return paths
    }

    private static let overridable: [Parameter] = [
        .callbackURL, .returnLastFrame, .serviceTier, .executionExpiresAfter, .generateAudio, .draft, .resolution,
        .ratio, .duration, .frames, .seed, .cameraFixed, .watermark, .safetyIdentifier, .priority, .tools,
        .outputFormat, .omniReferenceTaskType,
    ]

    /// A whole number, as a number or as a string.
    private static func seconds(_ value: JSONValue) throws(Refusal) -> Int {
        if let number = value.wholeNumber { return number }
        if case .string(let text) = value, let number = Int(text) { return number }
        throw value.refused(.integer, as: .wire("seconds"))
    }

    /// A size in pixels of the model's table, a ratio or a resolution; what stands there by its own name holds.
    private func apply(_ size: String, of model: String, to merged: inout JSONObject) throws(Refusal) {
        let spec = catalog[model] ?? .open(name: model)
        func set(_ key: String, _ word: String) {
            if fields.value(key) == nil { merged[key] = .string(word) }
        }
        if RatioChoice(text: size) != nil { return set("ratio", size) }
        if spec.resolutions.contains(where: { $0.rawValue == size.lowercased() }) { return set("resolution", size) }
        var known: [String] = []
        for resolution in spec.resolutions {
            for ratio in spec.ratios {
                guard let pixels = spec.pixels[resolution, ratio]?.text else { continue }
                if pixels == size.lowercased() {
                    set("resolution", resolution.rawValue)
                    return set("ratio", ratio.rawValue)
                }
                known.append(pixels)
            }
        }
        throw Refusal(.invalid, .wire("size"), given: size, .rule(.oneOf(known)))
    }
}
