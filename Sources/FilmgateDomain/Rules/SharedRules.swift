/// The parameters that an ordinary task and a final made from a draft have in common.
struct SharedRules {
    let model: ModelSpec
    let mode: GenerationMode
    let sent: RequestParameters

    func tier() throws(Refusal) -> ServiceTier {
        guard let word = sent.serviceTier else { return .standard }
        guard let tier = ServiceTier(rawValue: word) else {
            throw refusal(.serviceTier, given: word, .oneOf(ServiceTier.allCases.map(\.rawValue)))
        }
        return tier
    }

    /// Fills in what does not touch the picture: expiry, callback, end user.
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
            guard identifier.count <= 64 else { throw refusal(.safetyIdentifier, given: identifier, .lengthAtMost(64)) }
            order.safetyIdentifier = identifier
        }
    }

    /// Whether the text can be an http(s) address; what it leads to is checked when it is used.
    static func isWebAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else { return false }
        for scheme in ["http://", "https://"] where text.lowercased().hasPrefix(scheme) {
            let host = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
            return !host.isEmpty
        }
        return false
    }

    private func refusal(_ parameter: Parameter, given: String, _ rule: Refusal.Rule) -> Refusal {
        Refusal(.invalid, .parameter(parameter), given: given, .rule(rule), mode: mode, model: model.shortName)
    }
}
