import FilmgateDomain
import FilmgateServer
import Foundation
import Testing

@Suite("The signatures of callbacks")
struct CallbackSignatureTests {
    private let at = Timestamp(seconds: 1_614_265_330)
    private let secret = WebhookSecret(
        bytes: Array(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") ?? Data()),
        createdAt: Timestamp(seconds: 0)
    )

    private func signature(_ secrets: [WebhookSecret]) -> CallbackSignature {
        CallbackSignature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at: at,
            body: Array(#"{"test": 2432232314}"#.utf8),
            secrets: secrets
        )
    }

    @Test("Standard Webhooks: the example of the specification")
    func standard() {
        let headers = signature([secret]).standard
        #expect(headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(
            headers.map(\.value) == [
                "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ]
        )
    }

    @Test("ToAPIs: the same proof in hex under its own names (vendors.md section 3.6)")
    func vendor() {
        let headers = signature([secret]).vendor(prefix: "X-ToAPIs-Webhook-")
        #expect(headers[0] == ("X-ToAPIs-Webhook-Id", "msg_p5jXN8AQM9LWM0D4loKWxJek"))
        #expect(headers[1] == ("X-ToAPIs-Webhook-Timestamp", "1614265330"))
        #expect(headers[2].name == "X-ToAPIs-Webhook-Signature")
        let code = Data(base64Encoded: "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=") ?? Data()
        #expect(headers[2].value == "v1=" + code.map { String(format: "%02x", $0) }.joined())
    }

    @Test("while a secret is rotated both sign; one that has ended does not")
    func rotation() {
        let old = WebhookSecret(bytes: [1], createdAt: Timestamp(seconds: 0), endsAt: at + .seconds(1))
        let ended = WebhookSecret(bytes: [2], createdAt: Timestamp(seconds: 0), endsAt: at)
        #expect(signature([secret, old, ended]).standard[2].value.split(separator: " ").count == 2)
        #expect(signature([secret, old, ended]).vendor(prefix: "x-")[2].value.split(separator: ",").count == 2)
    }
}
