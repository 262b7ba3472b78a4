import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
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
        try services.room.check()
        let contentType = request.headers[.contentType] ?? ""
        let body = try await services.bodies.read(request, context: context)
        defer { withExtendedLifetime(body) {} }
        let limit = speakers.others.map(\.uploadLimit).reduce(speakers.first.uploadLimit, max)
        try await count(body.region.count, by: principal)
        let view = try await services.uploads.take(body.region, contentType: contentType, limit: limit)
        return speakers.answer { $0.uploaded(view) }.response(requestID: context.requestID)
    }

    /// Counts the upload against the day's quotas.
    private func count(_ bytes: Int, by principal: Principal) async throws {
        let now = services.now()
        do {
            try await services.accounts.countUpload(bytes, by: principal, at: now)
        } catch StoreError.limitReached(let reached) {
            throw reached.refusal(at: now, currency: principal.project.currency)
        }
    }

    func balance(of project: Project) async throws -> BalanceView {
        let used = try await services.store.usage(of: project.id).reduce(0) { $0 + $1.chargedMicros }
        return BalanceView(
            remaining: project.isUnlimited ? nil : try await services.store.balance(of: project.id),
            used: Money(micros: used, currency: project.currency)
        )
    }

    func usage(_ call: Call, project: Project) async throws -> UsageView {
        let asked = try UsageQuery(call, now: services.now())
        var groups: [String: UsageView.Row] = [:]
        for row in try await services.store.usage(of: project.id) where asked.days.contains(row.day) {
            let name = asked.group.name(of: row)
            let none = Money(micros: 0, currency: project.currency)
            var group = groups[name] ?? UsageView.Row(group: name, tasks: 0, tokens: 0, cost: none)
            group.tasks += row.tasks
            group.tokens += row.tokens
            group.cost.micros += row.chargedMicros
            groups[name] = group
        }
        return UsageView(from: asked.from, to: asked.to, rows: groups.values.sorted { $0.group < $1.group })
    }
}
