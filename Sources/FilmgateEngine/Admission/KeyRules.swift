import FilmgateDomain

/// What the key and its project may order at all, whatever else is under way.
struct KeyRules {
    let principal: Principal

    init(_ principal: Principal) { self.principal = principal }

    func check(_ order: VideoOrder) throws(Refusal) {
        if let models = principal.key.models, !models.contains(order.model) {
            let known = models.sorted().joined(separator: ", ")
            throw Refusal(
                .forbidden,
                .parameter(.model),
                given: order.model,
                .words(
                    "this key may not use the model \(order.model), only \(known)",
                    chinese: "该密钥不能使用模型 \(order.model)，仅限 \(known)"
                )
            )
        }
        for owned in principal.limits {
            try check(.maximumResolution, owned, Int64(order.resolution.lines), .resolution)
            let seconds = order.frames.map { ($0 + 23) / 24 } ?? order.duration
            try check(.maximumDuration, owned, Int64(seconds), .duration)
        }
    }

    private func check(
        _ kind: LimitKind,
        _ owned: OwnedLimits,
        _ asked: Int64,
        _ parameter: Parameter
    ) throws(Refusal) {
        guard let limit = owned.limits[kind] else { return }
        // A length that the model chooses may be any.
        guard asked > limit || asked < 0 else { return }
        throw Refusal(
            .forbidden,
            .parameter(parameter),
            given: "\(asked)",
            .words(
                "\(parameter.rawValue) is \(asked); this key may have at most \(limit)",
                chinese: "\(parameter.rawValue) 为 \(asked)，该密钥最多可用 \(limit)"
            )
        )
    }
}
