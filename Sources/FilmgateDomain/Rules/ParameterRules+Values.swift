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
        var taken = model.ratios.map(RatioChoice.fixed) + (house.takesAdaptive ? [.adaptive] : [])
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
        if sent.ratio != nil { throw refusal(subject, given: word, .rule(.oneOf(words))) }
        ignore(.ratio, "\(Refusal.shorten(word)) is none of \(words.joined(separator: ", "))", notes: &notes)
        return standard
    }

    func duration() throws(Refusal) -> Int {
        let spec = model.duration
        let automaticOnly = limits.contains(where: \.automaticDurationOnly)
        let takesAutomatic = automaticOnly || spec.allowsAutomatic && house.takesAutomaticDuration
        let rule: Refusal.Rule =
            if automaticOnly { .oneOf(["-1"]) } else if takesAutomatic {
                .integerInOrAuto(spec.range)
            } else { .integerIn(spec.range) }
        guard let (word, subject) = said(.duration, sent.duration.map(String.init)) else {
            return automaticOnly ? -1 : spec.standard
        }
        guard let seconds = Int(word), spec.takes(seconds), seconds == -1 ? takesAutomatic : !automaticOnly else {
            throw refusal(subject, given: word, .rule(rule))
        }
        return seconds
    }

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
