import FilmgateDomain
import Testing

/// A request with one sentence and nothing else wrong, checked by the rules after `change`.
func planned(
    _ content: [ContentItem] = [.words("A cat runs")],
    model: String = "doubao-seedance-1-5-pro-251215",
    catalog: ModelCatalog = .standard,
    house: HouseRules = .ark,
    source: VideoTask? = nil,
    now: Timestamp = .sample,
    notes: [ParameterNote] = [],
    _ change: (inout RequestParameters) -> Void = { _ in }
) throws(Refusal) -> OrderPlan {
    var parameters = RequestParameters()
    change(&parameters)
    let request = GenerationRequest(model: model, content: content, parameters: parameters, notes: notes)
    return try RequestRules(catalog: catalog).check(request, house: house, source: source, now: now)
}

/// The refusal of what ``plan`` must not let through.
func refused(
    _ content: [ContentItem] = [.words("A cat runs")],
    model: String = "doubao-seedance-1-5-pro-251215",
    catalog: ModelCatalog = .standard,
    house: HouseRules = .ark,
    source: VideoTask? = nil,
    now: Timestamp = .sample,
    _ change: (inout RequestParameters) -> Void = { _ in },
    at location: SourceLocation = #_sourceLocation
) throws -> Refusal {
    try #require(throws: Refusal.self, sourceLocation: location) {
        _ = try planned(content, model: model, catalog: catalog, house: house, source: source, now: now, change)
    }
}

extension Refusal {
    /// The English clause of a refusal that says what would be right.
    var words: String? {
        switch reason {
        case .predicate(let right, chinese: _), .taskTypeConstraint(let right, chinese: _): right
        default: nil
        }
    }
}

extension Timestamp {
    static let sample = Timestamp(seconds: 1_779_375_595)
}

extension ContentItem {
    static func words(_ text: String, path: String = "content[0]") -> ContentItem {
        ContentItem(.text(text), path: path)
    }

    static func image(_ role: MediaRole? = nil, path: String = "content[1]") -> ContentItem {
        medium(.image, role, path: path)
    }

    static func medium(_ kind: MediaKind, _ role: MediaRole?, path: String = "content[1]") -> ContentItem {
        let source = MediaSource.url("https://example.com/\(kind.rawValue)")
        return ContentItem(.media(MediaItem(kind: kind, role: role, source: source)), path: path)
    }

    static func inline(_ kind: MediaKind, _ role: MediaRole?, path: String = "content[1]") -> ContentItem {
        let source = MediaSource.data(ByteRegion(Array("data:\(kind.rawValue)/x;base64,AAAA".utf8)))
        return ContentItem(.media(MediaItem(kind: kind, role: role, source: source)), path: path)
    }

    static func draft(_ id: String = "cgt-1", path: String = "content[0]") -> ContentItem {
        ContentItem(.draftTask(id: id), path: path)
    }
}
