import FilmgateDialects
import FilmgateDomain
import HTTPTypes
import Hummingbird
import Logging

/// The outermost step of every request: one log line each, and a dialect's words for paths that nobody serves.
struct DoorMiddleware: RouterMiddleware {
    typealias Context = GateContext

    let dialects: [any Dialect]
    let authenticator: Authenticator
    let metrics: RequestMetrics
    let clients: ClientAddress
    let routes: RouteTable
    let crossOrigin: CrossOrigin

    @concurrent
    func handle(
        _ request: Request,
        context: GateContext,
        next: @concurrent (Request, GateContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        var response: Response
        do {
            if let preflight = crossOrigin.preflight(request) {
                response = preflight
            } else {
                response = try await next(request, context)
            }
        } catch let error as HTTPError where error.status == .notFound {
            response = await unanswered(request, context: context)
        } catch let error as any HTTPResponseError {
            response = Response(status: error.status, headers: [.xRequestID: context.requestID])
        }
        crossOrigin.allow(&response, to: request)
        let elapsed = (ContinuousClock.now - began).components
        metrics.count(
            request.method.rawValue,
            route: context.endpointPath ?? "unknown",
            status: response.status.code,
            seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        )
        context.logger.info(
            "request",
            metadata: [
                "http.method": "\(request.method.rawValue)",
                "http.route": "\(context.endpointPath ?? "unknown")", "http.status": "\(response.status.code)",
                "client.address": "\(clients.text(of: context.channel.remoteAddress, request.headers))",
                "duration.us": "\(elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000)",
            ]
        )
        return response
    }

    /// The path's own dialect answers; below `/v1` the key's home dialect, else in OpenAI's shape. A path that is there
    /// for another method is no unknown one.
    private func unanswered(_ request: Request, context: GateContext) async -> Response {
        let path = request.uri.path
        let owners = PathOwners(of: path, among: dialects)
        let methods = routes.methods(at: path)
        let isThere = !methods.isEmpty && !methods.contains(request.method.rawValue)
        let refusal = Refusal(isThere ? .methodNotAllowed : .unknownPath, .named(path), .plain)
        var speaker = await speaker(for: request, owners: owners, context: context)
        // What belongs to no dialect is refused in OpenAI's words.
        if owners.declaring.isEmpty, isThere { speaker = OpenAIVideosDialect() }
        guard let dialect = speaker else {
            let message = "Unknown request URL: \(request.method.rawValue) \(path.prefix(200))"
            return Answer(
                status: 404,
                [
                    "error": [
                        "message": .string(message), "type": "invalid_request_error", "param": nil,
                        "code": "unknown_url",
                    ]
                ]
            ).response(requestID: context.requestID)
        }
        var response = dialect.refused(refusal, during: nil, requestID: context.requestID)
            .response(requestID: context.requestID)
        if isThere { response.headers[.allow] = methods.sorted().joined(separator: ", ") }
        return response
    }

    /// The key's home goes before others that the path could belong to; without one, whoever has it alone or answers it.
    private func speaker(
        for request: Request,
        owners: PathOwners,
        context: GateContext
    ) async -> (any Dialect)? {
        let candidates = owners.declaring.isEmpty ? owners.around : owners.declaring
        if request.uri.path.hasPrefix("/v1/") || candidates.count > 1 {
            let known = owners.declaring.isEmpty ? dialects : owners.declaring
            do {
                let home = try await authenticator.principal(of: request.headers, takesBareKey: true).key.homeDialect
                if let dialect = known.first(where: { $0.name == home }) { return dialect }
            } catch is Refusal {
                // Without a key there is no home, and the path is as unknown as before.
            } catch {
                context.logger.error("key not looked up", metadata: ["error": "\(error)"])
            }
        }
        return owners.declaring.first ?? (candidates.count == 1 ? candidates.first : nil)
    }
}
