import FilmgateDomain

@testable import FilmgateDialects

/// Creates that models of the family take, drawn from a seed: every kind of content, every parameter, said or left out.
///
/// Values keep to the catalog's ranges; whether they go together is not its business.
struct RequestGenerator {
    var random: SeededRandom
    var models = ModelCatalog.standard.models

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func request() -> GenerationRequest {
        let model = pick(models)
        var request = GenerationRequest(
            model: pick([model.id, model.id, model.internationalID] + model.aliases),
            content: []
        )
        let bodies = content(of: model)
        for (index, body) in bodies.enumerated() {
            request.content.append(ContentItem(body, path: "content[\(index)]"))
        }
        request.parameters = parameters(of: model)
        return request
    }

    // MARK: Content

    private mutating func content(of model: ModelSpec) -> [ContentItem.Body] {
        if model.draft != nil, chance(1, in: 12) { return [.draftTask(id: "cgt-20260521225953-\(number(0...99_999))")] }
        let mode = pick(GenerationMode.allCases.filter { model.inputs.modes.contains($0) })
        var bodies: [ContentItem.Body] = mode == .text || chance(5, in: 6) ? [.text(words())] : []
        switch mode {
        case .text: break
        case .firstFrame: bodies.append(medium(.image, chance(1, in: 3) ? nil : .firstFrame))
        case .firstAndLastFrame:
            bodies.append(medium(.image, .firstFrame))
            bodies.append(medium(.image, .lastFrame))
        case .references: bodies += references(of: model)
        }
        return bodies
    }

    private mutating func references(of model: ModelSpec) -> [ContentItem.Body] {
        var bodies: [ContentItem.Body] = []
        let kinds: [(MediaKind, MediaRole)] = [
            (.image, .referenceImage), (.video, .referenceVideo), (.audio, .referenceAudio),
        ]
        for (kind, role) in kinds {
            guard let most = model.inputs.references[kind]?.upperBound else { continue }
            for _ in 0..<number(kind == .image ? 1...min(most, 3) : 0...min(most, 2)) {
                bodies.append(medium(kind, role))
            }
        }
        return bodies
    }

    private mutating func medium(_ kind: MediaKind, _ role: MediaRole?) -> ContentItem.Body {
        .media(MediaItem(kind: kind, role: role, source: source(kind)))
    }

    /// An address, an asset, or the bytes themselves: mostly short, now and then longer than the parser copies.
    private mutating func source(_ kind: MediaKind) -> MediaSource {
        switch number(0...9) {
        case 0: return .url("asset://asset-\(number(0...9999))")
        case 1, 2:
            guard kind != .video else { break }
            let length = chance(1, in: 8) ? 70_000 : number(4...400)
            let digits = (0..<length).map { _ in pick(Array("ABCDwxyz0189+/".utf8)) }
            return .data(
                ByteRegion(Array("data:\(kind.rawValue)/\(kind == .image ? "png" : "wav");base64,".utf8) + digits)
            )
        default: break
        }
        return .url("https://media.example/\(number(0...9999))/\(pick(["a b", "猫", "x?y=1&z=2#f", "cat.png"]))")
    }

    /// Text in scripts and with signs that tempt a writer of JSON.
    private mutating func words() -> String {
        let pieces = [
            "A cat", "海边日落", " ", "\"quoted\"", "\\", "\n", "🎬", "e\u{301}", "\u{7F}", "/", "\u{2028}", "--x",
        ]
        return "A " + (0..<number(0...12)).map { _ in pick(pieces) }.joined()
    }

    // MARK: Parameters

    private mutating func parameters(of model: ModelSpec) -> RequestParameters {
        var sent = RequestParameters()
        let takes = model.parameters.union(model.extras.keys)
        for parameter in takes.sorted(by: { $0.rawValue < $1.rawValue }) where chance(2, in: 3) {
            set(parameter, in: &sent, of: model)
        }
        return sent
    }

    private mutating func set(_ parameter: Parameter, in sent: inout RequestParameters, of model: ModelSpec) {
        switch parameter {
        case .callbackURL: sent.callbackURL = "https://client.example/hook?id=\(number(0...9999))"
        case .returnLastFrame: sent.returnLastFrame = chance(1, in: 2)
        case .serviceTier: sent.serviceTier = pick(ServiceTier.allCases).rawValue
        case .executionExpiresAfter: sent.executionExpiresAfter = pick([172_800, number(model.expiry)])
        case .generateAudio: sent.generateAudio = chance(1, in: 2)
        case .draft: sent.draft = chance(1, in: 2)
        case .resolution: sent.resolution = pick(model.resolutions).rawValue
        case .ratio: sent.ratio = pick(["adaptive"] + model.ratios.map(\.rawValue))
        case .duration:
            sent.duration = model.duration.allowsAutomatic && chance(1, in: 6) ? -1 : number(model.duration.range)
        case .frames: sent.frames = model.frames.map { $0.first + $0.step * number(1...20) }
        case .seed: sent.seed = pick([-1, model.seed.upperBound, number(model.seed)])
        case .cameraFixed: sent.cameraFixed = chance(1, in: 2)
        case .watermark: sent.watermark = chance(1, in: 2)
        case .safetyIdentifier: sent.safetyIdentifier = "user-\(number(0...9999))"
        case .priority: sent.priority = number(0...9)
        case .tools: sent.tools = #"[{"type":"web_search"}]"#
        case .outputFormat: sent.outputFormat = pick(["mp4", "mov"])
        case .omniReferenceTaskType: sent.omniReferenceTaskType = pick(["auto", "reference", "edit", "extend"])
        default: break
        }
    }

    // MARK: Dice

    private mutating func chance(_ hits: Int, in total: Int) -> Bool { number(1...total) <= hits }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }
}
