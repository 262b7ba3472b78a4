/// A request that is not done, and why: a closed kind, what it is about, what was given and what would be right.
///
/// A dialect turns it into its vendor's status, code and words; nobody else does.
public struct Refusal: Error, Sendable, Equatable {
    public var kind: Kind
    public var subject: Subject
    /// What was sent, shortened; `nil` where nothing was or where it does not help.
    public var given: String?
    public var reason: Reason
    /// The tag that Ark's messages end in, where the mode is known.
    public var mode: GenerationMode?
    /// The model's name without its date, where the model is known.
    public var model: String?
    /// The limit of the key or project that leaves no room, where that is why.
    public var limit: LimitReached?

    public init(
        _ kind: Kind,
        _ subject: Subject = .request,
        given: String? = nil,
        _ reason: Reason,
        mode: GenerationMode? = nil,
        model: String? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.given = given.map(Refusal.shorten)
        self.reason = reason
        self.mode = mode
        self.model = model
    }

    /// What a refusal means, apart from its words.
    public enum Kind: Sendable, Equatable {
        /// Not the format that it should be: broken JSON, bad UTF-8, a broken form.
        case malformed
        case missing
        case invalid
        /// A parameter that this model, mode or combination does not have.
        case unsupported
        case tooLarge
        case unsupportedMediaType
        /// No key, or none that counts.
        case unauthenticated
        case forbidden
        case insufficientFunds
        case unknownModel
        /// No such task, for this project.
        case unknownTask
        /// No such path.
        case unknownPath
        case methodNotAllowed
        /// The task is running and cannot be deleted.
        case taskRunning
        /// The task was cancelled and goes away by itself.
        case taskCancelled
        /// The idempotency key was used for another request.
        case idempotencyKeyReused
        /// Too much at once; worth trying again after the given time.
        case tooMany(retryAfter: Duration)
        /// As many tasks wait as may; worth trying again after the given time.
        case queueFull(retryAfter: Duration)
        /// The request took too long to arrive.
        case tooSlow
        /// Not now, through no fault of the caller; nothing was accepted.
        case unavailable(retryAfter: Duration)
        /// Our own fault.
        case failure
        /// A code of Ark's catalogue (ark.md section 9.3), asked for by a simulation.
        case simulated(code: String, status: Int)
    }

    /// What the refusal is about.
    public enum Subject: Sendable, Equatable {
        case request
        case parameter(Parameter)
        /// A parameter given as a text command inside the text item at `path`.
        case command(Parameter, path: String)
        /// An item of the content, or a part of it, where the client wrote it.
        case item(path: String)
        /// Something that only this dialect has: a query parameter, a form field.
        case wire(String)
        /// The task, model or path that was named.
        case named(String)
    }

    /// At most 80 scalars, so that an answer never carries a picture back. One character can be a megabyte of accents.
    static func shorten(_ text: String) -> String {
        let head = text.unicodeScalars.prefix(81)
        return head.count > 80 ? String(head.prefix(77)) + "..." : text
    }
}

extension Refusal {
    /// Why, as far as it can be said without a vendor's words.
    public enum Reason: Sendable, Equatable {
        /// The value is not what it should be; the rule says what would be right.
        case rule(Rule)
        /// The key is absent though it is required.
        case absent
        /// The parameter has no meaning here and must be left out.
        case mustBeEmpty
        /// The model has no such mode.
        case modeNotSupported
        /// The model was retired by its vendor; this one follows it.
        case retired(successor: String)
        /// What the vendor calls a constraint of the task type: a whole clause without a full stop.
        case taskTypeConstraint(String, chinese: String)
        case unknownRole
        case roleMissing
        case tooManyFrames(MediaRole, count: Int)
        case lastFrameAlone
        case framesMixedWithReferences
        /// A last frame beside a reference image or a draft.
        case lastFrameMixed
        case draftNotAlone
        case draftResolution
        case draftTier
        case draftLastFrame
        case unknownDraft
        case notADraft
        case draftNotFinished
        case draftTooOld
        case unknownItemType(accepted: [String])
        case emptyText
        case promptMissing
        case exclusive(String, String)
        /// `chinese` says the detail to a dialect that speaks that; empty where there are no words for it.
        case downloadFailed(detail: String, chinese: String = "")
        case picture(PictureFault)
        /// What would be right, for what is rare: `it must be …`. The field and the value are said before it.
        case predicate(String, chinese: String)
        /// A whole sentence that names the field and the value itself; `chinese` where a dialect speaks that.
        case words(String, chinese: String)
        /// The kind says it all.
        case plain
    }

    /// What a value must be.
    public enum Rule: Sendable, Equatable {
        case boolean
        case string
        case array
        case object
        case integer
        case number
        case integerIn(ClosedRange<Int>)
        /// A whole number in the range, or -1.
        case integerInOrAuto(ClosedRange<Int>)
        case oneOf([String])
        case lengthAtMost(Int)
        /// So many characters, none of which is invisible.
        case printable(ClosedRange<Int>)
        case bytesAtMost(Int)
        case itemsAtMost(Int)
        case notEmpty
        case httpURL
        case taskID
        /// Whole numbers of the form `step * n + first` in the range.
        case progression(ClosedRange<Int>, first: Int, step: Int)
    }

    /// What is wrong with a picture (ark.md section 3).
    public enum PictureFault: Sendable, Equatable {
        case format(accepted: [String])
        case damaged
        case dataURL
        case side(width: Int, height: Int, allowed: ClosedRange<Int>)
        case aspect(width: Int, height: Int, minimum: Double, maximum: Double)
        /// Bytes.
        case size(limit: Int)
    }
}
