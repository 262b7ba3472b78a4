import FilmgateDomain

extension OutcomeTable {
    /// The words of vendors whose error has a `type` (vendors.md section 0.4), beside Ark's codes, which may stand in
    /// its message. Where the word says no more than that the request was wrong, the status tells. `more` are a
    /// vendor's own; `certain` are those words that say even in a 5xx that no task was made.
    static func flat(more: [String: Row] = [:], certain: Set<String>) -> OutcomeTable {
        let words: [String: Row] = [
            "content_policy_violation": Row(.order, "SensitiveContentDetected"),
            "authentication_error": Row(.account, "AuthenticationError"),
            "unauthorized": Row(.account, "AuthenticationError"),
            "payment_required": Row(.account, "AccountOverdueError"),
            "insufficient_quota": Row(.account, "AccountOverdueError"),
            "permission_error": Row(.account, "AccessDenied"),
            "rate_limit_error": Row(.throttled, "AccountRateLimitExceeded"),
            "rate_limit_exceeded": Row(.throttled, "AccountRateLimitExceeded"),
            "server_error": Row(.infrastructure, "InternalServiceError"),
            "internal_error": Row(.infrastructure, "InternalServiceError"),
            "bad_gateway": Row(.infrastructure, "InternalServiceError"),
            "service_unavailable": Row(.infrastructure, "ServerOverloaded"),
        ]
        return OutcomeTable(
            codes: OutcomeTable.ark.codes.merging(words) { _, word in word }.merging(more) { _, own in own },
            certain: certain
        )
    }

    /// Why a finished task failed: Ark's code where the vendor's sentence holds one or the table has one for its word.
    func failure(_ word: String, _ sentence: String) -> TaskFailure {
        guard let code = ArkWords.code(in: sentence) else {
            return TaskFailure(code: row(word)?.code ?? word, message: sentence.isEmpty ? word : sentence)
        }
        var message = sentence
        for separator in [": ", "："] where sentence.hasPrefix(code + separator) {
            message = String(sentence.dropFirst(code.count + separator.count))
        }
        return TaskFailure(code: code, message: message)
    }
}

extension RemoteError {
    /// Types that say nothing which the status does not.
    private static let wordsForAnything: Set<String> = ["invalid_request_error", "invalid_request"]

    /// `{"error":{"code","message","type"}}`. Of a code of Ark's in the message, the vendor's own code and the type,
    /// the first one that the table lists.
    init?(flat body: JSONValue?, table: OutcomeTable) {
        guard let error = RemoteFields(body)?.object("error") else { return nil }
        let message = error.string("message") ?? ""
        let words = [ArkWords.code(in: message), error.string("code"), error.string("type")].compactMap(\.self)
        guard !message.isEmpty || !words.isEmpty else { return nil }
        let listed = words.first { table.row($0) != nil }
        let own = words.first { !Self.wordsForAnything.contains($0) }
        self.init(code: listed ?? own ?? "", message: message.isEmpty ? words.joined(separator: " ") : message)
    }
}
