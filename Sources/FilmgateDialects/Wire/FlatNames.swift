import FilmgateDomain

/// How a refusal names things to a client whose body is flat: `prompt`, `image_urls`, `image_with_roles` and parameters
/// under the vendor's words, instead of Ark's list of items.
struct FlatNames: Sendable {
    /// The vendor's words for parameters that Ark calls otherwise.
    let words: [Parameter: String]

    /// The refusal about what the client wrote.
    func translate(_ refusal: Refusal) -> Refusal {
        var refusal = refusal
        if refusal.subject == .parameter(.content) { refusal.subject = .wire(contentName(for: refusal.reason)) }
        return refusal
    }

    @Sendable func name(_ subject: Refusal.Subject) -> String {
        switch subject {
        case .parameter(let parameter): words[parameter] ?? parameter.rawValue
        case .command(let parameter, let path): "\(own(path)) (--\(parameter.rawValue))"
        case .item(let path): own(path)
        case .request, .wire, .named: RefusalWords.arkName(subject)
        }
    }

    /// Rules about Ark's `content` as a whole are about the text, about the pictures, or about a draft beside them.
    private func contentName(for reason: Refusal.Reason) -> String {
        if [.absent, .promptMissing, .emptyText].contains(reason) { return "prompt" }
        if [.draftNotAlone, .lastFrameMixed].contains(reason) { return "draft_task" }
        return "image_with_roles"
    }

    /// The client's own path: Ark nests a text, a picture's address and a draft's id one level deeper.
    private func own(_ path: String) -> String {
        if path == "prompt.text" { return "prompt" }
        let nested = ".draft_task.id"
        if path.hasSuffix("draft_task" + nested) { return path.dropLast(nested.count) + ".id" }
        guard let end = path.firstIndex(of: "]") else { return path }
        let entry = path[...end]
        if entry.hasPrefix("image_urls[") { return String(entry) }
        guard entry.prefix(while: { $0 != "[" }).hasSuffix("_with_roles"), !path.hasSuffix(".role"), path != entry
        else { return path }
        return entry + ".url"
    }
}
