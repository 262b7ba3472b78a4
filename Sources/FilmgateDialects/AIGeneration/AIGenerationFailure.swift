import FilmgateDomain

/// A refusal as a Laravel application words it (vendors.md section 5.5): bad fields are 422 with a list of sentences for
/// each field, all else is a message.
enum AIGenerationFailure {
    private static let words = RefusalWords { laravelName(RefusalWords.arkName($0)) }

    /// `content.0.image_url` for `content[0].image_url`.
    @Sendable private static func laravelName(_ path: String) -> String {
        String(path.compactMap { $0 == "[" ? "." : $0 == "]" ? nil : $0 })
    }

    static func answer(_ refusal: Refusal) -> Answer {
        let sentence = words.english(refusal)
        let message = sentence.prefix(1).uppercased() + sentence.dropFirst() + (sentence.hasSuffix(".") ? "" : ".")
        switch refusal.kind {
        case .missing, .invalid, .unsupported: return unprocessable(refusal, message)
        case .malformed: return failed(400, message)
        case .tooLarge: return failed(413, message)
        case .unsupportedMediaType: return failed(415, message)
        case .unauthenticated: return Answer(status: 401, ["message": "Unauthenticated."])
        case .forbidden: return failed(403, message)
        case .insufficientFunds: return failed(402, message)
        case .unknownModel: return unprocessable(refusal, message)
        case .unknownTask, .unknownPath: return failed(404, message)
        case .methodNotAllowed: return failed(405, message)
        case .taskRunning, .taskCancelled, .idempotencyKeyReused: return failed(409, message)
        case .tooMany(let after), .queueFull(let after):
            return failed(429, message, headers: ["retry-after": after.retryAfter])
        case .tooSlow: return failed(408, message)
        case .unavailable(let after): return failed(503, message, headers: ["retry-after": after.retryAfter])
        case .failure: return failed(500, message)
        case .simulated("AccountOverdueError", status: _):
            return failed(402, "The balance is not enough for this request.")
        case .simulated(_, 401): return Answer(status: 401, ["message": "Unauthenticated."])
        case .simulated(let code, _) where concernsField(code):
            let field = code.hasPrefix("InvalidEndpointOrModel.") ? "model" : "content"
            return unprocessable("\(code): \(ArkErrorCatalogue.message(of: code))", field: field)
        case .simulated(let code, let status):
            return failed(
                status,
                "\(code): \(ArkErrorCatalogue.message(of: code))",
                headers: status == 429 ? ["retry-after": "1"] : [:]
            )
        }
    }

    private static func unprocessable(_ refusal: Refusal, _ message: String) -> Answer {
        let field = words.name(refusal.subject)
        let isAbsent = refusal.kind == .missing && [.absent, .plain].contains(refusal.reason)
        let why = isAbsent ? "is required" : "is invalid: \(words.reason(refusal))"
        return unprocessable(refusal.kind == .unknownModel ? message : "The \(field) field \(why).", field: field)
    }

    private static func unprocessable(_ sentence: String, field: String) -> Answer {
        let errors = JSONObject([(key: field, value: JSONValue.array([.string(sentence)]))])
        return Answer(status: 422, ["message": .string(sentence), "errors": .object(errors)])
    }

    /// Whether a code of Ark's says that something in the request is missing or wrong.
    private static func concernsField(_ code: String) -> Bool {
        let about = ["MissingParameter", "InvalidParameter", "InvalidImageURL", "InvalidEndpointOrModel"]
        return about.contains(String(code.prefix { $0 != "." }))
    }

    private static func failed(_ status: Int, _ message: String, headers: [String: String] = [:]) -> Answer {
        Answer(status: status, ["success": false, "message": .string(message)], headers: headers)
    }
}
