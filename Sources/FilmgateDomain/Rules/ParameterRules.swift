/// The values of the parameters beside the content (ark.md sections 2.1 to 2.9).
///
/// Order of precedence: body, text command, the dialect's default, the model's default.
struct ParameterRules {
    let model: ModelSpec
    let request: GenerationRequest
    let house: HouseRules
    let content: ContentRules.Checked
    let commands: TextCommands

    init(model: ModelSpec, request: GenerationRequest, house: HouseRules, content: ContentRules.Checked) {
        self.model = model
        self.request = request
        self.house = house
        self.content = content
        commands = TextCommands(content.text)
    }

    var sent: RequestParameters { request.parameters }

    /// What mode and task type leave of the model.
    var limits: [ModeLimits] { model.limits(of: content.mode, taskType: sent.omniReferenceTaskType) }

    func plan() throws(Refusal) -> OrderPlan {
        let shared = SharedRules(model: model, mode: content.mode, sent: sent)
        try shared.refuseForeign()
        try requirePrompt()
        try requireMedia()
        var notes = request.notes + commandNotes()
        // Where several are wrong, Ark names the duration before the resolution (ark.md section 2.6).
        let duration = try duration()
        let frames = try frames()
        let draft = sent.draft ?? false
        var order = VideoOrder(
            model: model.id,
            mode: content.mode,
            prompt: commands.prompt,
            resolution: try resolution(draft: draft),
            ratio: try ratio(notes: &notes)
        )
        order.duration = duration
        order.frames = frames
        order.seed = try seed(notes: &notes)
        order.cameraFixed = flag(.cameraFixed, sent: sent.cameraFixed, notes: &notes)
        order.watermark = flag(.watermark, sent: sent.watermark, notes: &notes)
        order.generateAudio =
            model.takes(.generateAudio, in: content.mode)
            ? sent.generateAudio ?? house.audio ?? model.defaultAudio ?? false : false
        order.draft = draft
        order.returnLastFrame = sent.returnLastFrame ?? false
        if draft, order.returnLastFrame { throw refusal(.parameter(.returnLastFrame), given: "true", .draftLastFrame) }
        try applyTier(shared, to: &order, notes: &notes)
        try shared.apply(to: &order)
        return OrderPlan(order: order, media: content.media, notes: notes)
    }

    /// Words are needed where nothing else says what to make, also once the commands have been taken out.
    private func requirePrompt() throws(Refusal) {
        guard commands.prompt.isEmpty, content.mode == .text || house.promptRequired else { return }
        throw refusal(.item(path: content.textPath ?? "content"), .emptyText)
    }

    private func requireMedia() throws(Refusal) {
        let needed = limits.reduce(into: Set<MediaKind>()) { $0.formUnion($1.needs) }
        let missing = needed.subtracting(content.media.map(\.kind))
        for kind in missing.sorted(by: { $0.rawValue < $1.rawValue }) {
            let why = Refusal.Reason.predicate(
                "this task type needs a \(kind.rawValue) among the content",
                chinese: "该任务类型要求内容中包含 \(kind.rawValue)"
            )
            throw refusal(.parameter(.omniReferenceTaskType), given: sent.omniReferenceTaskType, why)
        }
    }

    private func applyTier(
        _ shared: SharedRules,
        to order: inout VideoOrder,
        notes: inout [ParameterNote]
    ) throws(Refusal) {
        order.pricedTier = try shared.tier()
        order.serviceTier = order.pricedTier
        guard order.draft, order.serviceTier == .flex else { return }
        guard house.draftTakesFlex else {
            throw refusal(.parameter(.serviceTier), given: ServiceTier.flex.rawValue, .draftTier)
        }
        order.serviceTier = .standard
        notes.append(ParameterNote(.altered, "service_tier", "a draft is made at the default tier and priced as flex"))
    }

    /// What of the commands does not reach the video whatever their values are: they stand on the timeline.
    private func commandNotes() -> [ParameterNote] {
        let inBody: [(Parameter, Bool)] = [
            (.resolution, sent.resolution != nil), (.ratio, sent.ratio != nil), (.duration, sent.duration != nil),
            (.frames, sent.frames != nil), (.seed, sent.seed != nil), (.cameraFixed, sent.cameraFixed != nil),
            (.watermark, sent.watermark != nil),
        ]
        var notes: [ParameterNote] = []
        for (parameter, isInBody) in inBody {
            guard let word = commands.values[parameter], let spelling = commands.spellings[parameter] else { continue }
            if isInBody {
                notes.append(ParameterNote(.ignored, spelling, "\(Refusal.shorten(word)): the body's value holds"))
            } else if commands.repeated.contains(parameter) {
                notes.append(ParameterNote(.ignored, spelling, "given more than once: the last one holds"))
            }
        }
        if let word = commands.framesPerSecond, word != "\(model.framesPerSecond)" {
            let reason = "\(Refusal.shorten(word)) is not \(model.framesPerSecond)"
            notes.append(ParameterNote(.ignored, "--framespersecond", reason))
        }
        return notes
    }

    func refusal(_ subject: Refusal.Subject, given: String? = nil, _ reason: Refusal.Reason) -> Refusal {
        Refusal(.invalid, subject, given: given, reason, mode: content.mode, model: model.shortName)
    }
}
