extension RequestRules {
    /// An order for another model than the one that was asked for, because a provider's configuration says so: every rule of
    /// the successor holds, and nothing that changes the video is dropped (models.md section 7).
    ///
    /// - Parameters:
    ///   - order: the order as it was accepted.
    ///   - successor: the model that really runs.
    /// - Returns: the order to send, and what of it reads otherwise than the client's.
    /// - Throws: the first thing that the successor does not take, by name.
    public func remap(
        _ order: VideoOrder,
        to successor: ModelSpec
    ) throws(Refusal) -> (order: VideoOrder, notes: [ParameterNote]) {
        var mapping = ModelMapping(order: order, model: successor)
        mapping.noteSize(asked: catalog[order.model])
        try mapping.checkContent()
        try mapping.checkForeign()
        try mapping.checkValues()
        return (mapping.order, mapping.notes)
    }
}

/// One order on its way to a successor.
private struct ModelMapping {
    var order: VideoOrder
    var notes: [ParameterNote] = []
    let model: ModelSpec

    init(order: VideoOrder, model: ModelSpec) {
        self.order = order
        self.order.model = model.id
        self.model = model
    }

    /// The successor may make other pixels of the same words.
    mutating func noteSize(asked: ModelSpec?) {
        guard
            let ratio = order.knownRatio,
            let old = asked?.pixels[order.resolution, ratio],
            let new = model.pixels[order.resolution, ratio],
            new != old
        else { return }
        note(.resolution, "\(order.resolution.rawValue) \(ratio.rawValue) is \(new.text), not \(old.text)")
    }

