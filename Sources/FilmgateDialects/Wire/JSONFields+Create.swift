import FilmgateDomain

extension JSONFields {
    /// The name of the model; `standard` where none is given. Whether there is such a model the rules know, and whoever
    /// serves it.
    func model(or standard: String? = nil) throws(Refusal) -> String {
        guard let name = try string("model", as: .model) ?? standard else {
            throw Refusal(.missing, .parameter(.model), .absent)
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
