import FilmgateDialects
import FilmgateDomain
import FilmgateMedia

/// What the admin API shows of things. Moments are seconds since 1970, amounts millionths with their currency.
enum AdminViews {
    static func project(_ project: Project, balance: Money) -> JSONValue {
        [
            "id": .string(project.id.rawValue), "name": .string(project.name),
            "currency": .string(project.currency.rawValue), "price_factor": .integer(project.priceFactor),
            "unlimited": .bool(project.isUnlimited), "balance": money(balance), "limits": limits(project.limits),
            "created_at": moment(project.createdAt),
        ]
    }

    static func key(_ key: APIKey) -> JSONValue { Self.key(key, text: nil) }

    /// `text` is the key itself, where it was just made.
    static func key(_ key: APIKey, text: String?) -> JSONValue {
        var object: JSONObject = [
            "id": .string(key.id.rawValue), "project": .string(key.project.rawValue), "name": .string(key.name),
            "scopes": words(key.scopes.map(\.rawValue)), "home_dialect": optional(key.homeDialect?.rawValue),
            "dialects": key.dialects.map { words($0.map(\.rawValue)) } ?? .null,
            "models": key.models.map { words(Array($0)) } ?? .null, "limits": limits(key.limits),
            "created_at": moment(key.createdAt), "expires_at": moment(key.expiresAt),
            "revoked_at": moment(key.revokedAt), "last_used_at": moment(key.lastUsedAt),
        ]
        if let text { object["key"] = .string(text) }
        return .object(object)
    }

    static func entry(_ entry: LedgerEntry) -> JSONValue {
        [
            "at": moment(entry.at), "kind": .string(entry.kind.rawValue), "amount": money(entry.amount),
            "task": optional(entry.task?.ulid.text), "actor": .string(entry.actor ?? "engine"),
            "reason": optional(entry.note),
        ]
    }

    static func task(_ task: VideoTask) -> JSONValue {
        [
            "id": .string(task.id.ulid.text), "project": .string(task.project.rawValue),
            "key": optional(task.key?.rawValue), "dialect": .string(task.dialect.rawValue),
            "client_reference": optional(task.clientReference), "model": .string(task.order.model),
            "served_model": optional(task.servedModel), "status": .string(task.state.rawValue),
            "provider": optional(task.provider?.rawValue), "upstream_id": optional(task.upstreamID),
            "attempt": .integer(task.attempt), "hold": money(task.hold),
            "total_tokens": task.usage.map { .integer($0.totalTokens) } ?? .null,
            "error": task.failure.map { ["code": .string($0.code), "message": .string($0.message)] } ?? .null,
            "created_at": moment(task.createdAt), "started_at": moment(task.startedAt),
            "ended_at": moment(task.endedAt), "deadline": moment(task.deadline),
        ]
    }

    /// Links to what a finished task left; `null` for what there is not, or not any more.
    static func files(of task: VideoTask, _ presenter: TaskPresenter) -> JSONValue {
        guard let view = presenter.view(task, in: ArkDialect()), let expiry = view.filesExpireAt,
            presenter.now() < expiry
        else { return .null }
        return [
            "video": optional(view.videoURL), "last_frame": optional(view.lastFrameURL),
            "poster": optional(presenter.link(.poster, of: task)),
            "contact_sheet": optional(presenter.link(.sheet, of: task)), "expire_at": moment(expiry),
        ]
    }

    static func event(_ entry: TimelineEntry) -> JSONValue {
        ["at": moment(entry.at), "kind": .string(entry.kind.rawValue), "detail": .string(entry.detail)]
    }

    static func attempt(_ attempt: AttemptRecord) -> JSONValue {
        [
            "number": .integer(attempt.number), "provider": .string(attempt.provider.rawValue),
            "upstream_id": optional(attempt.upstreamID), "outcome": .string(attempt.outcome.rawValue),
            "detail": optional(attempt.detail), "cost": attempt.cost.map(money) ?? .null,
            "started_at": moment(attempt.startedAt), "ended_at": moment(attempt.endedAt),
        ]
    }

    static func callback(_ attempt: CallbackTry) -> JSONValue {
        let (next, nextAt): (String, Timestamp?) =
            switch attempt.next {
            case .done: ("done", nil)
            case .givenUp: ("given_up", nil)
            case .again(let moment): ("again", moment)
            }
        return [
            "number": .integer(Int(attempt.number)), "task": .string(attempt.event.task.ulid.text),
            "project": .string(attempt.event.project.rawValue), "status": .string(attempt.event.state.rawValue),
            "url": .string(attempt.event.address), "at": moment(attempt.at),
            "answer": attempt.status.map { .integer($0) } ?? .null, "detail": .string(attempt.detail),
            "next": .string(next), "next_at": moment(nextAt),
        ]
    }

    static func exposure(_ exposure: Exposure) -> JSONValue {
        [
            "at": moment(exposure.at), "kind": .string(exposure.kind.rawValue),
            "project": .string(exposure.project.rawValue), "task": .string(exposure.task.ulid.text),
            "attempt": .integer(exposure.attempt), "provider": .string(exposure.provider.rawValue),
            "upstream_id": optional(exposure.upstreamID), "detail": .string(exposure.detail),
            "at_most": exposure.most.map(money) ?? .null,
        ]
    }

    static func total(_ total: ExposureTotal) -> JSONValue {
        [
            "provider": .string(total.provider.rawValue), "kind": .string(total.kind.rawValue),
            "count": .integer(total.count), "newest_at": moment(total.newest), "at_most": money(total.most),
        ]
    }

    static func audit(_ entry: AuditEntry) -> JSONValue {
        [
            "at": moment(entry.at), "actor": .string(entry.actor), "action": .string(entry.action),
            "subject": .string(entry.subject), "detail": .string(entry.detail),
        ]
    }

    static func money(_ money: Money) -> JSONValue {
        ["micros": .integer(Int(money.micros)), "currency": .string(money.currency.rawValue)]
    }

    private static func limits(_ limits: Limits) -> JSONValue {
        .object(JSONObject(limits.all.map { (key: $0.kind.rawValue, value: .integer(Int($0.value))) }))
    }

    private static func moment(_ moment: Timestamp?) -> JSONValue {
        moment.map { .integer(Int($0.seconds)) } ?? .null
    }

    private static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    private static func words(_ words: [String]) -> JSONValue { .array(words.sorted().map(JSONValue.string)) }
}
