import FilmgateDomain

/// Seedance's parameters in a create whose vendor has words of its own for some of them.
///
/// A parameter may stand under the vendor's word or under Ark's, and in more than one place. Said twice in one place it
/// must be the same both times; of two places the earlier one holds, and what the later one said is noted as ignored.
struct SeedanceFields {
    /// An object in which parameters may stand.
    struct Place {
        var fields: JSONFields
        /// What the client writes before the name: nothing at the top, `metadata.` inside of it.
        var prefix: String
    }

    /// In the order in which they count.
    let places: [Place]
    /// The vendor's own words.
    let words: [Parameter: String]
    /// Whether the vendor knows what only later models have: then it reaches the rules, which know the model.
    let keepsForeign: Bool
    private(set) var notes: [ParameterNote] = []
    /// Where parameters stand that the client wrote elsewhere than under the vendor's word at the top.
    private(set) var paths: [Parameter: String] = [:]

    init(_ places: [Place], words: [Parameter: String], keepsForeign: Bool = false) {
        self.places = places
        self.words = words
        self.keepsForeign = keepsForeign
    }

    /// Every parameter beside the content.
    mutating func parameters() throws(Refusal) -> RequestParameters {
        var sent = RequestParameters()
        sent.callbackURL = try string(.callbackURL)
        sent.returnLastFrame = try bool(.returnLastFrame)
        sent.serviceTier = try string(.serviceTier)
        sent.executionExpiresAfter = try integer(.executionExpiresAfter)
        sent.generateAudio = try bool(.generateAudio)
        sent.draft = try bool(.draft)
        sent.resolution = try string(.resolution)
        sent.ratio = try string(.ratio)
        sent.duration = try integer(.duration)
        sent.seed = try integer(.seed)
        sent.cameraFixed = try bool(.cameraFixed)
        sent.watermark = try bool(.watermark)
        sent.safetyIdentifier = try string(.safetyIdentifier)
        if keepsForeign { try readForeign(into: &sent) } else { noteForeign() }
        return sent
    }

    private mutating func readForeign(into sent: inout RequestParameters) throws(Refusal) {
        sent.frames = try integer(.frames)
        sent.priority = try integer(.priority)
        sent.outputFormat = try string(.outputFormat)
        sent.omniReferenceTaskType = try string(.omniReferenceTaskType)
        for place in places {
            guard sent.tools == nil, let tools = try place.fields.array("tools", as: .tools) else { continue }
            sent.tools = JSONWriter.text(.array(tools))
        }
    }

    /// The draft to finish: Ark's item as a member of its own, because these vendors have no list of items.
    func draft() throws(Refusal) -> [ContentItem] {
        for place in places {
            let path = place.prefix + "draft_task"
            guard let draft = try place.fields.object("draft_task", as: .wire(path)) else { continue }
            guard let id = try JSONFields(draft).string("id", as: .wire(path + ".id")) else {
                throw Refusal(.missing, .wire(path + ".id"), .absent)
            }
            return [ContentItem(.draftTask(id: id), path: path)]
        }
        return []
    }

    /// What only later models have is an unknown key to these vendors, ignored like any other; but not in silence.
    private mutating func noteForeign() {
        let foreign: [Parameter] = [.frames, .priority, .tools, .outputFormat, .omniReferenceTaskType]
        for place in places where place.prefix.isEmpty {
            for name in foreign.map(\.rawValue) where place.fields.value(name) != nil {
                notes.append(ParameterNote(.ignored, name, "this vendor has no such parameter"))
            }
        }
    }

    private mutating func string(_ parameter: Parameter) throws(Refusal) -> String? {
        try read(parameter) { fields, name, subject throws(Refusal) in try fields.string(name, as: subject) }
    }

    private mutating func bool(_ parameter: Parameter) throws(Refusal) -> Bool? {
        try read(parameter) { fields, name, subject throws(Refusal) in try fields.bool(name, as: subject) }
    }

    private mutating func integer(_ parameter: Parameter) throws(Refusal) -> Int? {
        try read(parameter) { fields, name, subject throws(Refusal) in try fields.integer(name, as: subject) }
    }

    private mutating func read<Value: Equatable>(
        _ parameter: Parameter,
        by reader: (JSONFields, String, Refusal.Subject) throws(Refusal) -> Value?
    ) throws(Refusal) -> Value? {
        var found: (value: Value, path: String)?
        for place in places {
            guard let here = try read(parameter, in: place, by: reader) else { continue }
            guard let holding = found else {
                found = here
                continue
            }
            if here.value != holding.value {
                notes.append(ParameterNote(.ignored, here.path, "\(holding.path) holds"))
            }
        }
        if let found, found.path != words[parameter] ?? parameter.rawValue { paths[parameter] = found.path }
        return found?.value
    }

    private func read<Value: Equatable>(
        _ parameter: Parameter,
        in place: Place,
        by reader: (JSONFields, String, Refusal.Subject) throws(Refusal) -> Value?
    ) throws(Refusal) -> (value: Value, path: String)? {
        var found: (value: Value, path: String)?
        for name in names(of: parameter) {
            let path = place.prefix + name
            guard let value = try reader(place.fields, name, .wire(path)) else { continue }
            if let found, found.value != value { throw Self.contradiction(path, "\(value)", with: found.path) }
            found = found ?? (value, path)
        }
        return found
    }

    private func names(of parameter: Parameter) -> [String] {
        guard let word = words[parameter], word != parameter.rawValue else { return [parameter.rawValue] }
        return [word, parameter.rawValue]
    }

    /// Two names of one parameter that say different things.
    static func contradiction(_ path: String, _ given: String, with other: String) -> Refusal {
        Refusal(
            .invalid,
            .wire(path),
            given: given,
            .words(
                "\(path) is not valid: \(given) was given; it must be the same as \(other), which means the same thing",
                chinese: "\(path) 的值为 \(given)，应与含义相同的 \(other) 一致，或只保留其中一个"
            )
        )
    }
}
