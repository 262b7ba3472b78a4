import FilmgateDomain

/// What a vendor's refusals mean, as data: the outcome table of DESIGN section 6 beside what is accepted.
///
/// A row is looked up by the code of the vendor's own error envelope, then by the HTTP status. A 4xx certainly made no task; a
/// 5xx only where its code is among ``certain``. What the table leaves out is in doubt.
struct OutcomeTable: Sendable {
    struct Row: Sendable {
        var kind: UpstreamRefusal.Kind
        /// Ark's word where the vendor has another or none.
        var code: String?

        init(_ kind: UpstreamRefusal.Kind, _ code: String? = nil) {
            self.kind = kind
            self.code = code
        }
    }

    /// By code; a code with suffixes (`InvalidParameter.Something`) counts as its longest listed prefix.
    var codes: [String: Row]
    /// By status, where the code is not listed.
    var statuses: [Int: Row] = OutcomeTable.usualStatuses
    /// Codes that say even in a 5xx that no task was made.
    var certain: Set<String>

    /// What a status means wherever nobody says otherwise.
    static let usualStatuses: [Int: Row] = [
        400: Row(.order, "InvalidParameter"),
        401: Row(.account, "AuthenticationError"),
        402: Row(.account, "AccountOverdueError"),
        403: Row(.account, "AccessDenied"),
        404: Row(.account, "NotFound"),
        405: Row(.account, "InvalidAction"),
        408: Row(.infrastructure, "RequestTimeout"),
        409: Row(.order, "InvalidAction"),
        413: Row(.order, "InvalidParameter"),
        415: Row(.order, "InvalidParameter"),
        422: Row(.order, "InvalidParameter"),
        429: Row(.throttled, "AccountRateLimitExceeded"),
    ]

    /// The row of a code or of its longest listed prefix.
    func row(_ code: String) -> Row? {
        guard !code.isEmpty, code.utf8.count <= 128 else { return nil }
        var prefix = code[...]
        while true {
            if let row = codes[String(prefix)] { return row }
            guard let dot = prefix.lastIndex(of: ".") else { return nil }
            prefix = prefix[..<dot]
        }
    }

    /// What the answer refuses, given what its body says; `nil` where it is no refusal that the table declares.
    func refusal(_ reply: WireReply, said: RemoteError?) -> UpstreamRefusal? {
        guard (400...599).contains(reply.status) else { return nil }
        let own = said.flatMap { $0.code.isEmpty ? nil : $0.code }
        if let own, let listed = row(own), reply.status < 500 || isCertain(own) {
            return refusal(listed.kind, code: listed.code ?? own, said, reply)
        }
        guard reply.status < 500 else { return nil }
        let usual = statuses[reply.status] ?? Row(.infrastructure)
        return refusal(usual.kind, code: own ?? usual.code, said, reply)
    }

    /// Whether a task that ended with this code may do better at another try: the fault was not the order's.
    func isInfrastructure(_ code: String) -> Bool {
        switch row(code)?.kind {
        case .infrastructure?, .throttled?, .account?: true
        case .order?, nil: false
        }
    }

    private func isCertain(_ code: String) -> Bool {
        certain.contains(code) || certain.contains(String(code.prefix { $0 != "." }))
    }

    private func refusal(
        _ kind: UpstreamRefusal.Kind,
        code: String?,
        _ said: RemoteError?,
        _ reply: WireReply
    ) -> UpstreamRefusal {
        let failure = TaskFailure(code: code ?? "HTTP\(reply.status)", message: said?.message ?? reply.sentence)
        return UpstreamRefusal(kind, failure, retryAfter: reply.retryAfter)
    }
}

/// What an error answer says in its vendor's own envelope.
struct RemoteError: Equatable, Sendable {
    /// Empty where the envelope has no word, or one that is longer than any code.
    let code: String
    /// Its beginning, where it is very long: it stands in a task's row.
    let message: String

    init(code: String, message: String) {
        self.code = code.utf8.count <= 128 ? code : ""
        self.message = message.utf8.count <= 2000 ? message : String(message.prefix(500)) + "..."
    }

    /// What a failed task says of itself; `failed` where there is no code.
    var failure: TaskFailure {
        TaskFailure(
            code: code.isEmpty ? "failed" : code,
            message: message.isEmpty ? "The upstream gave no reason." : message
        )
    }

    /// Of a failed task that says nothing.
    static let silent = RemoteError(code: "", message: "")
}

extension WireReply {
    /// The answer in one sentence, for people.
    var sentence: String {
        let start = excerpt.prefix(300)
        return "The upstream answered with HTTP status \(status)" + (start.isEmpty ? "." : ": \(start)")
    }

    /// Why nobody can say what came of the call.
    var doubt: String {
        if (200..<300).contains(status) { return "HTTP status \(status) without a task's id" }
        return "HTTP status \(status) without a declared error" + (excerpt.isEmpty ? "" : ": \(excerpt.prefix(300))")
    }
}
