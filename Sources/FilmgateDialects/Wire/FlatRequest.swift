import FilmgateDomain

/// A request as vendors with flat bodies see it: one text, media by role, parameters beside them; and the names of
/// what such a vendor has no word for.
struct FlatRequest {
    let request: GenerationRequest
    /// As people call the vendor.
    let vendor: String
    /// Everything said in words, a line for each item; `nil` where nothing was.
    let prompt: String?
    let media: [Medium]
    /// The draft to finish, and its place.
    let draft: (id: String, path: String)?

    /// A medium whose role is known.
    struct Medium {
        var kind: MediaKind
        var role: MediaRole
        var source: MediaSource
        /// `content[1]`
        var path: String
    }

    init(_ request: GenerationRequest, vendor: String) throws(CannotExpress) {
        self.request = request
        self.vendor = vendor
        var texts: [String] = []
        var media: [Medium] = []
        var draft: (id: String, path: String)?
        let images = request.content.count { item in
            if case .media(let medium) = item.body { medium.kind == .image } else { false }
        }
        for (index, item) in request.content.enumerated() {
            let path = "content[\(index)]"
            switch item.body {
            case .text(let text): texts.append(text)
            case .draftTask(let id): draft = (id, path)
            case .media(let medium):
                guard let role = medium.role ?? (images == 1 && medium.kind == .image ? .firstFrame : nil) else {
                    throw CannotExpress(path, "several pictures need their roles")
                }
                media.append(Medium(kind: medium.kind, role: role, source: medium.source, path: path))
            }
        }
        prompt = texts.isEmpty ? nil : texts.joined(separator: "\n")
        self.media = media
        self.draft = draft
    }

    var parameters: RequestParameters { request.parameters }

    /// Ark's default is sound, where the model has any.
    var generateAudio: Bool? {
        parameters.generateAudio ?? (ModelCatalog.standard[request.model] ?? .seedance15Pro).defaultAudio
    }

    func requirePrompt() throws(CannotExpress) -> String {
        guard let prompt, prompt.contains(where: { !$0.isWhitespace }) else {
            throw cannot("content", "\(vendor) needs a text")
        }
        return prompt
    }

    func refuseDraft() throws(CannotExpress) {
        if let draft { throw cannot(draft.path, "\(vendor) finishes no drafts") }
    }

    /// Refuses the first parameter that says something and is not among `known`.
    func refuse(butFor known: Set<Parameter>) throws(CannotExpress) {
        let sent = parameters
        let said: [(Parameter, String?)] = [
            (.callbackURL, sent.callbackURL),
            (.returnLastFrame, sent.returnLastFrame == true ? "true" : nil),
            (.serviceTier, sent.serviceTier == ServiceTier.standard.rawValue ? nil : sent.serviceTier),
            (.executionExpiresAfter, sent.executionExpiresAfter.map(String.init)),
            (.generateAudio, sent.generateAudio.map { "\($0)" }),
            (.draft, sent.draft == true ? "true" : nil),
            (.resolution, sent.resolution), (.ratio, sent.ratio),
            (.duration, sent.duration.map(String.init)), (.frames, sent.frames.map(String.init)),
            (.seed, sent.seed == -1 ? nil : sent.seed.map(String.init)),
            (.cameraFixed, sent.cameraFixed == true ? "true" : nil),
            (.watermark, sent.watermark == true ? "true" : nil),
            (.safetyIdentifier, sent.safetyIdentifier),
            (.priority, sent.priority.map(String.init)), (.outputFormat, sent.outputFormat),
            (.omniReferenceTaskType, sent.omniReferenceTaskType), (.tools, sent.tools),
            (.clientReference, request.clientReference),
        ]
        for case (let parameter, let value?) in said where !known.contains(parameter) {
            throw cannot(parameter.rawValue, value: value, "\(vendor) has no such parameter")
        }
    }

    /// A length in seconds: leaving it to the model has no word there.
    func fixedDuration() throws(CannotExpress) -> Int? {
        guard parameters.duration == -1 else { return parameters.duration }
        throw cannot("duration", value: "-1", "\(vendor) takes whole seconds alone")
    }

    /// A ratio where `adaptive` has no word.
    func fixedRatio() throws(CannotExpress) -> String? {
        guard parameters.ratio == RatioChoice.adaptive.text else { return parameters.ratio }
        throw cannot(
            "ratio",
            value: "adaptive",
            "\(vendor) takes \(AspectRatio.all.map(\.rawValue).joined(separator: ", "))"
        )
    }

    /// The address of a medium.
    func address(_ medium: Medium) throws(CannotExpress) -> String {
        switch medium.source {
        case .url(let address) where WebAddress.isValid(address): return address
        case .url(let address):
            throw cannot(medium.path, value: address, "\(vendor) takes http and https addresses alone")
        case .data: throw cannot(medium.path, "\(vendor) takes no data URLs: the medium must be uploaded first")
        }
    }

    /// Media as `[{"url","role"}]`; `nil` without any.
    func list(_ kind: MediaKind, roles: Set<MediaRole>) throws(CannotExpress) -> JSONValue? {
        var entries: [JSONValue] = []
        for medium in media where medium.kind == kind {
            guard roles.contains(medium.role) else {
                throw cannot(medium.path, value: medium.role.rawValue, "\(vendor) has no such role for this model")
            }
            entries.append(["url": .string(try address(medium)), "role": .string(medium.role.rawValue)])
        }
        return entries.isEmpty ? nil : .array(entries)
    }

    /// Refuses media of other kinds than these.
    func refuseMedia(butFor kinds: Set<MediaKind>) throws(CannotExpress) {
        for medium in media where !kinds.contains(medium.kind) {
            throw cannot(medium.path, value: medium.kind.rawValue, "\(vendor) takes no such medium for this model")
        }
    }

    func cannot(_ parameter: String, value: String? = nil, _ reason: String) -> CannotExpress {
        CannotExpress(parameter, value: value.map { String($0.prefix(80)) }, reason)
    }
}
