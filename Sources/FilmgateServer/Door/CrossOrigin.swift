import HTTPTypes
import Hummingbird

/// Lets pages of the listed origins call the server (CORS). Without a list it does nothing, and browsers refuse.
///
/// Cookies are never asked for: keys come in `Authorization`, which a page must know by itself.
struct CrossOrigin: Sendable {
    let origins: Set<String>

    private static let methods = "GET, HEAD, POST, PATCH, DELETE"
    private static let exposed = """
        x-request-id, x-filmgate-provider, x-filmgate-poster, x-filmgate-contact-sheet, x-error-code, idempotent-replayed, \
        retry-after, ratelimit, ratelimit-policy
        """

    /// The answer to a browser that asks before it calls; `nil` for every other request.
    func preflight(_ request: Request) -> Response? {
        guard origin(of: request) != nil, Self.isPreflight(request) else { return nil }
        return Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: Self.methods,
                .accessControlAllowHeaders: request.headers[.accessControlRequestHeaders]
                    ?? "authorization, content-type",
                .accessControlMaxAge: "600",
            ]
        )
    }

    /// Lets the page read an answer, be it a refusal; whatever the origin, caches must tell origins apart.
    func allow(_ response: inout Response, to request: Request) {
        guard !origins.isEmpty else { return }
        response.headers.append(HTTPField(name: .vary, value: "Origin"))
        guard let origin = origin(of: request) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        if !Self.isPreflight(request) { response.headers[.accessControlExposeHeaders] = Self.exposed }
    }

    private func origin(of request: Request) -> String? {
        request.headers[.origin].flatMap { origins.contains($0) ? $0 : nil }
    }

    private static func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.accessControlRequestMethod] != nil
    }
}
