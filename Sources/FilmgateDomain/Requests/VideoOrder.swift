/// A request after every rule: what will be made, with every default filled in. It never changes after acceptance.
public struct VideoOrder: Sendable, Equatable {
    /// The catalog's canonical model id.
    public var model: String
    public var mode: GenerationMode
    /// The text without its commands; empty where only pictures were given.
    public var prompt: String
    public var media: [OrderedMedium]
    public var resolution: Resolution
    /// As ordered; `adaptive` stays, so that an upstream that knows the word gets it.
    public var ratio: RatioChoice
    /// The ratio that `adaptive` comes to by the first frame or the first reference; `nil` where there is nothing to see,
    /// and whoever makes the video chooses.
    public var fittedRatio: AspectRatio?
    /// Seconds; -1 lets whoever makes the video choose within the model's range.
    public var duration: Int
    public var frames: Int?
    /// -1 stands for a random one.
    public var seed: Int
    public var cameraFixed: Bool
    public var watermark: Bool
    public var generateAudio: Bool
    public var draft: Bool
    /// The draft that this is the final of.
    public var draftTask: VideoTask.ID?
    public var returnLastFrame: Bool
    /// The tier that it is served at.
    public var serviceTier: ServiceTier
    /// The tier whose price holds; other than ``serviceTier`` only for a draft sold as flex.
    public var pricedTier: ServiceTier
    /// Seconds from acceptance.
    public var executionExpiresAfter: Int
    public var callbackURL: String?
    public var safetyIdentifier: String?
    /// What later models take besides, by Ark's names: `priority`, `output_format`, …. Checked, and handed on as it is.
    public var extras: [Parameter: String]

    public init(model: String, mode: GenerationMode, prompt: String, resolution: Resolution, ratio: RatioChoice) {
        self.model = model
        self.mode = mode
        self.prompt = prompt
        self.resolution = resolution
        self.ratio = ratio
        media = []
        duration = 5
        seed = -1
        cameraFixed = false
        watermark = false
        generateAudio = false
        draft = false
        returnLastFrame = false
        serviceTier = .standard
        pricedTier = .standard
        executionExpiresAfter = 172_800
        extras = [:]
    }

    /// The ratio that is known before the video is made.
    public var knownRatio: AspectRatio? {
        switch ratio {
        case .fixed(let ratio): ratio
        case .adaptive: fittedRatio
        }
    }

    /// The picture with that role.
    public func medium(_ role: MediaRole) -> OrderedMedium? {
        media.first { $0.role == role }
    }
}

/// A medium of an order, kept by what it holds.
public struct OrderedMedium: Sendable, Equatable, Codable {
    public var kind: MediaKind
    public var role: MediaRole
    public var artifact: Artifact
    /// Of a sound, 0x0.
    public var pixels: PixelSize
    /// The address it came from, if everybody can fetch it there; `nil` for what came inside the request, for our own links
    /// and for hosts that are ours alone.
    public var origin: String?
    /// How long a video or sound is; `nil` for pictures.
    public var milliseconds: Int?

    public init(
        kind: MediaKind,
        role: MediaRole,
        artifact: Artifact,
        pixels: PixelSize,
        origin: String?,
        milliseconds: Int? = nil
    ) {
        self.kind = kind
        self.role = role
        self.artifact = artifact
        self.pixels = pixels
        self.origin = origin
        self.milliseconds = milliseconds
    }
}
