import FilmgateDomain

/// A refusal in new-api's two envelopes (vendors.md section 6.5): one from the gateway in front of the tasks, one from
/// the tasks themselves. An unknown task is 404, as AnyFast documents, not new-api's 400.
enum AnyFastFailure {
    private static let words = RefusalWords()

    static func answer(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer {
        let isAbsent = refusal.kind == .missing && refusal.reason == .absent
        let sentence = isAbsent ? "\(words.name(refusal.subject)) is required" : words.english(refusal)
        func gateway(_ status: Int, _ code: String = "", headers: [String: String] = [:]) -> Answer {
            let message = "\(sentence) (request id: \(requestID))"
            return Answer(
                status: status,
                ["error": ["message": .string(message), "type": "new_api_error", "code": .string(code)]],
                headers: headers
            )
        }
        func tasks(_ status: Int, _ code: String, _ message: String? = nil) -> Answer {
            Answer(
                status: status,
                ["code": .string(code), "message": .string(message ?? sentence), "data": nil]
            )
        }
        switch refusal.kind {
        case .malformed, .invalid, .unsupported: return tasks(400, "invalid_request")
        case .missing: return refusal.subject == .parameter(.model) ? gateway(400) : tasks(400, "invalid_request")
        case .tooLarge: return gateway(413)
        case .unsupportedMediaType: return gateway(415)
        case .unauthenticated: return gateway(401)
        case .forbidden: return gateway(403)
        case .insufficientFunds: return tasks(403, "quota_not_enough", "user quota is not enough")
        case .unknownModel: return gateway(503, "model_not_found")
        case .unknownTask: return tasks(404, "task_not_exist")
        case .unknownPath: return gateway(404)
        case .methodNotAllowed: return gateway(405)
        case .taskRunning, .taskCancelled, .idempotencyKeyReused: return tasks(409, "invalid_request")
        case .tooMany(let after), .queueFull(let after):
            return gateway(429, headers: ["retry-after": after.retryAfter])
        case .tooSlow: return gateway(408)
        case .unavailable(let after): return gateway(503, headers: ["retry-after": after.retryAfter])
        case .failure: return gateway(500)
        case .simulated("AccountOverdueError", status: _):
            return tasks(403, "quota_not_enough", "user quota is not enough")
        case .simulated(_, 429):
            var answer = tasks(429, "fail_to_fetch_task", "当前分组上游负载已饱和，请稍后再试")
            answer.headers["retry-after"] = "1"
            return answer
        case .simulated(_, let status):
            let ark = ArkFailure(refusal, during: kind)?.body(requestID: requestID) ?? .null
            return tasks(status, "fail_to_fetch_task", JSONWriter.text(ark))
        }
    }
}
