import FilmgateDomain

/// A refusal in OpenAI's envelope: `{"error":{"message","type","param","code"}}`, all four keys always.
struct OpenAIVideosError {
    private let refusal: Refusal

    init(_ refusal: Refusal) {
        var refusal = refusal
        if refusal.subject == .parameter(.content) { refusal.subject = .wire(Self.place(of: refusal.reason)) }
        self.refusal = refusal
    }

    /// Rules about Ark's `content` as a whole are about the text, about the pictures, or about a draft beside them.
    private static func place(of reason: Refusal.Reason) -> String {
        if [.absent, .promptMissing, .emptyText].contains(reason) { return "prompt" }
        return [.draftNotAlone, .lastFrameMixed].contains(reason) ? "draft_task" : "input_reference"
    }

    private static let words = RefusalWords(name: name)

    /// The code of a video's own failure.
    static func code(of failure: TaskFailure) -> String {
        ArkWords.isModeration(failure.code) ? "content_policy_violation" : "generation_failed"
    }

    var answer: Answer {
        let row = row
        return Answer(
            status: row.status,
            [
                "error": [
                    "message": .string(message),
                    "type": .string(row.type),
                    "param": parameter.map { .string($0) } ?? .null,
                    "code": row.code.map { .string($0) } ?? .null,
                ]
            ],
            headers: headers(status: row.status, code: row.code)
        )
    }

    private typealias Row = (status: Int, type: String, code: String?)

    private var row: Row {
        func request(_ status: Int, _ code: String? = nil) -> Row { (status, "invalid_request_error", code) }
        switch refusal.kind {
        case .malformed: return request(400)
        case .missing: return request(400, "missing_required_parameter")
        case .invalid: return request(400, "invalid_value")
        case .unsupported: return request(400, "unsupported_parameter")
        case .tooLarge: return request(413)
        case .unsupportedMediaType: return request(415)
        case .unauthenticated: return request(401, "invalid_api_key")
        case .forbidden: return (403, "permission_error", nil)
        case .insufficientFunds: return Self.noMoney
        case .unknownModel: return request(404, "model_not_found")
        case .unknownTask: return request(404)
        case .unknownPath: return request(404, "unknown_url")
        case .methodNotAllowed: return request(405)
        case .taskRunning, .taskCancelled: return request(409)
        case .idempotencyKeyReused: return request(409, "idempotency_key_reused")
        case .tooMany, .queueFull: return (429, "rate_limit_error", "rate_limit_exceeded")
        case .tooSlow: return request(408)
        case .unavailable: return (503, "server_error", "service_unavailable")
        case .failure: return (500, "server_error", nil)
        case .simulated(let code, let status): return Self.row(simulated: code, status)
        }
    }

    private static let noMoney: Row = (429, "insufficient_quota", "insufficient_quota")

    private static func row(simulated code: String, _ status: Int) -> Row {
        if ["AccountOverdueError", "QuotaExceeded", "SetLimitExceeded"].contains(code) { return noMoney }
        if ArkWords.isModeration(code) { return (status, "invalid_request_error", "content_policy_violation") }
        return switch status {
        case 401: (401, "invalid_request_error", "invalid_api_key")
        case 403: (403, "permission_error", nil)
        case 404: (404, "invalid_request_error", "model_not_found")
        case 429: (429, "rate_limit_error", "rate_limit_exceeded")
        case 500...: (status, "server_error", nil)
        default: (status, "invalid_request_error", "invalid_value")
        }
    }

    private var message: String {
        if case .simulated(let code, _) = refusal.kind { return "\(code): \(ArkErrorCatalogue.message(of: code))" }
        let sentence = sentence
        return sentence.prefix(1).uppercased() + sentence.dropFirst() + (sentence.hasSuffix(".") ? "" : ".")
    }

    private var sentence: String {
        guard let parameter, refusal.kind != .unknownModel else { return Self.words.english(refusal) }
        if case .words(let sentence, chinese: _) = refusal.reason { return "Invalid value: \(sentence)" }
        if refusal.kind == .missing, refusal.reason == .absent { return "Missing required parameter: '\(parameter)'" }
        return "Invalid value for '\(parameter)': \(Self.words.reason(refusal))"
    }

    private var parameter: String? {
        switch refusal.kind {
        case .missing, .invalid, .unsupported, .unknownModel, .tooLarge:
            refusal.subject == .request ? nil : Self.words.name(refusal.subject)
        case .malformed, .unsupportedMediaType, .unauthenticated, .forbidden, .insufficientFunds, .unknownTask,
            .unknownPath, .methodNotAllowed, .taskRunning, .taskCancelled, .idempotencyKeyReused, .tooMany, .queueFull,
            .tooSlow, .unavailable, .failure, .simulated:
            nil
        }
    }

    /// The official clients repeat 409, 429 and 5xx by themselves, unless they are told that waiting cures nothing.
    private func headers(status: Int, code: String?) -> [String: String] {
        var headers: [String: String] = [:]
        if [401, 403, 409].contains(status) || code == "insufficient_quota" { headers["x-should-retry"] = "false" }
        switch refusal.kind {
        case .tooMany(let after), .queueFull(let after), .unavailable(let after):
            headers["retry-after"] = after.retryAfter
        case .simulated where code == "rate_limit_exceeded": headers["retry-after"] = "1"
        case .malformed, .missing, .invalid, .unsupported, .tooLarge, .unsupportedMediaType, .unauthenticated,
            .forbidden, .insufficientFunds, .unknownModel, .unknownTask, .unknownPath, .methodNotAllowed, .taskRunning,
            .taskCancelled, .idempotencyKeyReused, .tooSlow, .failure, .simulated:
            break
        }
        return headers
    }

    /// The client's own names: a picture that is a field is called as the field, whatever lies below it.
    @Sendable private static func name(_ subject: Refusal.Subject) -> String {
        switch subject {
        case .parameter(.duration): "seconds"
        case .parameter(let parameter): parameter.rawValue
        case .command(let parameter, let path): "\(field(path)) (--\(parameter.rawValue))"
        case .item(let path): field(path)
        case .request, .wire, .named: RefusalWords.arkName(subject)
        }
    }

    private static func field(_ path: String) -> String {
        guard !path.hasPrefix("content[") else { return path }
        let nested = ".draft_task.id"
        if path.hasSuffix("draft_task" + nested) { return path.dropLast(nested.count) + ".id" }
        return path.hasPrefix("metadata.") ? path : String(path.prefix { $0 != "." })
    }
}
