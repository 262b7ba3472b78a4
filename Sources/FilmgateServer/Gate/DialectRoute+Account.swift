import FilmgateDialects
import FilmgateDomain
import FilmgateMedia
import HTTPTypes
import Hummingbird

extension DialectRoute {
    func upload(
        _ request: Request,
        context: GateContext,
        principal: Principal,
        speakers: Speakers
    ) async throws -> Response {
        let contentType = request.headers[.contentType] ?? ""
        let body = try await services.bodies.read(request, context: context)
        let view = try await services.uploads.take(body.region, contentType: contentType)
        return speakers.answer { $0.uploaded(view) }.response(requestID: context.requestID)
    }

    func balance(of project: Project) async throws -> BalanceView {
        let ledger = try await services.store.ledger(of: project.id)
        let used = ledger.filter { $0.kind == .charge }.reduce(0) { $0 - $1.amount.micros }
        let left = ledger.reduce(0) { $0 + $1.amount.micros }
        return BalanceView(
            remaining: project.isUnlimited ? nil : Money(micros: left, currency: project.currency),
            used: Money(micros: used, currency: project.currency)
        )
    }

    func usage(_ call: Call, project: Project) async throws -> UsageView {
        let now = services.now()
        return UsageView(from: now - .seconds(86400), to: now, rows: [])
    }
}
