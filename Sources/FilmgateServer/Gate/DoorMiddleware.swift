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

    @concurrent
    func handle(
        _ request: Request,
        context: GateContext,
        next: @concurrent (Request, GateContext) async throws -> Response
    ) async throws -> Response {
        let began = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            response = await unknownPath(request, context: context)
        } catch let error as any HTTPResponseError {
            response = Response(status: error.status, headers: [.xRequestID: context.requestID])
        }
        let elapsed = (ContinuousClock.now - began).components
        context.logger.info(
            "request",
            metadata: [
                "http.method": "\(request.method.rawValue)",
                "http.route": "\(context.endpointPath ?? "unknown")", "http.status": "\(response.status.code)",
                "duration.us": "\(elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000)",
            ]
        )
        return response
    }

    /// The path's own dialect answers; below `/v1` the key's home dialect, else in OpenAI's shape.
    private func unknownPath(_ request: Request, context: GateContext) async -> Response {
        let path = request.uri.path
        let refusal = Refusal(.unknownPath, .named(path), .plain)
        var dialect = dialects.first { $0.owns(path) }
        if dialect == nil, path.hasPrefix("/v1/") {
            let principal = try? await authenticator.principal(of: request.headers, takesBareKey: true)
            dialect = dialects.first { $0.name == principal?.key.homeDialect }
        }
        guard let dialect else {
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
        return dialect.refused(refusal, during: nil, requestID: context.requestID).response(
            requestID: context.requestID
        )
    }
}

extension Dialect {
    /// Whether a path lies below one that is this dialect's alone: its prefix, or the fixed part of a path that begins
    /// with more than a version.
    fileprivate func owns(_ path: String) -> Bool {
        if path.hasPrefix("/\(name.rawValue)/") { return true }
        return operations.contains { operation in
            let root = operation.path.split(separator: "/").prefix(2).joined(separator: "/")
            return !operation.path.hasPrefix("/v1/") && path.hasPrefix("/\(root)/") && root.contains("/")
        }
    }
}
