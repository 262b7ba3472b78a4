import FilmgateDialects
import FilmgateDomain
import Foundation
import HTTPTypes
import Hummingbird

/// Projects, their money and their use.
extension AdminController {
    var projectRoutes: [Route] {
        let projects = Self.root + "/projects"
        let one = projects + "/{id}"
        return [
            (.get, projects, { try await list($0) }),
            (.post, projects, { try await create($0) }),
            (.get, one, { try await show($0) }),
            (.patch, one, { try await change($0) }),
            (.get, one + "/ledger", { try await ledger($0) }),
            (.post, one + "/ledger", { try await enter($0) }),
            (.post, one + "/webhook-secret", { try await rotateSecret($0) }),
            (.get, Self.root + "/usage", { try await usage($0) }),
        ]
    }

    private func list(_ call: AdminCall) async throws -> Response {
        _ = try call.query([])
        var items: [JSONValue] = []
        for project in try await accounts.projects() { items.append(try await view(project)) }
        return call.list(items)
    }

    private func view(_ project: Project) async throws -> JSONValue {
        AdminViews.project(project, balance: try await store.balance(of: project.id))
    }

    private func create(_ call: AdminCall) async throws -> Response {
        let fields = try await call.body(["name", "currency", "price_factor", "unlimited", "limits"])
        guard let name = try fields.text("name") else { throw Refusal(.missing, .wire("name"), .absent) }
        let currency = try fields.string("currency", as: .wire("currency")) ?? Currency.cny.rawValue
        guard currency.utf8.count == 3,
            currency.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            throw Refusal(
                .invalid,
                .wire("currency"),
                given: currency,
                .predicate("it must be a code of ISO 4217 such as CNY", chinese: "必须是 ISO 4217 货币代码，例如 CNY")
            )
        }
        var project = Project(
            id: Project.ID(makeID()),
            name: name,
            currency: Currency(rawValue: currency),
            createdAt: call.now
        )
        try Self.set(&project, fields)
        do {
            try await administer([.addProject(project)], call)
        } catch StoreError.duplicate {
            throw Refusal(
                .invalid,
                .wire("name"),
                given: name,
                .predicate("it must not be another project's", chinese: "项目名称已存在")
            )
        }
        return call.answer(try await view(project), status: 201)
    }

    private func show(_ call: AdminCall) async throws -> Response {
        _ = try call.query([])
        return call.answer(try await view(try await project(call.step("id"))))
    }

    private func change(_ call: AdminCall) async throws -> Response {
        let old = try await project(call.step("id"))
        var project = old
        try Self.set(&project, try await call.body(["price_factor", "unlimited", "limits"]))
        try await administer([.saveProject(project, was: old)], call)
        return call.answer(try await view(project))
    }

    private static func set(_ project: inout Project, _ fields: JSONFields) throws(Refusal) {
        if let factor = try fields.integer("price_factor", in: 0...1_000_000) { project.priceFactor = factor }
        if let unlimited = try fields.bool("unlimited", as: .wire("unlimited")) { project.isUnlimited = unlimited }
        project.limits = try fields.limits(onto: project.limits)
    }

    private func ledger(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["limit", "offset"])
        let project = try await project(call.step("id"))
        let entries = try await store.ledger(
            of: project.id,
            skipping: try query.integer("offset", in: 0...1_000_000_000, or: 0),
            limit: try query.integer("limit", in: 1...1000, or: 100)
        )
        return call.list(entries.map(AdminViews.entry))
    }

    /// A top-up or an adjustment, in millionths of the project's currency.
    private func enter(_ call: AdminCall) async throws -> Response {
        let project = try await project(call.step("id"))
        let fields = try await call.body(["kind", "micros", "reason"])
        let kinds = [LedgerEntry.Kind.topUp, .adjustment]
        guard let word = try fields.string("kind", as: .wire("kind")) else {
            throw Refusal(.missing, .wire("kind"), .absent)
        }
        guard let kind = kinds.first(where: { $0.rawValue == word }) else {
            throw Refusal(.invalid, .wire("kind"), given: word, .rule(.oneOf(kinds.map(\.rawValue))))
        }
        guard let reason = try fields.text("reason", atMost: 1000) else {
            throw Refusal(.missing, .wire("reason"), .absent)
        }
        let range = kind == .topUp ? 1...Self.mostMicros : -Self.mostMicros...Self.mostMicros
        guard let micros = try fields.integer("micros", in: range) else {
            throw Refusal(.missing, .wire("micros"), .absent)
        }
        let entry = LedgerEntry(
            project: project.id,
            task: nil,
            kind: kind,
            amount: Money(micros: Int64(micros), currency: project.currency),
            at: call.now,
            note: reason
        )
        do {
            try await administer([.enter(entry)], call)
        } catch StoreError.balanceOutOfRange {
            let words = Refusal.Reason.words(
                "the balance would leave the range of ±4611686018427.387903",
                chinese: "余额将超出 ±4611686018427.387903 的范围"
            )
            throw Refusal(.invalid, .wire("micros"), given: String(micros), words)
        }
        return call.answer(try await view(project), status: 201)
    }

    /// A thousand million whole units: some nine thousand of them before a sum overflows.
    private static let mostMicros = 1_000_000_000 * 1_000_000

    private func rotateSecret(_ call: AdminCall) async throws -> Response {
        let project = try await project(call.step("id"))
        let fields = try await call.body(["overlap_hours"])
        let hours = try fields.integer("overlap_hours", in: 0...8760) ?? 24
        let end = call.now + .seconds(Int64(hours) * 3600)
        let secret = try await accounts.rotateSecret(of: project.id, by: call.actor, now: call.now, overlapEnd: end)
        return call.answer(["secret": .string(secret.text), "overlap_ends_at": .integer(Int(end.seconds))])
    }

    private func usage(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["project", "from", "to", "group_by", "format"])
        let format: UsageReport.Format? = try query.word("format")
        let report = try UsageReport(from: query["from"], to: query["to"], groups: query["group_by"])
        var rows: [(Project, [UsageRow])] = []
        if let id = query["project"] {
            let project = try await project(id, as: .wire("project"))
            rows = [(project, try await store.usage(of: project.id))]
        } else {
            for project in try await accounts.projects() {
                rows.append((project, try await store.usage(of: project.id)))
            }
        }
        let lines = report.lines(rows)
        guard format == .csv else { return call.answer(["data": .array(lines.map(\.json))]) }
        return Response(
            status: .ok,
            headers: [.contentType: "text/csv; charset=utf-8", .xRequestID: call.context.requestID],
            body: ResponseBody(byteBuffer: ByteBuffer(string: report.csv(lines)))
        )
    }
}
