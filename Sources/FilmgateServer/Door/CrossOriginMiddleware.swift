import HTTPTypes
import Hummingbird

/// Lets pages of the listed origins call the server (CORS). Without a list it does nothing, and browsers refuse.
///
/// Cookies are never asked for: keys come in `Authorization`, which a page must know by itself.
struct CrossOriginMiddleware: RouterMiddleware {
    typealias Context = GateContext

    let origins: Set<String>

    private static let methods = "GET, HEAD, POST, PATCH, DELETE"
    private static let exposed = "x-request-id, x-filmgate-provider, idempotent-replayed, retry-after"

    @concurrent
    func handle(
        _ request: Request,
        context: GateContext,
        next: @concurrent (Request, GateContext) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin], origins.contains(origin) else {
            return try await next(request, context)
        }
        let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
        var response = isPreflight ? Response(status: .noContent) : try await next(request, context)
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.vary] = "Origin"
        if isPreflight {
            response.headers[.accessControlAllowMethods] = Self.methods
            response.headers[.accessControlAllowHeaders] =
                request.headers[.accessControlRequestHeaders] ?? "authorization, content-type"
            response.headers[.accessControlMaxAge] = "600"
        } else {
            response.headers[.accessControlExposeHeaders] = Self.exposed
        }
        return response
    }
}
