import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import HTTPTypes
import Hummingbird

/// A create with `X-Filmgate-Dry-Run: true` is checked and priced, and makes no task.
enum DryRun {
    static func isAsked(by request: Request) throws(Refusal) -> Bool {
        guard let value = request.headers[.filmgateDryRun] else { return false }
        switch value.lowercased() {
        case "true": return true
        case "false": return false
        default:
            throw Refusal(.invalid, .wire("X-Filmgate-Dry-Run"), given: value, .rule(.oneOf(["true", "false"])))
        }
    }

    /// The quote, in the same words in every dialect: no vendor has any for it.
    static func answer(_ quote: AdmissionQuote) -> Answer {
        let task = quote.task
        return Answer([
            "dry_run": true,
            "model": .string(task.order.model),
            "provider": quote.providers.first.map { .string($0.rawValue) } ?? .null,
            "providers": .array(quote.providers.map { .string($0.rawValue) }),
            "resolution": .string(task.order.resolution.rawValue),
            "ratio": .string(task.order.ratio.text),
            "duration": .integer(task.order.duration),
            "tokens": .integer(task.heldTokens ?? 0),
            "hold": [
                "micros": .integer(Int(task.hold.micros)),
                "currency": .string(task.hold.currency.rawValue),
                "text": .string(task.hold.text),
            ],
            "notes": .array(quote.notes.map { .string("\($0.parameter): \($0.detail)") }),
        ])
    }
}
