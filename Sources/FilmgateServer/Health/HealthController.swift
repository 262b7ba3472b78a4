import FilmgateDomain
import FilmgateEngine
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Whether the process lives, and whether it can take tasks.
struct HealthController: Sendable {
    let store: any TaskStore
    let room: StorageRoom

    func mount(on router: Router<GateContext>) {
        for method in [HTTPRequest.Method.get, .head] {
            router.on("/healthz", method: method) { _, context in Self.answer(.ok, "ok", context) }
            router.on("/readyz", method: method) { _, context in await readiness(context) }
        }
    }

    private func readiness(_ context: GateContext) async -> Response {
        guard room.isEnough else { return Self.answer(.serviceUnavailable, "the disk is nearly full", context) }
        do {
            _ = try await store.counts(in: nil)
            return Self.answer(.ok, "ready", context)
        } catch {
            context.logger.error("not ready", metadata: ["error": "\(error)"])
            return Self.answer(.serviceUnavailable, "the store does not answer", context)
        }
    }

    private static func answer(_ status: HTTPResponse.Status, _ text: String, _ context: GateContext) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .xRequestID: context.requestID],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n"))
        )
    }
}
