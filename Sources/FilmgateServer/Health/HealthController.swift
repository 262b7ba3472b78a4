import FilmgateDomain
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Whether the process lives, and whether it can take tasks.
struct HealthController: Sendable {
    let store: any TaskStore

    func mount(on router: Router<GateContext>) {
        router.get("/healthz") { _, _ in Self.answer(.ok, "ok") }
        router.get("/readyz") { _, context in
            do {
                _ = try await store.counts(in: nil)
                return Self.answer(.ok, "ready")
            } catch {
                context.logger.error("not ready", metadata: ["error": "\(error)"])
                return Self.answer(.serviceUnavailable, "the store does not answer")
            }
        }
    }

    private static func answer(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }
}
