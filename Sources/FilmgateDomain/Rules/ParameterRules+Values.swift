/// One parameter at a time: what was said, else what holds.
extension ParameterRules {
    func resolution(draft: Bool) throws(Refusal) -> Resolution {
        let taken = limits.compactMap(\.resolutions).reduce(model.resolutions) { all, fewer in
            all.filter(fewer.contains)
        }
        let standard = taken.contains(model.defaultResolution) ? model.defaultResolution : taken.last
        let rule = draft ? model.draft : nil
        guard let (word, subject) = said(.resolution, sent.resolution) else {
            return rule?.resolution ?? standard ?? model.defaultResolution
        }
        guard let known = taken.first(where: { $0.rawValue == word.lowercased() }) else {
            throw refusal(subject, given: word, .rule(.oneOf(taken.map(\.rawValue))))
        }
        if let rule, known != rule.resolution { throw refusal(subject, given: word, .draftResolution) }
        return known
    }

    func ratio(notes: inout [ParameterNote]) throws(Refusal) -> RatioChoice {
        let takesAdaptive =
            house.takesAdaptive || house.takesAdaptiveLater && model.id != ModelSpec.seedance15Pro.id
        var taken = model.ratios.map(RatioChoice.fixed) + (takesAdaptive ? [.adaptive] : [])
        for limit in limits {
            switch limit.ratios {
            case .any: break
            case .adaptiveOnly: taken = [.adaptive]
            case .fixedOnly: taken.removeAll { $0 == .adaptive }
            }
        }
        let words = taken.map(\.text)
        let defaults = [house.ratio, model.defaultRatios[content.mode]].compactMap(\.self)
        let standard = defaults.first(where: taken.contains) ?? taken.first ?? .adaptive
        guard let (word, subject) = said(.ratio, sent.ratio) else { return standard }
        if let known = taken.first(where: { $0.text == word }) { return known }
        if sent.ratio != nil {
            let isLocked = taken == [.adaptive] && RatioChoice(text: word).map { $0 != .adaptive } == true
            throw refusal(subject, given: word, isLocked ? Self.lockedRatio(content.mode) : .rule(.oneOf(words)))
        }
        ignore(.ratio, "\(Refusal.shorten(word)) is none of \(words.joined(separator: ", "))", notes: &notes)
        return standard
    }

    func duration() throws(Refusal) -> Int {
        let spec = model.duration
        let automaticOnly = limits.contains(where: \.automaticDurationOnly)
        let takesAutomatic = automaticOnly || spec.allowsAutomatic && house.takesAutomaticDuration
        let rule: Refusal.Rule = takesAutomatic ? .integerInOrAuto(spec.range) : .integerIn(spec.range)
        guard let (word, subject) = said(.duration, sent.duration.map(String.init)) else {
            if automaticOnly { return -1 }
            return house.duration.flatMap { spec.takes($0) ? $0 : nil } ?? spec.standard
        }
        guard let seconds = Int(word), spec.takes(seconds), seconds == -1 ? takesAutomatic : !automaticOnly else {
            throw refusal(subject, given: word, automaticOnly ? Self.lockedDuration : .rule(rule))
        }
        return seconds
    }

    /// Why 2.5 takes no ratio of the client's own (models.md section 6.2).
    static func lockedRatio(_ mode: GenerationMode) -> Refusal.Reason {
        switch mode {
        case .firstFrame, .firstAndLastFrame:
            .taskTypeConstraint(
                "the output ratio follows the first-frame image: `ratio` must be `adaptive` or left out",
                chinese: "输出比例由首帧图片决定，ratio 应为 adaptive 或不传"
            )
        case .text, .references:
            .taskTypeConstraint(
                "the output ratio follows the source video: `ratio` must be `adaptive` or left out",
                chinese: "输出比例由源视频决定，ratio 应为 adaptive 或不传"
            )
        }
    }

    private static let lockedDuration = Refusal.Reason.taskTypeConstraint(
        "the output is as long as the source video: `duration` must be `-1` or left out",
        chinese: "输出时长由源视频决定，duration 应为 -1 或不传"
    )

    /// Where a model counts frames, they win over seconds.
    func frames() throws(Refusal) -> Int? {
        guard let (word, subject) = said(.frames, sent.frames.map(String.init)) else { return nil }
        guard model.takes(.frames, in: content.mode), let spec = model.frames else {
            throw Refusal(
                .unsupported,
                subject,
                given: word,
                .mustBeEmpty,
                mode: content.mode,
                model: model.shortName
            )
        }
        guard let frames = Int(word), spec.takes(frames) else {
            throw refusal(subject, given: word, .rule(.progression(spec.range, first: spec.first, step: spec.step)))
        }
        return frames
    }

    func seed(notes: inout [ParameterNote]) throws(Refusal) -> Int {
        guard let (word, subject) = said(.seed, sent.seed.map(String.init)) else { return -1 }
        if let seed = Int(word), model.seed.contains(seed) { return seed }
        if sent.seed != nil { throw refusal(subject, given: word, .rule(.integerIn(model.seed))) }
        ignore(.seed, "\(Refusal.shorten(word)) is not a seed", notes: &notes)
        return -1
    }

    func flag(_ parameter: Parameter, sent: Bool?, notes: inout [ParameterNote]) -> Bool {
        if let sent { return sent }
        guard let word = commands.values[parameter] else { return false }
        guard model.takes(parameter, in: content.mode) else {
            ignore(parameter, "\(model.shortName) does not have it in \(content.mode.rawValue)", notes: &notes)
            return false
        }
        switch word.lowercased() {
        case "true": return true
        case "false": return false
        default:
            ignore(parameter, "\(Refusal.shorten(word)) is neither true nor false", notes: &notes)
            return false
        }
    }

    /// What the client said of a parameter and where: the body wins over a command.
    private func said(_ parameter: Parameter, _ body: String?) -> (word: String, subject: Refusal.Subject)? {
        if let body { return (body, .parameter(parameter)) }
        return commands.values[parameter].map { word in
            (word, .command(parameter, path: content.textPath ?? "content"))
        }
    }

    private func ignore(_ parameter: Parameter, _ detail: String, notes: inout [ParameterNote]) {
        let spelling = commands.spellings[parameter] ?? parameter.rawValue
        notes.append(ParameterNote(.ignored, spelling, detail))
    }
}
