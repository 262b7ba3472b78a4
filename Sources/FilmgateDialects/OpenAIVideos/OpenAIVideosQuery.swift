import FilmgateDomain

/// The queries of the list and of the content (vendors.md section 7).
enum OpenAIVideosQuery {
    private static let limits = 0...100

    /// `limit`, `order` and `after`. Bad values are refused by name, so that nobody takes another page for the answer.
    static func list(_ call: Call) throws(Refusal) -> ListRequest {
        var request = ListRequest()
        if let text = text("limit", of: call) {
            guard let limit = Int(text), limits.contains(limit) else {
                throw Refusal(.invalid, .wire("limit"), given: text, .rule(.integerIn(limits)))
            }
            request.pageSize = limit
        }
        switch text("order", of: call) {
        case nil, "desc": break
        case "asc": request.isAscending = true
        case let word?: throw Refusal(.invalid, .wire("order"), given: word, .rule(.oneOf(["asc", "desc"])))
        }
        request.after = text("after", of: call)
        return request
    }

    static func variant(_ call: Call) throws(Refusal) -> ContentVariant {
        switch text("variant", of: call) {
        case nil, "video": return .video
        case "thumbnail": return .thumbnail
        case "spritesheet": return .spritesheet
        case let word?:
            throw Refusal(
                .invalid,
                .wire("variant"),
                given: word,
                .rule(.oneOf(["video", "thumbnail", "spritesheet"]))
            )
        }
    }

    private static func text(_ name: String, of call: Call) -> String? {
        call.query(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
