import FilmgateDomain

/// A refusal in Ark's words: status, code, message, parameter and type (ark.md sections 2.2, 2.6 and 9).
///
/// Texts that were seen live are kept to the letter; what was given and what would be right follows them.
struct ArkFailure {
    var status: Int
    var code: String
    /// Without full stop and request id.
    var message: String
    /// The field's name, or empty.
    var parameter = ""

    static let words = RefusalWords(name: RefusalWords.arkName)

    /// `nil` for a path that Ark does not have: its 404 is empty.
    init?(_ refusal: Refusal, during kind: Operation.Kind?) {
        let name = Self.name(refusal)
        let named = refusal.given ?? name
        let sentence = Self.words.english(refusal)
        let plain = sentence.prefix(1).uppercased() + sentence.dropFirst()
        let whole = "The request \(name.isEmpty ? "body" : name) is not valid: \(Self.words.reason(refusal))"
        /// The refusal's own sentence, or the one published for the code.
        func said(_ code: String) -> String {
            if case .words(let sentence, chinese: _) = refusal.reason {
                sentence
            } else {
                ArkErrorCatalogue.message(of: code)
            }
        }
        switch refusal.kind {
        case .unknownPath: return nil
        case .malformed: self.init(status: 400, code: "InvalidParameter", message: plain)
        case .missing:
            self.init(status: 400, code: "MissingParameter", message: Self.missing(refusal, name), parameter: name)
        case .invalid, .unsupported:
            let code =
                if case .taskTypeConstraint = refusal.reason { "InvalidParameter.TaskTypeConstraint" } else {
                    "InvalidParameter"
                }
            self.init(status: 400, code: code, message: Self.invalid(refusal, name), parameter: name)
        case .tooLarge: self.init(status: 413, code: "InvalidParameter", message: whole)
        case .unsupportedMediaType: self.init(status: 415, code: "InvalidParameter", message: whole)
        case .unauthenticated: self.init(status: 401, code: "AuthenticationError", message: said("AuthenticationError"))
        case .forbidden: self.init(status: 403, code: "AccessDenied", message: said("AccessDenied"))
        case .insufficientFunds:
            self.init(status: 403, code: "AccountOverdueError", message: said("AccountOverdueError"))
        case .unknownModel:
            var sentence = "The model or endpoint \(named) does not exist or you do not have access to it"
            if case .retired(let successor) = refusal.reason {
                sentence += ". The model \(RefusalWords.retired(successor))"
            }
            self.init(status: 404, code: "InvalidEndpointOrModel.NotFound", message: sentence)
        case .unknownTask:
            let sentence = "The specified resource `\(named)` is not found"
            self.init(status: 404, code: "ResourceNotFound", message: sentence)
        case .methodNotAllowed: self.init(status: 405, code: "InvalidAction", message: plain)
        case .taskRunning:
            let sentence = "Cannot delete task `\(named)` because it is currently running"
            self.init(status: 409, code: "InvalidAction.RunningTaskDeletion", message: sentence)
        case .taskCancelled:
            let sentence = "Cannot delete task `\(named)` because it is already cancelled"
            self.init(status: 409, code: "InvalidAction.CancelledTaskDeletion", message: sentence)
        case .idempotencyKeyReused:
            self.init(status: 409, code: "InvalidAction.IdempotencyKeyReused", message: plain)
        case .tooMany:
            let code = kind == .create ? "RateLimitExceeded.EndpointRPMExceeded" : "AccountRateLimitExceeded"
            self.init(status: 429, code: code, message: plain)
        case .queueFull:
            // The code of a full queue (ark.md sections 9.3 and 10.3); it empties by itself.
            self.init(status: 429, code: "QuotaExceeded", message: plain)
        case .tooSlow: self.init(status: 408, code: "RequestTimeout", message: plain)
        case .unavailable: self.init(status: 503, code: "ServerOverloaded", message: said("ServerOverloaded"))
        case .failure: self.init(status: 500, code: "InternalServiceError", message: said("InternalServiceError"))
        case .simulated(let code, let status):
            self.init(status: status, code: code, message: ArkErrorCatalogue.message(of: code))
        }
    }

    private init(status: Int, code: String, message: String, parameter: String = "") {
        self.status = status
        self.code = code
        self.message = message
        self.parameter = parameter
    }

    /// `{"error":{…}}` with all four keys, the message with its request id.
    func body(requestID: String) -> JSONValue {
        let stop = message.hasSuffix(".") ? "" : "."
        return [
            "error": [
                "code": .string(code),
                "message": .string("\(message)\(stop) Request id: \(requestID)"),
                "param": .string(parameter),
                "type": .string(type),
            ]
        ]
    }

    /// The word for the status; of one code it was seen written apart (ark.md section 9.1).
    private var type: String {
        if code == "InvalidEndpointOrModel.NotFound" { return "Not Found" }
        return switch status {
        case 400: "BadRequest"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 405: "MethodNotAllowed"
        case 408: "RequestTimeout"
        case 409: "Conflict"
        case 413: "RequestEntityTooLarge"
        case 415: "UnsupportedMediaType"
        case 429: "TooManyRequests"
        case 503: "ServiceUnavailable"
        default: status < 500 ? "BadRequest" : "InternalServerError"
        }
    }

    /// Whether the same request cannot do better a second later: the official SDK repeats 409 and 429 by itself.
    var isFinal: Bool {
        if [401, 403, 409].contains(status) { return true }
        return ["QuotaExceeded", "SetLimitExceeded"].contains(code)
    }

    /// What stands in `x-error-code`; one value was seen that is not the code itself.
    var headerCode: String { code == "AuthenticationError" ? "AuthN_AuthenticationError" : code }

    /// The whole answer of Ark and of whoever passes Ark through.
    static func answer(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        guard let failure = ArkFailure(refusal, during: kind) else { return Answer(status: 404, nil) }
        let isQueueFull = if case .queueFull = refusal.kind { true } else { false }
        var headers = ["x-error-code": failure.headerCode]
        if failure.isFinal, !isQueueFull { headers["x-should-retry"] = "false" }
        switch refusal.kind {
        case .tooMany(let after), .queueFull(let after), .unavailable(let after):
            headers["retry-after"] = after.retryAfter
        case .simulated where failure.status == 429: headers["retry-after"] = "1"
        case .malformed, .missing, .invalid, .unsupported, .tooLarge, .unsupportedMediaType, .unauthenticated,
            .forbidden, .insufficientFunds, .unknownModel, .unknownTask, .unknownPath, .methodNotAllowed, .taskRunning,
            .taskCancelled, .idempotencyKeyReused, .tooSlow, .failure, .simulated:
            break
        }
        return Answer(status: failure.status, failure.body(requestID: requestID), headers: headers)
    }
}
