import HTTPTypes
import Hummingbird
import NIOCore

/// Tells whoever asks, key or not, what this server can be asked: the documents of all dialects as one.
struct OpenAPIController: Sendable {
    /// Joined once: whoever asks costs no more than a copy.
    private let document = ByteBuffer(string: OpenAPIDocument().text)

    func mount(on router: Router<GateContext>) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on("/openapi.yaml", method: method) { _, context in
                Response(
                    status: .ok,
                    headers: [.contentType: "application/yaml", .xRequestID: context.requestID],
                    body: ResponseBody(byteBuffer: document)
                )
            }
        }
    }
}
