import FilmgateDomain

extension JSONFields {
    /// The name of a model that exists; `standard` where none is given.
    ///
    /// Whoever names a model that nobody has is told so before anything else of the body is looked at.
    func model(or standard: String? = nil) throws(Refusal) -> String {
        guard let name = try string("model", as: .model) ?? standard else {
            throw Refusal(.missing, .parameter(.model), .absent)
        }
        guard ModelCatalog.standard[name] != nil else {
            throw Refusal(.unknownModel, .parameter(.model), given: name, .plain)
        }
        return name
    }
}

extension GenerationRequest {
    /// Refuses a flat create without words, unless it finishes a draft.
    func requirePrompt() throws(Refusal) {
        let says = content.contains { item in
            switch item.body {
            case .text, .draftTask: true
            case .media: false
            }
        }
        if !says { throw Refusal(.missing, .parameter(.content), content.isEmpty ? .absent : .promptMissing) }
    }
}
