import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import HTTPTypes
import Hummingbird

/// Tasks of all projects, accounts, callbacks, exposures and the audit log.
extension AdminController {
    var operationRoutes: [Route] {
        let root = Self.root
        return [
            (.get, root + "/tasks", { try await tasks($0) }),
            (.get, root + "/tasks/{id}", { try await task($0) }),
            (.get, root + "/providers", { try await providers($0) }),
            (.patch, root + "/providers/{id}", { try await drain($0) }),
            (.get, root + "/callbacks", { try await callbacks($0) }),
            (.post, root + "/callbacks/{id}/retry", { try await retry($0) }),
            (.get, root + "/exposures", { try await exposures($0) }),
            (.get, root + "/audit", { try await audit($0) }),
        ]
    }

    private func tasks(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["project", "status", "provider", "model", "before", "limit"])
        var search = TaskSearch(limit: try query.integer("limit", in: 1...500, or: 100))
        if let id = query["project"] { search.project = try await project(id, as: .wire("project")).id }
        let state: VideoTask.State? = try query.word("status")
        search.states = state.map { [$0] }
        search.provider = query["provider"].map { ProviderName(rawValue: $0) }
        if let name = query["model"] { search.model = catalog[name]?.id ?? name }
        search.before = try query["before"].map { try Self.taskID($0, "before") }
        return call.list(try await store.tasks(matching: search).map(AdminViews.task))
    }

    private static func taskID(_ text: String, _ name: String) throws(Refusal) -> VideoTask.ID {
        guard let id = VideoTask.ID(named: text) else {
            throw Refusal(.invalid, .wire(name), given: text, .rule(.taskID))
        }
        return id
    }

    /// A task with all that happened to it.
    private func task(_ call: AdminCall) async throws -> Response {
        _ = try call.query([])
        let name = call.step("id")
        guard let id = VideoTask.ID(named: name), let task = try await store.task(id, in: nil) else {
            throw Refusal.unknown("task", name, nil)
        }
        guard case .object(var object) = AdminViews.task(task) else { return call.answer(AdminViews.task(task)) }
        object["files"] = AdminViews.files(of: task, presenter)
        object["timeline"] = .array(try await store.timeline(of: id).map(AdminViews.event))
        object["attempts"] = .array(try await store.attempts(of: id).map(AdminViews.attempt))
        object["callbacks"] = .array(try await store.callbackLog(of: id, limit: 100).map(AdminViews.callback))
        return call.answer(.object(object))
    }

    private func providers(_ call: AdminCall) async throws -> Response {
        _ = try call.query([])
        return call.list(providers.standings.map { ProviderStatus.Account($0).json })
    }

    private func drain(_ call: AdminCall) async throws -> Response {
        let name = ProviderName(rawValue: call.step("id"))
        let drained = try await store.drainedProviders()
        guard drained.contains(name) || providers.standings.contains(where: { $0.name == name }) else {
            throw Refusal.unknown("provider", name.rawValue, nil)
        }
        let fields = try await call.body(["draining"])
        guard let isDrained = try fields.bool("draining", as: .wire("draining")) else {
            throw Refusal(.missing, .wire("draining"), .absent)
        }
        try await administer([isDrained ? .drain(name) : .undrain(name)], call)
        providers.drain(name, isDrained)
        return call.answer(["name": .string(name.rawValue), "draining": .bool(isDrained)])
    }

    private func callbacks(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["task", "limit"])
        let task = try query["task"].map { try Self.taskID($0, "task") }
        let limit = try query.integer("limit", in: 1...1000, or: 100)
        return call.list(try await store.callbackLog(of: task, limit: limit).map(AdminViews.callback))
    }

    private func retry(_ call: AdminCall) async throws -> Response {
        _ = try await call.body([])
        let text = call.step("id")
        guard let number = Int64(text) else { throw Refusal.unknown("callback", text, nil) }
        do {
            try await administer([.retryCallback(number)], call)
        } catch StoreError.unknownCallback {
            throw Refusal.unknown("callback", text, nil)
        }
        return call.answer(["number": .integer(Int(number)), "owed": true])
    }

    private func exposures(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["limit"])
        let found = try await store.exposures(limit: try query.integer("limit", in: 1...1000, or: 100))
        let totals = try await store.exposureTotals()
        return call.answer([
            "totals": .array(totals.map(AdminViews.total)),
            "data": .array(found.map(AdminViews.exposure)),
        ])
    }

    private func audit(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["limit", "offset"])
        let entries = try await accounts.auditLog(
            skipping: try query.integer("offset", in: 0...1_000_000_000, or: 0),
            limit: try query.integer("limit", in: 1...1000, or: 100)
        )
        return call.list(entries.map(AdminViews.audit))
    }
}
