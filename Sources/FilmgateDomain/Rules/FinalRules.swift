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
            let accepted = Refusal.Reason.unknownItemType(accepted: model.inputs.itemTypes)
            throw refusal(.item(path: path), given: "draft_task", accepted)
        }
        guard request.content.count == 1 else {
            let hasLast = request.content.contains { item in
                if case .media(let medium) = item.body { medium.role == .lastFrame } else { false }
            }
            throw refusal(.parameter(.content), hasLast ? .lastFrameMixed : .draftNotAlone)
        }
        let (source, result) = try finishedDraft(rule)
        let shared = SharedRules(model: model, mode: source.order.mode, sent: sent)
        try refuseChanged(source.order, result: result)
        try shared.refuseForeign()
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
        order.serviceTier = try shared.tier()
        order.pricedTier = order.serviceTier
        try shared.apply(to: &order)
        return OrderPlan(order: order, media: [], notes: request.notes)
    }

    /// The draft and what came of it, if it is one of this model that can be finished now.
    private func finishedDraft(_ rule: DraftSpec) throws(Refusal) -> (VideoTask, VideoResult) {
        let subject = Refusal.Subject.item(path: path + ".draft_task.id")
        let id = RequestRules.draftReference(in: request)?.id
        guard let source else { throw refusal(subject, given: id, .unknownDraft) }
        guard source.order.draft else { throw refusal(subject, given: id, .notADraft) }
        guard source.state == .succeeded, let result = source.result else {
            throw refusal(subject, given: source.state.rawValue, .draftNotFinished)
        }
        guard now < source.createdAt + rule.validity else { throw refusal(subject, given: id, .draftTooOld) }
        guard source.order.model == model.id else {
            throw refusal(.parameter(.model), given: request.model, .rule(.oneOf([source.order.model])))
        }
        return (source, result)
    }

    private func resolution(_ rule: DraftSpec) throws(Refusal) -> Resolution {
        let taken = rule.finalResolutions
        guard let word = sent.resolution else {
            return taken.contains(model.defaultResolution) ? model.defaultResolution : taken.first ?? rule.resolution
        }
        guard let known = taken.first(where: { $0.rawValue == word.lowercased() }) else {
            throw refusal(.parameter(.resolution), given: word, .rule(.oneOf(taken.map(\.rawValue))))
        }
        return known
    }

    /// What a final takes from its draft may be said again, as it was ordered or as it came out, but not otherwise.
    private func refuseChanged(_ order: VideoOrder, result: VideoResult) throws(Refusal) {
        let said: [(Parameter, String?, same: [String])] = [
            (.generateAudio, sent.generateAudio.map(String.init), ["\(order.generateAudio)"]),
            (.seed, sent.seed.map(String.init), ["\(result.seed)", "\(order.seed)"]),
            (.ratio, sent.ratio, [result.ratio.rawValue, order.ratio.text]),
            (.duration, sent.duration.map(String.init), ["\(result.seconds)", "\(order.duration)"]),
            (.cameraFixed, sent.cameraFixed.map(String.init), ["\(order.cameraFixed)"]),
            (.draft, sent.draft.map(String.init), ["false"]),
        ]
        for case (let parameter, let value?, let same) in said where !same.contains(value) {
            throw refusal(.parameter(parameter), given: value, .rule(.oneOf(Array(same.prefix(1)))))
        }
    }

    private func refusal(
        _ subject: Refusal.Subject,
        given: String? = nil,
        _ reason: Refusal.Reason
    ) -> Refusal {
        Refusal(.invalid, subject, given: given, reason, mode: source?.order.mode, model: model.shortName)
    }
}
