/// A final made from a draft: what it takes over and what it may set anew (ark.md section 5).
struct FinalRules {
    let model: ModelSpec
    let request: GenerationRequest
    let source: VideoTask?
    /// Where the draft's id stands.
    let path: String
    let now: Timestamp

    private var sent: RequestParameters { request.parameters }

    func plan() throws(Refusal) -> OrderPlan {
        guard let rule = model.draft else {
            throw Refusal(
                .invalid, .item(path: path), .unknownItemType(accepted: model.inputs.itemTypes), model: model.shortName)
        }
        guard request.content.count == 1 else {
            let hasLast = request.content.contains { item in
                if case .media(let medium) = item.body { medium.role == .lastFrame } else { false }
            }
            throw refusal(.parameter(.content), hasLast ? .lastFrameMixedWithDraft : .draftNotAlone)
        }
        guard let source else { throw refusal(.item(path: path + ".draft_task.id"), .unknownDraft) }
        guard source.order.draft else { throw refusal(.item(path: path + ".draft_task.id"), .notADraft) }
        guard source.state == .succeeded, let result = source.result else {
            throw refusal(.item(path: path + ".draft_task.id"), given: source.state.rawValue, .draftNotFinished)
        }
        guard now < source.createdAt + rule.validity else {
            throw refusal(.item(path: path + ".draft_task.id"), .draftTooOld)
        }
        guard source.order.model == model.id else {
            throw refusal(.parameter(.model), given: request.model, .rule(.oneOf([source.order.model])))
        }
        try refuseChanged(source, result: result)
        var order = source.order
        order.draft = false
        order.draftTask = source.id
        order.resolution = try resolution(rule)
        order.ratio = .fixed(result.ratio)
        order.duration = result.seconds
        order.seed = result.seed
        order.watermark = sent.watermark ?? false
        order.returnLastFrame = sent.returnLastFrame ?? false
        order.callbackURL = nil
        order.safetyIdentifier = nil
        let shared = SharedRules(model: model, mode: order.mode, sent: sent)
        order.serviceTier = try shared.tier()
        order.pricedTier = order.serviceTier
        try shared.apply(to: &order)
        return OrderPlan(order: order, media: [], notes: request.notes)
    }

    private func resolution(_ rule: DraftSpec) throws(Refusal) -> Resolution {
        guard let word = sent.resolution else { return model.defaultResolution }
        guard let known = rule.finalResolutions.first(where: { $0.rawValue == word.lowercased() }) else {
            throw refusal(
                .parameter(.resolution), .rule(.oneOf(rule.finalResolutions.map(\.rawValue))), given: word)
        }
        return known
    }

    /// What a final takes from its draft may be said again, but not otherwise.
    private func refuseChanged(_ source: VideoTask, result: VideoResult) throws(Refusal) {
        let pairs: [(Parameter, String?, String)] = [
            (.generateAudio, sent.generateAudio.map { "\($0)" }, "\(source.order.generateAudio)"),
            (.seed, sent.seed.map { "\($0)" }, "\(result.seed)"),
            (.ratio, sent.ratio, result.ratio.rawValue),
            (.duration, sent.duration.map { "\($0)" }, "\(result.seconds)"),
            (.cameraFixed, sent.cameraFixed.map { "\($0)" }, "\(source.order.cameraFixed)"),
            (.draft, sent.draft.map { "\($0)" }, "false"),
        ]
        let ordered: [Parameter: String] = [
            .seed: "\(source.order.seed)", .ratio: source.order.ratio.text, .duration: "\(source.order.duration)",
        ]
        for (parameter, value, kept) in pairs {
            if let value, value != kept, value != ordered[parameter] {
                throw refusal(.parameter(parameter), .rule(.oneOf([kept])), given: value)
            }
        }
        for (parameter, given) in [
            (Parameter.frames, sent.frames != nil), (.priority, sent.priority != nil), (.tools, sent.tools != nil),
            (.outputFormat, sent.outputFormat != nil), (.omniReferenceTaskType, sent.omniReferenceTaskType != nil),
        ] where given && !model.parameters.contains(parameter) {
            throw Refusal(
                .unsupported, .parameter(parameter), .mustBeEmpty, mode: source.order.mode, model: model.shortName)
        }
    }

    private func refusal(
        _ subject: Refusal.Subject,
        given: String? = nil,
        _ reason: Refusal.Reason
    ) -> Refusal {
        Refusal(.invalid, subject, given: given, reason, mode: source?.order.mode, model: model.shortName)
    }

    private func refusal(_ subject: Refusal.Subject, _ reason: Refusal.Reason, given: String) -> Refusal {
        refusal(subject, given: given, reason)
    }
}
