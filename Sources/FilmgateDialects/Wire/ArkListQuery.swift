import FilmgateDomain

/// The query of Ark's list (ark.md section 1). What Ark does with a bad value is not documented; here it is refused by
/// name, so that nobody takes a page of something else for the answer.
enum ArkListQuery {
    private static let pages = 1...500

    static func decode(_ call: Call) throws(Refusal) -> ListRequest {
        var request = ListRequest()
        request.page = try number("page_num", of: call) ?? request.page
        request.pageSize = try number("page_size", of: call) ?? request.pageSize
        request.states = try word("filter.status", of: call, as: VideoTask.State.self).map { [$0] }
        let ids = call.query.filter { $0.name == "filter.task_ids" && !$0.value.isEmpty }.map(\.value)
        request.ids = ids.isEmpty ? nil : ids
        request.model = text("filter.model", of: call)
        request.tier = try word("filter.service_tier", of: call, as: ServiceTier.self) ?? .standard
        return request
    }

    private static func text(_ name: String, of call: Call) -> String? {
        call.query(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func number(_ name: String, of call: Call) throws(Refusal) -> Int? {
        guard let text = text(name, of: call) else { return nil }
        guard let number = Int(text), pages.contains(number) else {
            throw Refusal(.invalid, .wire(name), given: text, .rule(.integerIn(pages)))
        }
        return number
    }

    private static func word<Word: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        of call: Call,
        as type: Word.Type
    ) throws(Refusal) -> Word? {
        guard let text = text(name, of: call) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw Refusal(.invalid, .wire(name), given: text, .rule(.oneOf(Word.allCases.map(\.rawValue))))
        }
        return word
    }
}
