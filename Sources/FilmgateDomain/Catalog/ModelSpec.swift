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
    public var inputs: InputSpec
    public var resolutions: [Resolution]
    public var defaultResolution: Resolution
    public var ratios: [AspectRatio]
    /// The ratio that holds where neither the client nor its dialect says one.
    public var defaultRatios: [GenerationMode: RatioChoice]
    /// Modes in which only `adaptive` is taken (2.5 with frames).
    public var adaptiveOnlyModes: Set<GenerationMode>
    public var duration: DurationSpec
    /// `nil` where the model counts seconds alone.
    public var frames: FramesSpec?
    public var seed: ClosedRange<Int>
    /// The parameters beside model and content that the model takes.
    public var parameters: Set<Parameter>
    /// `nil` where the model has no drafts.
    public var draft: DraftSpec?
    public var pixels: PixelTable
    public var prices: PriceSpec
    public var pictures: PictureSpec
    public var framesPerSecond: Int
    /// Seconds from acceptance that a client may give a task.
    public var expiry: ClosedRange<Int>
    public var defaultExpiry: Int
    /// UTF-8 bytes of the text. No vendor publishes a maximum; this one keeps a task's row small.
    public var maximumPromptBytes: Int
    /// Audio where neither the client nor its dialect says; `nil` where the model is silent.
    public var defaultAudio: Bool?
}

/// What a model can be made from.
public struct InputSpec: Sendable {
    public var modes: Set<GenerationMode>
    /// How many items of each referenced kind may come: 1...4 images for 1.0 lite, for example. Empty without references.
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

/// How long a video may be, in seconds.
public struct DurationSpec: Sendable {
    public var range: ClosedRange<Int>
    /// -1 is taken: a length within `automaticRange` is chosen.
    public var allowsAutomatic: Bool
    public var automaticRange: ClosedRange<Int>
    public var standard: Int
}

/// Lengths in frames: `step * n + first` within `range`.
public struct FramesSpec: Sendable {
    public var range: ClosedRange<Int>
    public var first: Int
    public var step: Int
}

/// Cheap trial videos and the finals made from them (ark.md section 5).
public struct DraftSpec: Sendable {
    public var resolution: Resolution
    public var finalResolutions: [Resolution]
    /// Thousandths by which a draft's tokens count, with audio and without.
    public var tokenFactor: (audible: Int, silent: Int)
    /// How long after its creation a draft can be finished.
    public var validity: Duration
}

/// What a picture must be (ark.md section 3).
public struct PictureSpec: Sendable {
    /// Lower-case names: `jpeg`, `png`.
    public var formats: [String]
    /// Pixels a side.
    public var sides: ClosedRange<Int>
    /// Width over height.
    public var aspects: ClosedRange<Double>
    /// Bytes; a picture must be smaller.
    public var sizeLimit: Int
}

/// The exact size in pixels for each resolution and ratio.
public struct PixelTable: Sendable {
    private let sizes: [Resolution: [AspectRatio: PixelSize]]

    /// Rows in the order of `columns`.
    public init(columns: [AspectRatio], rows: [Resolution: [(Int, Int)]]) {
        sizes = rows.mapValues { row in
            Dictionary(
                uniqueKeysWithValues: zip(columns, row).map { ($0, PixelSize(width: $1.0, height: $1.1)) }
            )
        }
    }

    public subscript(resolution: Resolution, ratio: AspectRatio) -> PixelSize? {
        sizes[resolution]?[ratio]
    }

    /// The largest of the sizes at a resolution, by pixels: what `adaptive` may cost at most.
    public func largest(at resolution: Resolution) -> PixelSize? {
        sizes[resolution]?.values.max { ($0.width * $0.height, $0.width) < ($1.width * $1.height, $1.width) }
    }
}

/// List prices in millionths of a currency unit per million tokens (models.md section 5.2).
public struct PriceSpec: Sendable {
    public struct Key: Hashable, Sendable {
        public var audible: Bool
        public var tier: ServiceTier
        /// `nil` where one price holds at every resolution.
        public var resolution: Resolution?
        /// Whether a video is among the inputs.
        public var videoInput: Bool

        public init(audible: Bool, tier: ServiceTier, resolution: Resolution? = nil, videoInput: Bool = false) {
            self.audible = audible
            self.tier = tier
            self.resolution = resolution
            self.videoInput = videoInput
        }
    }

    public var table: [Currency: [Key: Int64]]

    /// The price of a million tokens; `nil` where the model is not sold that way.
    public func perMillionTokens(_ key: Key, in currency: Currency) -> Int64? {
        var anyResolution = key
        anyResolution.resolution = nil
        return table[currency]?[key] ?? table[currency]?[anyResolution]
    }
}
