import FilmgateDialects
import FilmgateDomain
import HTTPTypes

extension DialectRoute {
    /// Refuses what the key may not do: by its scopes, its dialects and the pace of its project's reads.
    func admit(_ principal: Principal, speakers: Speakers) throws(Refusal) {
        let scope: KeyScope =
            switch kind {
            case .create, .remove, .uploadImage: .generate
            case .read, .list, .models, .balance, .usage, .content, .absent: .read
            }
        guard principal.key.scopes.contains(scope) else {
            throw Refusal(
                .forbidden,
                .request,
                .words(
                    "this key lacks the scope \(scope.rawValue)",
                    chinese: "该密钥缺少权限 \(scope.rawValue)"
                )
            )
        }
        if let dialects = principal.key.dialects, !speakers.all.contains(where: { dialects.contains($0.name) }) {
            throw Self.speaksOnly(dialects)
        }
        if kind != .create { try services.reads.take(principal, at: services.now()) }
    }

    /// The dialect that speaks in the end must be one of the key's.
    func check(_ principal: Principal, speaks dialect: DialectName) throws(Refusal) {
        guard let dialects = principal.key.dialects, !dialects.contains(dialect) else { return }
        throw Self.speaksOnly(dialects)
    }

    private static func speaksOnly(_ dialects: Set<DialectName>) -> Refusal {
        let known = dialects.map(\.rawValue).sorted().joined(separator: ", ")
        return Refusal(
            .forbidden,
            .request,
            .words("this key may speak only \(known)", chinese: "该密钥只能使用 \(known) 接口")
        )
    }
}

extension Refusal {
    /// The `RateLimit` fields of a limit that leaves no room (draft-ietf-httpapi-ratelimit-headers).
    func rateLimitFields(at now: Timestamp) -> HTTPFields {
        guard let limit else { return [:] }
        let left = max(limit.limit - limit.used, 0)
        var fields = HTTPFields()
        var policy = "\"\(limit.kind.rawValue)\";q=\(limit.limit)"
        if let window = limit.kind.window { policy += ";w=\(window)" }
        fields[.rateLimitPolicy] = policy
        var state = "\"\(limit.kind.rawValue)\";r=\(left)"
        if let resetAt = limit.resetAt { state += ";t=\(max((resetAt - now).milliseconds + 999, 1000) / 1000)" }
        fields[.rateLimit] = state
        return fields
    }
}

extension LimitKind {
    /// Seconds over which it counts; `nil` where no clock gives room.
    fileprivate var window: Int? {
        switch self {
        case .createsPerMinute: 60
        case .readsPerSecond: 1
        case .moneyPerDay, .tokensPerDay, .uploadBytesPerDay: 86_400
        case .moneyPerMonth, .tokensPerMonth: 31 * 86_400
        case .openTasks, .queuedTasks, .maximumResolution, .maximumDuration: nil
        }
    }
}
