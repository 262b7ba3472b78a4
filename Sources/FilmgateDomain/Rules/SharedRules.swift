/// The parameters that an ordinary task and a final made from a draft have in common.
struct SharedRules {
    let model: ModelSpec
    let mode: GenerationMode
    let sent: RequestParameters

    /// What this model or mode does not have must be left out; `false` and `default` mean the same as nothing.
    func refuseForeign() throws(Refusal) {
        let given: [(Parameter, String?)] = [
            (.frames, sent.frames.map(String.init)),
            (.priority, sent.priority.map(String.init)),
            (.tools, sent.tools.map { _ in "[...]" }),
            (.outputFormat, sent.outputFormat),
            (.omniReferenceTaskType, sent.omniReferenceTaskType),
            (.cameraFixed, sent.cameraFixed == true ? "true" : nil),
            (.draft, sent.draft == true ? "true" : nil),
            (.generateAudio, sent.generateAudio == true ? "true" : nil),
            (.seed, sent.seed.map(String.init)),
            (.watermark, sent.watermark == true ? "true" : nil),
            (.returnLastFrame, sent.returnLastFrame == true ? "true" : nil),
            (.serviceTier, sent.serviceTier == ServiceTier.standard.rawValue ? nil : sent.serviceTier),
        ]
        for (parameter, value) in given where value != nil && !model.takes(parameter, in: mode) {
            throw Refusal(
                .unsupported,
                .parameter(parameter),
                given: value,
                .mustBeEmpty,
                mode: mode,
                model: model.shortName
            )
        }
    }

    func tier() throws(Refusal) -> ServiceTier {
        guard let word = sent.serviceTier else { return .standard }
        guard let tier = ServiceTier(rawValue: word) else {
            throw refusal(.serviceTier, given: word, .oneOf(ServiceTier.allCases.map(\.rawValue)))
        }
        return tier
    }

    /// Fills in what does not touch the picture: expiry, callback, end user, and what later models take besides.
    func apply(to order: inout VideoOrder) throws(Refusal) {
        order.executionExpiresAfter = sent.executionExpiresAfter ?? model.defaultExpiry
        guard model.expiry.contains(order.executionExpiresAfter) else {
            throw refusal(.executionExpiresAfter, given: "\(order.executionExpiresAfter)", .integerIn(model.expiry))
        }
        if let address = sent.callbackURL {
            guard Self.isWebAddress(address) else { throw refusal(.callbackURL, given: address, .httpURL) }
            order.callbackURL = address
        }
        if let identifier = sent.safetyIdentifier {
            // Scalars, not characters: one character can be a megabyte of accents.
            guard identifier.unicodeScalars.count <= 64 else {
                throw refusal(.safetyIdentifier, given: identifier, .lengthAtMost(64))
            }
            order.safetyIdentifier = identifier
        }
        order.extras = try extras()
    }

    /// The parameters that are checked against the catalog and handed on as they are.
    private func extras() throws(Refusal) -> [Parameter: String] {
        let given: [(Parameter, String?)] = [
            (.priority, sent.priority.map(String.init)),
            (.outputFormat, sent.outputFormat),
            (.omniReferenceTaskType, sent.omniReferenceTaskType),
            (.tools, sent.tools),
        ]
        var extras: [Parameter: String] = [:]
        for case (let parameter, let value?) in given {
            if let rule = model.extras[parameter]?.rule(brokenBy: value) {
                throw refusal(parameter, given: value, rule)
            }
            extras[parameter] = value
        }
        return extras
    }

    /// Whether the text can be an http(s) address; what it leads to is checked when it is used.
    static func isWebAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        for scheme in ["http://", "https://"] where text.prefix(scheme.count).lowercased() == scheme {
            return text.dropFirst(scheme.count).first.map { !"/?#:".contains($0) } ?? false
        }
        return false
    }

    private func refusal(_ parameter: Parameter, given: String, _ rule: Refusal.Rule) -> Refusal {
        Refusal(.invalid, .parameter(parameter), given: given, .rule(rule), mode: mode, model: model.shortName)
    }
}
