public import FilmgateDomain

/// Says why a request was refused, in the field names of one dialect: the field, what was given, what would be right.
///
/// A dialect makes one with its own names and adds its vendor's frame: status, code, opening words.
struct RefusalWords: Sendable {
    /// What the dialect's clients call a subject: `content[0].image_url`, `aspect_ratio`.
    let name: @Sendable (Refusal.Subject) -> String

    init(name: @escaping @Sendable (Refusal.Subject) -> String = RefusalWords.arkName) {
        self.name = name
    }

    /// The names as Ark's clients write them; a text command is named inside its text item.
    @Sendable static func arkName(_ subject: Refusal.Subject) -> String {
        switch subject {
        case .request: "body"
        case .parameter(let parameter): parameter.rawValue
        case .command(let parameter, let path): "\(path).\(parameter.rawValue)"
        case .item(let path): path
        case .wire(let word): word
        case .named(let word): word
        }
    }

    /// A whole sentence in English, without a full stop.
    func english(_ refusal: Refusal) -> String {
        let field = name(refusal.subject)
        switch refusal.kind {
        case .malformed, .missing, .invalid, .unsupported, .tooLarge, .unsupportedMediaType:
            if case .words(let sentence, chinese: _) = refusal.reason { return sentence }
            return "\(field) is not valid: \(reason(refusal))"
        case .unauthenticated: return said(refusal) ?? "the API key is missing or invalid"
        case .forbidden: return said(refusal) ?? "this key may not do that"
        case .insufficientFunds: return said(refusal) ?? "the balance is not enough for this request"
        case .unknownModel:
            if case .retired = refusal.reason { return "the model \(refusal.given ?? field) \(reason(refusal))" }
            return said(refusal) ?? "the model \(refusal.given ?? field) does not exist"
        case .unknownTask: return said(refusal) ?? "the task \(refusal.given ?? field) does not exist"
        case .unknownPath: return said(refusal) ?? "there is nothing at this path"
        case .methodNotAllowed: return said(refusal) ?? "this method is not allowed here"
        case .taskRunning: return said(refusal) ?? "the task \(refusal.given ?? field) is running and cannot be deleted"
        case .taskCancelled: return said(refusal) ?? "the task \(refusal.given ?? field) is cancelled already"
        case .idempotencyKeyReused: return said(refusal) ?? "the Idempotency-Key was used for another request"
        case .tooMany: return said(refusal) ?? "too many requests, try again later"
        case .queueFull: return said(refusal) ?? "too many tasks are queued, try again later"
        case .tooSlow: return said(refusal) ?? "the request took too long to arrive"
        case .unavailable: return said(refusal) ?? "the service cannot take requests just now, try again later"
        case .failure: return said(refusal) ?? "the service met an unexpected internal error"
        case .simulated(let code, status: _): return ArkErrorCatalogue.message(of: code)
        }
    }

    /// Why, without the field's name: what was given, then what would be right.
    func reason(_ refusal: Refusal) -> String {
        let given = refusal.given.map { "\($0) was given" }
        let roles = Self.roles(of: refusal.model)
        let right: String =
            switch refusal.reason {
            case .rule(let rule): "it must be \(Self.english(rule))"
            case .absent: "it is required and was not given"
            case .mustBeEmpty: "it is not supported\(Self.place(refusal)) and must be left out"
            case .modeNotSupported:
                "the mode \(refusal.mode?.rawValue ?? refusal.given ?? "asked for") does not exist"
                    + (refusal.model.map { " for model \($0)" } ?? "")
            case .retired(let successor): Self.retired(successor)
            case .taskTypeConstraint(let right, chinese: _): right
            case .unknownRole: "the role must be one of \(roles.joined(separator: ", "))"
            case .roleMissing:
                "role must be specified for image contents: one of \(roles.joined(separator: ", "))"
            case .tooManyFrames(let role, let count):
                "expected at most one \(Self.plain(role)) image content but got \(count) instead"
            case .lastFrameAlone: "a last_frame image needs a first_frame image beside it"
            case .framesMixedWithReferences: "first/last frame content cannot be mixed with reference media content"
            case .lastFrameMixed:
                "last frame image content cannot be mixed with reference image or draft_task content"
            case .draftNotAlone: "a draft_task item must be the only item"
            case .draftResolution: "draft task only support resolution 480p"
            case .draftTier: "draft task only support service_tier default"
            case .draftLastFrame: "draft task only support return_last_frame false"
            case .unknownDraft: "no draft task with this id exists"
            case .notADraft: "the task is not a draft: it must have been created with draft true"
            case .draftNotFinished: "the draft task must have succeeded first"
            case .draftTooOld: "the draft task is older than 7 days and cannot be finished any more"
            case .unknownItemType(let accepted): "the type must be one of \(accepted.joined(separator: ", "))"
            case .emptyText: "text content must contain at least one character that is not a space"
            case .promptMissing: "a text is required"
            case .exclusive(let one, let other): "\(one) and \(other) cannot be given together"
            case .downloadFailed(let detail, chinese: _):
                detail.isEmpty ? "resource download failed" : "resource download failed: \(detail)"
            case .picture(let fault): Self.english(fault)
            case .predicate(let right, chinese: _): right
            case .words(let sentence, chinese: _): sentence
            case .plain: refusal.kind == .missing ? "it is required" : "it cannot be used"
            }
        if case .retired = refusal.reason { return right }
        return given.map { "\($0); \(right)" } ?? right
    }

