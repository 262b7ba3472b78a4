/// The values of the parameters beside the content (ark.md sections 2.1 to 2.9).
struct ParameterRules {
    let model: ModelSpec
    let request: GenerationRequest
    let house: HouseRules
    let content: ContentRules.Checked

    private var sent: RequestParameters { request.parameters }

    func plan() throws(Refusal) -> OrderPlan {
        let commands = TextCommands(content.text)
        var notes = request.notes
        try refuseForeign(commands)
        if commands.prompt.utf8.count > model.maximumPromptBytes {
            throw refusal(
                .item(path: (content.textPath ?? "content") + ".text"), given: "\(commands.prompt.utf8.count)",
                .rule(.bytesAtMost(model.maximumPromptBytes)))
        }
        if content.mode == .text, commands.prompt.isEmpty {
            throw refusal(.item(path: (content.textPath ?? "content") + ".text"), .emptyText)
        }
        let draft = sent.draft ?? false
        let resolution = try resolution(commands, draft: draft, notes: &notes)
        var order = VideoOrder(
            model: model.id,
            mode: content.mode,
            prompt: commands.prompt,
            resolution: resolution,
            ratio: try ratio(commands, notes: &notes)
        )
        order.duration = try duration(commands, notes: &notes)
        order.frames = try frames()
        order.seed = try seed(commands, notes: &notes)
        order.cameraFixed =
            sent.cameraFixed ?? flag(.cameraFixed, commands, sent: sent.cameraFixed != nil, notes: &notes) ?? false
        order.watermark =
            sent.watermark ?? flag(.watermark, commands, sent: sent.watermark != nil, notes: &notes) ?? false
        order.generateAudio =
            model.parameters.contains(.generateAudio)
            ? sent.generateAudio ?? house.audio ?? model.defaultAudio ?? false : false
        order.draft = draft
        order.returnLastFrame = sent.returnLastFrame ?? false
        if draft, order.returnLastFrame { throw refusal(.parameter(.returnLastFrame), given: "true", .draftLastFrame) }
        let tier = try SharedRules(model: model, mode: content.mode, sent: sent).tier()
        order.pricedTier = tier
        order.serviceTier = tier
        if draft, tier == .flex {
            guard house.draftTakesFlex else {
                throw refusal(.parameter(.serviceTier), given: tier.rawValue, .draftTier)
            }
            order.serviceTier = .standard
            notes.append(ParameterNote(.altered, "service_tier", "a draft is made at the default tier and priced as flex"))
        }
        try SharedRules(model: model, mode: content.mode, sent: sent).apply(to: &order)
        if let fps = commands.framesPerSecond, fps != "\(model.framesPerSecond)" {
            notes.append(ParameterNote(.ignored, "--framespersecond", "\(fps) is not \(model.framesPerSecond)"))
        }
        if content.mode == .text, order.ratio == .adaptive { order.fittedRatio = nil }
        return OrderPlan(order: order, media: content.media, notes: notes)
    }

    /// What this model does not have must be left out; `false` and `default` mean the same as nothing.
    private func refuseForeign(_ commands: TextCommands) throws(Refusal) {
        let given: [(Parameter, String?)] = [
            (.frames, sent.frames.map(String.init)),
            (.priority, sent.priority.map(String.init)),
            (.tools, sent.tools.map { _ in "[...]" }),
            (.outputFormat, sent.outputFormat),
            (.omniReferenceTaskType, sent.omniReferenceTaskType),
            (.cameraFixed, sent.cameraFixed == true ? "true" : nil),
            (.draft, sent.draft == true ? "true" : nil),
            (.generateAudio, sent.generateAudio == true ? "true" : nil),
            (.seed, sent.seed.map(String.init)),
            (.watermark, sent.watermark == true ? "true" : nil),
            (.returnLastFrame, sent.returnLastFrame == true ? "true" : nil),
            (.serviceTier, sent.serviceTier == ServiceTier.standard.rawValue ? nil : sent.serviceTier),
        ]
        for (parameter, value) in given where value != nil && !model.parameters.contains(parameter) {
            throw Refusal(
                .unsupported, .parameter(parameter), given: value, .mustBeEmpty, mode: content.mode,
                model: model.shortName)
        }
        if let value = commands.values[.frames], !model.parameters.contains(.frames) {
            throw Refusal(
                .unsupported, .command(.frames, path: commandPath), given: value, .mustBeEmpty, mode: content.mode,
                model: model.shortName)
        }
    }

