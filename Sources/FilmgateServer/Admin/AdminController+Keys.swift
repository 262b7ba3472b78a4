import FilmgateDialects
import FilmgateDomain
import HTTPTypes
import Hummingbird

/// Keys. A key itself is answered once, when it is made.
extension AdminController {
    var keyRoutes: [Route] {
        let keys = Self.root + "/keys"
        let one = keys + "/{id}"
        return [
            (.get, keys, { try await list($0) }),
            (.post, keys, { try await create($0) }),
            (.get, one, { try await show($0) }),
            (.patch, one, { try await change($0) }),
            (.delete, one, { try await revoke($0) }),
            (.post, one + "/rotate", { try await rotate($0) }),
        ]
    }

    private static let settings = ["name", "scopes", "expires_at", "home_dialect", "models", "dialects", "limits"]

    private func list(_ call: AdminCall) async throws -> Response {
        let query = try call.query(["project"])
        var keys = try await accounts.keys().map(\.key)
        if let id = query["project"] {
            let project = try await project(id, as: .wire("project"))
            keys.removeAll { $0.project != project.id }
        }
        return call.list(keys.map(AdminViews.key))
    }

    private func create(_ call: AdminCall) async throws -> Response {
        let fields = try await call.body(["project"] + Self.settings)
        guard let id = try fields.string("project", as: .wire("project")) else {
            throw Refusal(.missing, .wire("project"), .absent)
        }
        let project = try await project(id, as: .wire("project"))
        guard let name = try fields.text("name") else { throw Refusal(.missing, .wire("name"), .absent) }
        let (key, text) = try await keys.make(name: name, in: project.id, dialect: nil, by: call.actor) {
            try set(&$0, fields, call)
        }
        return call.answer(AdminViews.key(key, text: text), status: 201)
    }

    private func show(_ call: AdminCall) async throws -> Response {
        _ = try call.query([])
        return call.answer(AdminViews.key(try await key(call.step("id"))))
    }

    private func change(_ call: AdminCall) async throws -> Response {
        let old = try await key(call.step("id"))
        var key = old
        try set(&key, try await call.body(Self.settings), call)
        try await administer([.saveKey(key, was: old)], call)
        return call.answer(AdminViews.key(key))
    }

    private func revoke(_ call: AdminCall) async throws -> Response {
        _ = try call.query([])
        let key = try await key(call.step("id"))
        try await administer([.revokeKey(key.id)], call)
        return call.answer(AdminViews.key(try await self.key(call.step("id"))))
    }

    private func rotate(_ call: AdminCall) async throws -> Response {
        let old = try await key(call.step("id"))
        let fields = try await call.body(["overlap_hours"])
        let hours = try fields.integer("overlap_hours", in: 0...8760) ?? 24
        guard
            let (key, text) = try await keys.rotate(old.id, overlap: .seconds(Int64(hours) * 3600), by: call.actor)
        else {
            throw Refusal(
                .taskRunning,
                .named(old.id.rawValue),
                .words("the key \(old.id.rawValue) counts no more", chinese: "密钥 \(old.id.rawValue) 已失效")
            )
        }
        return call.answer(AdminViews.key(key, text: text), status: 201)
    }

    /// What is named is set; what may be absent is taken away by `null`.
    private func set(_ key: inout APIKey, _ fields: JSONFields, _ call: AdminCall) throws(Refusal) {
        if let name = try fields.text("name") { key.name = name }
        if fields.has("scopes") {
            let words = KeyScope.allCases.map(\.rawValue)
            key.scopes = try fields.words("scopes", oneOf: words, KeyScope.init(rawValue:)) ?? KeyScope.standard
        }
        if fields.has("expires_at") {
            let seconds = try fields.integer("expires_at", in: Int(call.now.seconds) + 1...253_402_300_799)
            key.expiresAt = seconds.map { Timestamp(seconds: Int64($0)) }
        }
        let dialects = DialectName.served.map(\.rawValue)
        if fields.has("home_dialect") {
            let name = try fields.string("home_dialect", as: .wire("home_dialect"))
            guard name.map(dialects.contains) ?? true else {
                throw Refusal(.invalid, .wire("home_dialect"), given: name, .rule(.oneOf(dialects)))
            }
            key.homeDialect = name.map { DialectName(rawValue: $0) }
        }
        if fields.has("dialects") {
            key.dialects = try fields.words("dialects", oneOf: dialects) { word in
                dialects.contains(word) ? DialectName(rawValue: word) : nil
            }
        }
        if fields.has("models") {
            key.models = try fields.words("models", oneOf: catalog.models.map(\.id)) { catalog[$0]?.id }
        }
        key.limits = try fields.limits(onto: key.limits)
    }
}
