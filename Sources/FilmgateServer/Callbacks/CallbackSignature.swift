import Crypto
package import FilmgateDomain
import FilmgateMedia

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How a receiver knows that a callback is ours: Standard Webhooks beside the vendor's own headers.
///
/// Signed is `id.timestamp.body`, by every secret that counts, so that a receiver can change to a new one at its leisure.
package struct CallbackSignature {
    private let id: String
    private let at: Timestamp
    private let body: [UInt8]
    private let secrets: [WebhookSecret]

    package init(id: String, at: Timestamp, body: [UInt8], secrets: [WebhookSecret]) {
        self.id = id
        self.at = at
        self.body = body
        self.secrets = secrets
    }

    /// `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64>` for each secret.
    package var standard: [(name: String, value: String)] {
        let proofs = codes().map { "v1," + Data($0).base64EncodedString() }
        return [
            ("webhook-id", id), ("webhook-timestamp", "\(at.seconds)"),
            ("webhook-signature", proofs.joined(separator: " ")),
        ]
    }

    /// The vendor's: `<prefix>Id`, `<prefix>Timestamp`, `<prefix>Signature: v1=<hex>[,v1=<hex>]` (vendors.md section 3.6).
    package func vendor(prefix: String) -> [(name: String, value: String)] {
        let proofs = codes().map { "v1=" + Hex.string($0) }
        return [
            (prefix + "Id", id), (prefix + "Timestamp", "\(at.seconds)"),
            (prefix + "Signature", proofs.joined(separator: ",")),
        ]
    }

    private func codes() -> [HMAC<SHA256>.MAC] {
        let head = Array("\(id).\(at.seconds).".utf8)
        return secrets.filter { $0.endsAt.map { $0 > at } ?? true }
            .map { secret in
                var code = HMAC<SHA256>(key: SymmetricKey(data: secret.bytes))
                code.update(data: head)
                code.update(data: body)
                return code.finalize()
            }
    }
}
