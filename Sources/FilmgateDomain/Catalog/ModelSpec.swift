/// Everything that the rules need to know of one model, as data: adding a model adds a value, not a code path.
///
/// The columns are those of models.md sections 2 to 5.
public struct ModelSpec: Sendable {
    /// The canonical id with its date, Ark's own.
    public var id: String
    /// Other names by which clients know the model: short, BytePlus, BytePlus short.
    public var aliases: [String]
    /// How error messages call it: the id without its date.
    public var shortName: String
    /// BytePlus' id.
    public var internationalID: String
    /// `nil` while the vendor serves it.
    public var retirement: Retirement?
    public var inputs: InputSpec
    public var resolutions: [Resolution]
    public var defaultResolution: Resolution
    public var ratios: [AspectRatio]
    /// The ratio that holds where neither the client nor its dialect says one.
    public var defaultRatios: [GenerationMode: RatioChoice]
    /// What single modes have less of than the model: no `camera_fixed` with references, for example.
    public var limits: [GenerationMode: ModeLimits] = [:]
    /// The values of `omni_reference_task_type` that narrow the model (2.5: `edit`, `extend`).
    public var taskTypes: [String: ModeLimits] = [:]
    public var duration: DurationSpec
    /// `nil` where the model counts seconds alone.
    public var frames: FramesSpec?
    public var seed: ClosedRange<Int>
    /// The parameters beside model and content that the model takes.
    public var parameters: Set<Parameter>
    /// Those of ``parameters`` that are checked and handed on as they are: `priority`, `output_format`, ….
    public var extras: [Parameter: ExtraRule] = [:]
    /// `nil` where the model has no drafts.
    public var draft: DraftSpec?
    public var pixels: PixelTable
    public var prices: PriceSpec
    /// Seconds in all that a task with an input video counts at least, by the seconds ordered. The vendor has a table for
    /// its 2.x models that nobody published: what is here is what single bills show (models.md section 5.1).
    public var tokenFloors: [Int: Int] = [:]
    public var pictures: PictureSpec
    /// What referenced videos and sounds must be; empty where the model takes none.
    public var media: [MediaKind: ClipSpec] = [:]
    public var framesPerSecond: Int
    /// Seconds from acceptance that a client may give a task.
    public var expiry: ClosedRange<Int>
    public var defaultExpiry: Int
    /// UTF-8 bytes of the text with its commands. No vendor publishes a maximum; this one keeps a task's row small.
    public var maximumPromptBytes: Int
    /// Audio where neither the client nor its dialect says; `nil` where the model is silent.
    public var defaultAudio: Bool?

    /// Whether the parameter has a meaning in that mode.
    func takes(_ parameter: Parameter, in mode: GenerationMode) -> Bool {
        parameters.contains(parameter) && limits[mode]?.refused.contains(parameter) != true
    }

    /// What a mode and a task type leave of the model.
    func limits(of mode: GenerationMode, taskType: String?) -> [ModeLimits] {
        [limits[mode], taskType.flatMap { taskTypes[$0] }].compactMap(\.self)
    }
}

/// What a model can be made from.
public struct InputSpec: Sendable {
    public var modes: Set<GenerationMode>
    /// How many items of each referenced kind may come, for example 1...4 images for 1.0 lite; empty where none may.
    public var references: [MediaKind: ClosedRange<Int>]
    /// All references together.
    public var maximumReferences: Int
    /// Whether referenced sound may come without a picture or video (2.5).
    public var audioMayStandAlone: Bool
    /// The roles that a media item of each kind may have.
    public var roles: [MediaKind: [MediaRole]]
    /// The `type` words that content may have, in the order in which Ark lists them.
    public var itemTypes: [String]
}

/// Where a mode or a task type has less than its model.
public struct ModeLimits: Sendable {
    public enum Ratios: Sendable {
        case any
        /// The picture or video rules (2.5 with frames).
        case adaptiveOnly
        /// `adaptive` is refused (1.0 lite with references).
        case fixedOnly
    }

    /// Parameters that must be left out.
    public var refused: Set<Parameter> = []
    /// `nil` where every resolution of the model is made.
    public var resolutions: [Resolution]?
    public var ratios: Ratios = .any
    /// The length follows the source: -1 alone is taken (2.5 edits).
    public var automaticDurationOnly = false
    /// The kinds of media that must be among the content (a video to edit).
    public var needs: Set<MediaKind> = []
    /// How long each video must be where that is less than the model takes, with the vendor's tolerance.
    public var sourceSeconds: ClosedRange<Double>?
}

/// What a parameter that is handed on as it is may be.
public enum ExtraRule: Sendable {
    case integer(ClosedRange<Int>)
    case word([String])
    /// Nothing is known of it here; the vendor checks it.
    case any

    /// What the value should be; `nil` where it is that.
    func rule(brokenBy value: String) -> Refusal.Rule? {
        switch self {
        case .integer(let range): Int(value).map(range.contains) == true ? nil : .integerIn(range)
        case .word(let words): words.contains(value) ? nil : .oneOf(words)
        case .any: nil
        }
    }
}

/// How long a video may be, in seconds.
public struct DurationSpec: Sendable {
    public var range: ClosedRange<Int>
    /// -1 is taken: a length within `automaticRange` is chosen.
    public var allowsAutomatic: Bool
    public var automaticRange: ClosedRange<Int>
    /// Where nothing is said; may be -1.
    public var standard: Int

    func takes(_ seconds: Int) -> Bool {
        range.contains(seconds) || (allowsAutomatic && seconds == -1)
    }
}

/// Lengths in frames: `step * n + first` within `range`.
public struct FramesSpec: Sendable {
    public var range: ClosedRange<Int>
    public var first: Int
    public var step: Int

    func takes(_ frames: Int) -> Bool {
        range.contains(frames) && (frames - first).isMultiple(of: step)
    }
}

/// Cheap trial videos and the finals made from them (ark.md section 5).
public struct DraftSpec: Sendable {
    public var resolution: Resolution
    /// At least one. A final without a word has the model's default if that is among them, else the first.
    public var finalResolutions: [Resolution]
    /// Thousandths by which a draft's tokens count, with audio and without; 1000 where a draft has no factor (2.5).
    public var tokenFactor: (audible: Int, silent: Int)
    /// How long after its creation a draft can be finished.
    public var validity: Duration
}
