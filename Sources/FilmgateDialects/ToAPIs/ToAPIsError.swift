import FilmgateDomain

/// A refusal in ToAPIs' envelope: `{"error":{"code":<status>,"message","type"}}`, in English.
///
/// The words of `type` are those of the vendor's printed answers; where it prints none, those of its table of codes.
struct ToAPIsError {
    private let refusal: Refusal
    private let kind: Operation.Kind?

    init(_ refusal: Refusal, during kind: Operation.Kind?) {
        self.refusal = Self.names.translate(refusal)
        self.kind = kind
    }

    private static let names = FlatNames(words: ToAPIsCreate.words)
    private static let words = RefusalWords(name: names.name)

    /// The code of a task's own failure.
    static func code(of failure: TaskFailure) -> String {
        isModeration(failure.code) ? "content_policy_violation" : "generation_failed"
    }

    private static func isModeration(_ code: String) -> Bool {
        let cause = code.prefix { $0 != "." }
        return cause.hasSuffix("SensitiveContentDetected") || cause.hasSuffix("RiskDetection")
    }

    var answer: Answer {
        // A balance that cannot be told is no HTTP error to this vendor, and a bad upload has an envelope of its own.
        if kind == .balance, refusal.kind == .failure {
            return Answer(["success": false, "message": .string(message)])
        }
        if kind == .uploadImage, status == 400 {
            return Answer(status: status, ["success": false, "message": .string(message)])
        }
        let error: JSONValue = ["code": .integer(status), "message": .string(message), "type": .string(type)]
        return Answer(status: status, ["error": error], headers: headers)
    }

    private var status: Int {
        switch refusal.kind {
        case .malformed, .missing, .invalid, .unsupported, .unknownModel: 400
        case .tooLarge: kind == .uploadImage ? 400 : 413
        case .unsupportedMediaType: kind == .uploadImage ? 400 : 415
        case .unauthenticated: 401
        case .insufficientFunds: 402
        case .forbidden: 403
        case .unknownTask, .unknownPath: 404
        case .methodNotAllowed: 405
        case .tooSlow: 408
        case .taskRunning, .taskCancelled, .idempotencyKeyReused: 409
        case .tooMany, .queueFull: 429
        case .failure: 500
        case .unavailable: 503
        case .simulated("AccountOverdueError", _): 402
        case .simulated(let code, _) where Self.isModeration(code): 422
        // The vendor documents 404 for tasks alone: an unknown model is a wrong parameter.
        case .simulated(_, 404): 400
        case .simulated(_, let status): status
        }
    }

    private var type: String {
        switch status {
        case 401: "authentication_error"
        case 402: "insufficient_quota"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 422: "content_policy_violation"
        case 429: "rate_limit_error"
        case 503: "service_unavailable"
        case 500...: "internal_error"
        default: "invalid_request_error"
        }
    }

    private var message: String {
        switch status {
        case 401: "Authentication failed, please check your API key"
        case 402: "Insufficient quota, please top up and try again"
        case 404 where refusal.kind == .unknownTask: "Task not found"
        case 429: "Too many requests, please try again later"
        case 500: "Internal server error, please try again later"
        default: detail
        }
    }

    private var detail: String {
        if case .simulated(let code, _) = refusal.kind { return "\(code): \(ArkErrorCatalogue.message(of: code))" }
        if refusal.kind == .unknownModel, refusal.reason == .plain, let given = refusal.given {
            let known = ModelCatalog.standard.models.map(\.shortName).joined(separator: ", ")
            return "model is not valid: \(given) was given; it must be one of \(known)"
        }
        return Self.words.english(refusal)
    }

    private var headers: [String: String] {
        switch refusal.kind {
        case .tooMany(let after), .queueFull(let after), .unavailable(let after): ["retry-after": after.retryAfter]
        case .simulated(_, 429): ["retry-after": Duration.seconds(1).retryAfter]
        case .malformed, .missing, .invalid, .unsupported, .tooLarge, .unsupportedMediaType, .unauthenticated,
            .forbidden, .insufficientFunds, .unknownModel, .unknownTask, .unknownPath, .methodNotAllowed,
            .taskRunning, .taskCancelled, .idempotencyKeyReused, .tooSlow, .failure, .simulated:
            [:]
        }
    }
}
