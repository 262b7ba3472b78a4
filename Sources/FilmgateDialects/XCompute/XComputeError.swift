import FilmgateDomain

/// A refusal in XCompute's envelope: `{"error":{"code":<status>,"message","type"}}`, in Chinese.
///
/// The texts of 401, 402, 429 and 500 are the seed's, whatever the cause; 400 begins as the seed's does and goes on to
/// name the parameter.
struct XComputeError {
    private let refusal: Refusal
    private let kind: Operation.Kind?

    init(_ refusal: Refusal, during kind: Operation.Kind?) {
        self.refusal = Self.names.translate(refusal)
        self.kind = kind
    }

    private static let names = FlatNames(words: XComputeCreate.words)
    private static let words = RefusalWords(name: names.name)

    var answer: Answer {
        // A balance that cannot be told is no HTTP error to this vendor.
        if kind == .balance, refusal.kind == .failure {
            return Answer(["success": false, "message": .string(message)])
        }
        let error: JSONValue = ["code": .integer(status), "message": .string(message), "type": .string(type)]
        return Answer(status: status, ["error": error], headers: headers)
    }

    private var status: Int {
        switch refusal.kind {
        case .malformed, .missing, .invalid, .unsupported, .unknownModel, .unknownTask: 400
        case .tooLarge: 413
        case .unsupportedMediaType: kind == .uploadImage ? 400 : 415
        case .unauthenticated: 401
        case .insufficientFunds: 402
        case .forbidden: 403
        case .unknownPath: 404
        case .methodNotAllowed: 405
        case .tooSlow: 408
        case .taskRunning, .taskCancelled, .idempotencyKeyReused: 409
        case .tooMany, .queueFull: 429
        case .failure: 500
        case .unavailable: 503
        case .simulated("AccountOverdueError", _): 402
        // The vendor documents 404 for nothing that a create names: an unknown model is a wrong parameter.
        case .simulated(_, 404): 400
        case .simulated(_, let status): status
        }
    }

    private var type: String {
        switch status {
        case 409 where refusal.kind == .idempotencyKeyReused: "idempotency_key_reused"
        case 401: "authentication_error"
        case 402: "payment_required"
        case 403: "permission_error"
        case 404: "not_found_error"
        case 429: "rate_limit_error"
        case 503: "service_unavailable"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    private var message: String {
        switch status {
        case 400 where refusal.kind == .unknownTask: "无效的任务ID"
        case 400: "请求参数无效：\(detail)"
        case 401: "身份验证失败，请检查您的API密钥"
        case 402: "账户余额不足，请充值后再试"
        case 429: "请求过于频繁，请稍后再试"
        case 500: "服务器内部错误，请稍后重试"
        default: detail
        }
    }

    private var detail: String {
        if case .simulated(let code, _) = refusal.kind {
            return "\(code)：\(XComputeFailure.sentence(for: code) ?? "请求失败")"
        }
        if refusal.kind == .unknownModel, refusal.reason == .plain, let given = refusal.given {
            return "model 的值为 \(given)，应为 \(ModelCatalog.standard.models.map(\.shortName).joined(separator: "、"))"
        }
        return Self.words.chinese(refusal)
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
