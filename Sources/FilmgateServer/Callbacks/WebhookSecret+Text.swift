package import FilmgateDomain
import Foundation

extension WebhookSecret {
    /// As Standard Webhooks writes it: `whsec_` and the bytes in base64.
    package var text: String { "whsec_" + Data(bytes).base64EncodedString() }
}