    func checkContent() throws(Refusal) {
        if order.draftTask != nil {
            // A final names the model of its draft, and no other can finish it.
            let why = Refusal.Reason.predicate(
                "a draft can only be finished by the model that made it",
                chinese: "样片只能由生成它的模型完成"
            )
            throw refusal(.parameter(.model), given: model.id, why)
        }
        let inputs = model.inputs
        guard
            inputs.modes.contains(order.mode),
            order.media.allSatisfy({ inputs.roles[$0.kind]?.contains($0.role) == true })
        else {
            throw refusal(.wire("task_type"), given: order.mode.rawValue, .modeNotSupported, kind: .unsupported)
        }
        guard order.mode == .references else { return }
        if order.media.count > inputs.maximumReferences {
            throw refusal(.parameter(.content), order.media.count, .itemsAtMost(inputs.maximumReferences))
        }
        for (kind, range) in inputs.references.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let found = order.media.count { $0.kind == kind }
            if found > range.upperBound {
                throw refusal(.parameter(.content), found, .itemsAtMost(range.upperBound))
            }
        }
        let rules = MediaRules(model: model, order: order)
        try rules.checkTotals(order.media.map { ($0.kind, $0.milliseconds.map { Double($0) / 1000 }) })
    }

    /// What the successor does not have at all.
    func checkForeign() throws(Refusal) {
        var given: [(Parameter, String)] = order.extras.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0, $1) }
        if order.cameraFixed { given.append((.cameraFixed, "true")) }
        if order.draft { given.append((.draft, "true")) }
        if order.pricedTier != .standard { given.append((.serviceTier, order.pricedTier.rawValue)) }
        if let frames = order.frames { given.append((.frames, "\(frames)")) }
        if order.generateAudio { given.append((.generateAudio, "true")) }
        if order.seed != -1 { given.append((.seed, "\(order.seed)")) }
        if order.watermark { given.append((.watermark, "true")) }
        if order.returnLastFrame { given.append((.returnLastFrame, "true")) }
        for (parameter, value) in given where !model.takes(parameter, in: order.mode) {
            throw refusal(.parameter(parameter), given: value, .mustBeEmpty, kind: .unsupported)
        }
    }

    mutating func checkValues() throws(Refusal) {
        let limits = model.limits(of: order.mode, taskType: order.extras[.omniReferenceTaskType])
        let resolutions = limits.compactMap(\.resolutions).reduce(model.resolutions) { $0.filter($1.contains) }
        guard resolutions.contains(order.resolution) else {
            throw refusal(.resolution, order.resolution.rawValue, .oneOf(resolutions.map(\.rawValue)))
        }
        if let draft = model.draft, order.draft, order.resolution != draft.resolution {
            throw refusal(.parameter(.resolution), given: order.resolution.rawValue, .draftResolution)
        }
        try fitRatio(limits)
        try fitDuration(limits)
        if let frames = order.frames, let spec = model.frames, !spec.takes(frames) {
            throw refusal(.frames, "\(frames)", .progression(spec.range, first: spec.first, step: spec.step))
        }
        guard model.seed.contains(order.seed) else { throw refusal(.seed, "\(order.seed)", .integerIn(model.seed)) }
        guard model.expiry.contains(order.executionExpiresAfter) else {
            throw refusal(.executionExpiresAfter, "\(order.executionExpiresAfter)", .integerIn(model.expiry))
        }
        for (parameter, value) in order.extras.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if let rule = model.extras[parameter]?.rule(brokenBy: value) { throw refusal(parameter, value, rule) }
        }
    }

    /// A ratio of the client's own goes where the successor's follows the picture, if it is the picture's anyway.
    private mutating func fitRatio(_ limits: [ModeLimits]) throws(Refusal) {
        let rules = limits.map(\.ratios)
        if rules.contains(.adaptiveOnly), case .fixed(let ratio) = order.ratio {
            guard ratio == order.fittedRatio else {
                throw refusal(.parameter(.ratio), given: ratio.rawValue, ParameterRules.lockedRatio(order.mode))
            }
            order.ratio = .adaptive
            note(.ratio, "\(ratio.rawValue) is left to the picture, which has it")
        }
        if case .fixed(let ratio) = order.ratio, !model.ratios.contains(ratio) {
            throw refusal(.ratio, ratio.rawValue, .oneOf(model.ratios.map(\.rawValue)))
        }
        if rules.contains(.fixedOnly), order.ratio == .adaptive {
            guard let fitted = order.fittedRatio else {
                throw refusal(.ratio, RatioChoice.adaptive.text, .oneOf(model.ratios.map(\.rawValue)))
            }
            order.ratio = .fixed(fitted)
            note(.ratio, "adaptive is sent as \(fitted.rawValue), which fits the picture")
        }
    }

    private mutating func fitDuration(_ limits: [ModeLimits]) throws(Refusal) {
        guard order.frames == nil else { return }
        let spec = model.duration
        let isLocked = limits.contains(where: \.automaticDurationOnly)
        guard spec.takes(order.duration), !isLocked || order.duration == -1 else {
            let rule: Refusal.Rule =
                spec.allowsAutomatic ? .integerInOrAuto(spec.range) : .integerIn(spec.range)
            throw refusal(.duration, "\(order.duration)", isLocked ? .oneOf(["-1"]) : rule)
        }
        if order.duration != -1, spec.standard == -1 {
            note(.duration, "\(order.duration) is always sent, because the model would choose a length by itself")
        }
    }

    private mutating func note(_ parameter: Parameter, _ detail: String) {
        notes.append(ParameterNote(.altered, parameter.rawValue, "\(model.shortName): \(detail)"))
    }

    private func refusal(_ parameter: Parameter, _ given: String, _ rule: Refusal.Rule) -> Refusal {
        refusal(.parameter(parameter), given: given, .rule(rule))
    }

    private func refusal(_ subject: Refusal.Subject, _ given: Int, _ rule: Refusal.Rule) -> Refusal {
        refusal(subject, given: "\(given)", .rule(rule))
    }

    private func refusal(
        _ subject: Refusal.Subject,
        given: String,
        _ reason: Refusal.Reason,
        kind: Refusal.Kind = .invalid
    ) -> Refusal {
        Refusal(kind, subject, given: given, reason, mode: order.mode, model: model.shortName)
    }
}
