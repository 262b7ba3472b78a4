import FilmgateDomain

extension ArkFailure {
    /// What Ark calls a subject: an item's fault is named by the part of the item that is at fault.
    static func name(_ refusal: Refusal) -> String {
        switch refusal.subject {
        case .request: return ""
        case .item(let path):
            let isWhole = path.hasSuffix("]")
            switch refusal.reason {
            case .emptyText where path.hasSuffix("].text"): return path + ".text"
            case .unknownItemType where isWhole: return path + ".type"
            case .downloadFailed where isWhole, .picture where isWhole: return path + ".image_url"
            case .rule, .absent, .mustBeEmpty, .modeNotSupported, .unknownRole, .roleMissing, .tooManyFrames,
                .lastFrameAlone, .framesMixedWithReferences, .lastFrameMixed, .draftNotAlone,
                .draftResolution, .draftTier, .draftLastFrame, .unknownDraft, .notADraft, .draftNotFinished,
                .draftTooOld, .unknownItemType, .emptyText, .promptMissing, .exclusive, .downloadFailed, .picture,
                .predicate, .words, .plain, .retired, .taskTypeConstraint:
                return path
            }
        case .parameter, .command, .wire, .named: return RefusalWords.arkName(refusal.subject)
        }
    }

    static func missing(_ refusal: Refusal, _ name: String) -> String {
        let sentence = "The request failed because it is missing `\(name)` parameter"
        switch refusal.reason {
        case .absent, .plain: return sentence
        case .rule, .mustBeEmpty, .modeNotSupported, .unknownRole, .roleMissing, .tooManyFrames, .lastFrameAlone,
            .framesMixedWithReferences, .lastFrameMixed, .draftNotAlone, .draftResolution, .draftTier,
            .draftLastFrame, .unknownDraft, .notADraft, .draftNotFinished, .draftTooOld, .unknownItemType, .emptyText,
            .promptMissing, .exclusive, .downloadFailed, .picture, .predicate, .words, .retired, .taskTypeConstraint:
            return "\(sentence): \(words.reason(refusal))"
        }
    }

    /// The two shapes of a refused value (ark.md section 2.6), each with what was given and what would be right.
    static func invalid(_ refusal: Refusal, _ name: String) -> String {
        let model = refusal.model ?? "this model"
        let why = words.reason(refusal)
        let frame = "The parameter `\(name)` specified in the request is not valid: "
        switch (refusal.reason, refusal.subject) {
        case (.words(let sentence, chinese: _), .request): return sentence
        case (.rule, .parameter) where refusal.model != nil && refusal.mode != nil:
            let place = RefusalWords.place(refusal)
            return "the parameter \(name) specified in the request is not valid\(place): \(why)"
        case (.rule, .command(let parameter, path: _)):
            return "\(frame)the specified \(parameter.rawValue) is not supported for model \(model): \(why)"
        case (.mustBeEmpty, .command(let parameter, path: _)):
            let given = refusal.given.map { ": \($0) was given" } ?? ""
            let rule = "the specified \(parameter.rawValue) is not supported for model \(model), must be empty"
            return frame + rule + given
        case (.mustBeEmpty, _):
            let given = refusal.given.map { ": \($0) was given" } ?? ""
            let place = RefusalWords.place(refusal)
            return "the specified parameter \(name) is not supported\(place), must be empty\(given)"
        case (.modeNotSupported, _):
            let mode = refusal.mode?.rawValue ?? refusal.given ?? ""
            let given = refusal.given.map { ": \($0) was given, which this model does not take" } ?? ""
            return "\(frame)the specified task_type \(mode) does not support model \(model)\(given)"
        case (.unknownRole, _): return "\(frame)invalid role specified for image content: \(why)"
        case (.rule, _), (.absent, _), (.roleMissing, _), (.tooManyFrames, _), (.lastFrameAlone, _),
            (.framesMixedWithReferences, _), (.lastFrameMixed, _), (.draftNotAlone, _), (.draftResolution, _),
            (.draftTier, _), (.draftLastFrame, _), (.unknownDraft, _), (.notADraft, _), (.draftNotFinished, _),
            (.draftTooOld, _), (.unknownItemType, _), (.emptyText, _), (.promptMissing, _), (.exclusive, _),
            (.downloadFailed, _), (.picture, _), (.predicate, _), (.words, _),
            (.plain, _), (.retired, _), (.taskTypeConstraint, _):
            return name.isEmpty ? "The request body is not valid: \(why)" : frame + why
        }
    }
}