    /// What is said of a retired model, to follow its name.
    static func retired(_ successor: String) -> String {
        "has been retired: use \(successor) instead"
    }

    /// The refusal's own sentence, where somebody gave it one.
    private func said(_ refusal: Refusal) -> String? {
        if case .words(let sentence, chinese: _) = refusal.reason { sentence } else { nil }
    }

    /// ` for model M in t2v`, as far as it is known.
    static func place(_ refusal: Refusal) -> String {
        (refusal.model.map { " for model \($0)" } ?? "") + (refusal.mode.map { " in \($0.rawValue)" } ?? "")
    }

    /// `first frame` for `first_frame`.
    static func plain(_ role: MediaRole) -> String {
        String(role.rawValue.map { $0 == "_" ? " " : $0 })
    }

    /// The roles that images of the model may have.
    static func roles(of model: String?) -> [String] {
        let spec = model.map { ModelCatalog.standard[$0] ?? .open(name: $0) } ?? .seedance15Pro
        return spec.inputs.roles[.image, default: []].map(\.rawValue)
    }
}

extension RefusalWords {
    /// What a value must be, to follow "it must be".
    static func english(_ rule: Refusal.Rule) -> String {
        switch rule {
        case .boolean: "true or false"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        case .integer: "an integer"
        case .number: "a number"
        case .integerIn(let range): "an integer from \(range.lowerBound) to \(range.upperBound)"
        case .integerInOrAuto(let range):
            "an integer from \(range.lowerBound) to \(range.upperBound), or -1 to let the model choose"
        case .oneOf(let words): words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
        case .lengthAtMost(let length): "at most \(length) characters long"
        case .printable(let length): "\(length.lowerBound) to \(length.upperBound) printable characters"
        case .bytesAtMost(let bytes): "at most \(bytes) bytes long"
        case .itemsAtMost(let items): "at most \(items) item\(items == 1 ? "" : "s")"
        case .notEmpty: "not empty"
        case .httpURL: "an http or https URL"
        case .taskID: "a task id"
        case .progression(let range, let first, let step):
            "an integer from \(range.lowerBound) to \(range.upperBound) of the form \(first) + \(step)n"
        }
    }

    static func english(_ fault: Refusal.PictureFault) -> String {
        switch fault {
        case .format(let accepted): "the image must be one of \(accepted.joined(separator: ", "))"
        case .damaged: "the image is damaged and cannot be read; it must be a complete image file"
        case .dataURL: "a data URL must read data:image/<format>;base64,<data>, with all before the data in lower case"
        case .side(let width, let height, let allowed):
            "the image is \(width)x\(height) px; each side must be from \(allowed.lowerBound) to \(allowed.upperBound) px"
        case .aspect(let width, let height, let minimum, let maximum):
            "the image is \(width)x\(height) px; width divided by height must be from \(minimum) to \(maximum)"
        case .size(let limit): "the image must be smaller than \(size(limit))"
        }
    }

    /// Bytes as people say them.
    static func size(_ bytes: Int) -> String {
        bytes >= 1 << 20 && bytes.isMultiple(of: 1 << 20) ? "\(bytes >> 20) MB" : "\(bytes) bytes"
    }
}

extension Refusal {
    /// What is wrong, in English, for people at a shell.
    public var sentence: String { RefusalWords().english(self) }
}