    private func resolution(
        _ commands: TextCommands,
        draft: Bool,
        notes: inout [ParameterNote]
    ) throws(Refusal) -> Resolution {
        let words = model.resolutions.map(\.rawValue)
        var chosen: Resolution?
        if let word = sent.resolution {
            guard let known = model.resolutions.first(where: { $0.rawValue == word.lowercased() }) else {
                throw refusal(.parameter(.resolution), given: word, .rule(.oneOf(words)))
            }
            chosen = known
            noteUnused(.resolution, commands, notes: &notes)
        } else if let word = commands.values[.resolution] {
            guard let known = model.resolutions.first(where: { $0.rawValue == word.lowercased() }) else {
                throw refusal(.command(.resolution, path: commandPath), given: word, .rule(.oneOf(words)))
            }
            chosen = known
        }
        guard draft, let rule = model.draft else { return chosen ?? model.defaultResolution }
        if let chosen, chosen != rule.resolution {
            throw refusal(.parameter(.resolution), given: chosen.rawValue, .draftResolution)
        }
        return rule.resolution
    }

    private func ratio(_ commands: TextCommands, notes: inout [ParameterNote]) throws(Refusal) -> RatioChoice {
        let standard = house.ratio ?? model.defaultRatios[content.mode] ?? .adaptive
        let words = model.ratios.map(\.rawValue) + (house.takesAdaptive ? ["adaptive"] : [])
        func known(_ word: String) -> RatioChoice? {
            words.contains(word) ? RatioChoice(text: word) : nil
        }
        if let word = sent.ratio {
            guard let ratio = known(word) else {
                throw refusal(.parameter(.ratio), given: word, .rule(.oneOf(words)))
            }
            if model.adaptiveOnlyModes.contains(content.mode), ratio != .adaptive {
                throw refusal(.parameter(.ratio), given: word, .rule(.oneOf(["adaptive"])))
            }
            noteUnused(.ratio, commands, notes: &notes)
            return ratio
        }
        guard let word = commands.values[.ratio] else { return standard }
        guard let ratio = known(word) else {
            notes.append(ParameterNote(.ignored, "--ratio", "\(Refusal.shorten(word)) is none of \(words.joined(separator: ", "))"))
            return standard
        }
        return ratio
    }

    private func duration(_ commands: TextCommands, notes: inout [ParameterNote]) throws(Refusal) -> Int {
        let spec = model.duration
        let rule: Refusal.Rule = spec.allowsAutomatic ? .integerInOrAuto(spec.range) : .integerIn(spec.range)
        func fits(_ seconds: Int) -> Bool {
            spec.range.contains(seconds) || (spec.allowsAutomatic && seconds == -1)
        }
        if let seconds = sent.duration {
            guard fits(seconds) else { throw refusal(.parameter(.duration), given: "\(seconds)", .rule(rule)) }
            noteUnused(.duration, commands, notes: &notes)
            return seconds
        }
        guard let word = commands.values[.duration] else { return spec.standard }
        guard let seconds = Int(word), fits(seconds) else {
            throw refusal(.command(.duration, path: commandPath), given: word, .rule(rule))
        }
        return seconds
    }

    private func frames() throws(Refusal) -> Int? {
        guard let spec = model.frames, let frames = sent.frames else { return nil }
        guard spec.range.contains(frames), (frames - spec.first).isMultiple(of: spec.step) else {
            throw refusal(
                .parameter(.frames), given: "\(frames)",
                .rule(.progression(spec.range, first: spec.first, step: spec.step)))
        }
        return frames
    }

    private func seed(_ commands: TextCommands, notes: inout [ParameterNote]) throws(Refusal) -> Int {
        if let seed = sent.seed {
            guard model.seed.contains(seed) else {
                throw refusal(.parameter(.seed), given: "\(seed)", .rule(.integerIn(model.seed)))
            }
            noteUnused(.seed, commands, notes: &notes)
            return seed
        }
        guard let word = commands.values[.seed] else { return -1 }
        guard let seed = Int(word), model.seed.contains(seed) else {
            notes.append(ParameterNote(.ignored, "--seed", "\(Refusal.shorten(word)) is not a seed"))
            return -1
        }
        return seed
    }

    private func flag(
        _ parameter: Parameter,
        _ commands: TextCommands,
        sent: Bool,
        notes: inout [ParameterNote]
    ) -> Bool? {
        guard let word = commands.values[parameter] else { return nil }
        switch word.lowercased() {
        case "true": return true
        case "false": return false
        default:
            notes.append(
                ParameterNote(.ignored, "--\(parameter.rawValue)", "\(Refusal.shorten(word)) is neither true nor false"))
            return nil
        }
    }

    /// The body wins over a text command; that stands on the timeline.
    private func noteUnused(_ parameter: Parameter, _ commands: TextCommands, notes: inout [ParameterNote]) {
        guard let word = commands.values[parameter] else { return }
        notes.append(ParameterNote(.ignored, "--\(parameter.rawValue)", "\(Refusal.shorten(word)): the body's value holds"))
    }

    private var commandPath: String { (content.textPath ?? "content[0]") + ".text" }

    private func refusal(
        _ subject: Refusal.Subject,
        given: String? = nil,
        _ reason: Refusal.Reason
    ) -> Refusal {
        Refusal(.invalid, subject, given: given, reason, mode: content.mode, model: model.shortName)
    }
}
