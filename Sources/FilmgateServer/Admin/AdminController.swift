import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import HTTPTypes
import Hummingbird
import Logging

/// The admin API (docs/admin.md): everything below `/admin/v1`, and `/metrics`, for keys of the scope `admin`, which look at all
/// projects. Refusals have OpenAI's form.
struct AdminController: Sendable {
    let authenticator: Authenticator
    let accounts: any AccountStore
    let store: any TaskStore
    let bodies: RequestBodyIntake
    let reads: ReadPace
    let providers: ProviderDirectory
    let catalog: ModelCatalog
    let presenter: TaskPresenter
    let keys: KeyMaker
    let metrics: MetricsController
    let makeID: @Sendable () -> ULID
    let now: @Sendable () -> Timestamp

    static let root = "/admin/v1"
    private static let words = OpenAIVideosDialect()

    typealias Handler = @Sendable (AdminCall) async throws -> Response

    func mount(on router: Router<GateContext>) {
        let metrics: [Route] = [
            (
                .get, "/metrics",
                {
                    _ = try $0.query([])
                    return await self.metrics.answer(requestID: $0.context.requestID)
                }
            )
        ]
        let routes = projectRoutes + keyRoutes + operationRoutes + metrics
        for (method, path, handler) in routes {
            router.on(RouterPath(path), method: method) { request, context in
                try await respond(to: request, context: context, handler)
            }
        }
    }

    private func respond(
        to request: Request,
        context: GateContext,
        _ handler: @escaping Handler
    ) async throws -> Response {
        do {
            let principal = try await authenticator.principal(of: request.headers, takesBareKey: false)
            guard principal.key.scopes.contains(.admin) else {
                throw Refusal(
                    .forbidden,
                    .request,
                    .words("this key lacks the scope admin", chinese: "该密钥缺少权限 admin")
                )
            }
            try reads.take(principal, at: now())
            let call = AdminCall(request: request, context: context, principal: principal, bodies: bodies, now: now())
            return try await handler(call)
        } catch let refusal as Refusal {
            return refused(refusal, context)
        } catch let error as CancellationError {
            throw error
        } catch StoreError.stale {
            let words = Refusal.Reason.words("somebody else has changed it meanwhile, try again", chinese: "已被他人修改，请重试")
            return refused(Refusal(.taskRunning, .request, words), context)
        } catch {
            if let refusal = (error as? StoreError)?.refusal { return refused(refusal, context) }
            context.logger.error("request failed", metadata: ["error": "\(error)"])
            return refused(Refusal(.failure, .request, .plain), context)
        }
    }

    private func refused(_ refusal: Refusal, _ context: GateContext) -> Response {
        var response = Self.words.refused(refusal, during: nil, requestID: context.requestID)
            .response(requestID: context.requestID)
        for field in refusal.rateLimitFields(at: now()) { response.headers[field.name] = field.value }
        return response
    }
}

extension AdminController {
    typealias Route = (method: HTTPRequest.Method, path: String, handler: Handler)

    /// Makes the changes in the name of the caller's key.
    func administer(_ changes: [AccountChange], _ call: AdminCall) async throws {
        try await accounts.administer(changes, by: call.actor, at: call.now)
    }

    func project(_ id: String, as subject: Refusal.Subject? = nil) async throws -> Project {
        guard let project = try await accounts.projects().first(where: { $0.id.rawValue == id }) else {
            throw Refusal.unknown("project", id, subject)
        }
        return project
    }

    func key(_ id: String) async throws -> APIKey {
        guard let key = try await accounts.keys().first(where: { $0.key.id.rawValue == id })?.key else {
            throw Refusal.unknown("key", id, nil)
        }
        return key
    }
}

extension Refusal {
    /// What a path names is not there; what a parameter names is wrong.
    static func unknown(_ kind: String, _ id: String, _ subject: Subject?) -> Refusal {
        if let subject {
            return Refusal(
                .invalid,
                subject,
                given: id,
                .predicate("it must name a \(kind)", chinese: "必须是已有的 \(kind)")
            )
        }
        let shown = shortened(id)
        return Refusal(
            .unknownTask,
            .named(id),
            .words("there is no \(kind) \(shown)", chinese: "\(kind) \(shown) 不存在")
        )
    }

    private static func shortened(_ text: String) -> String {
        text.count > 60 ? text.prefix(57) + "..." : text
    }
}
