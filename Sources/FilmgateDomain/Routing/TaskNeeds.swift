/// Something about a video that an account must be able to order. Open: later models bring parameters of their own, and
/// such a feature is called as the parameter.
public struct Feature: RawRepresentable, Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public static func < (left: Feature, right: Feature) -> Bool { left.rawValue < right.rawValue }

    /// With sound.
    public static let audible: Feature = "audible"
    /// Without sound, where the vendor would add it by itself.
    public static let silent: Feature = "silent"
    /// Pictures without a word.
    public static let promptless: Feature = "promptless"
    public static let draft: Feature = "draft"
    /// The final of a draft.
    public static let final: Feature = "final"
    public static let watermark: Feature = "watermark"
    public static let cameraFixed: Feature = "camera_fixed"
    /// A seed of the client's choice.
    public static let seed: Feature = "seed"
    /// `adaptive` where no picture says what fits.
    public static let adaptiveText: Feature = "adaptive_text"
    /// A length in frames.
    public static let frames: Feature = "frames"
    /// A medium that has no public address: the account must take it inside the request, as an upload or by our link.
    public static let inlineMedia: Feature = "inline_media"
    /// Held for nothing, because only the preview could make it when it came: no account that costs may make it later.
    public static let free: Feature = "free"
}

/// What a task needs of whoever makes its video: all that routing looks at.
public struct TaskNeeds: Hashable, Sendable {
    /// The catalog's canonical model id.
    public var model: String
    public var mode: GenerationMode
    public var tier: ServiceTier
    public var features: Set<Feature>
    /// The one account that can make it: that of the draft, for a final.
    public var account: ProviderName?

    public init(
        model: String,
        mode: GenerationMode,
        tier: ServiceTier,
        features: Set<Feature> = [],
        account: ProviderName? = nil
    ) {
        self.model = model
        self.mode = mode
        self.tier = tier
        self.features = features
        self.account = account
    }

    /// What this order needs; `account` made its draft.
    public init(_ order: VideoOrder, account: ProviderName? = nil) {
        self.init(model: order.model, mode: order.mode, tier: order.serviceTier, account: account)
        features = [order.generateAudio ? .audible : .silent]
        if order.prompt.isEmpty, order.draftTask == nil { features.insert(.promptless) }
        if order.draft { features.insert(.draft) }
        if order.draftTask != nil { features.insert(.final) }
        if order.watermark { features.insert(.watermark) }
        if order.cameraFixed { features.insert(.cameraFixed) }
        if order.seed != -1 { features.insert(.seed) }
        if order.knownRatio == nil { features.insert(.adaptiveText) }
        if order.frames != nil { features.insert(.frames) }
        if order.media.contains(where: { $0.origin == nil }) { features.insert(.inlineMedia) }
        for parameter in order.extras.keys { features.insert(Feature(rawValue: parameter.rawValue)) }
    }

    /// Tasks of one lane are alike to routing, so a queue is kept for each.
    public var lane: Lane {
        // Piece by piece, as each create comes by here.
        var word = tier.rawValue
        word.reserveCapacity(96)
        word += "|"
        word += mode.rawValue
        word += "|"
        word += model
        word += "|"
        for (index, feature) in features.sorted().enumerated() {
            if index > 0 { word += "," }
            word += feature.rawValue
        }
        word += "|"
        if let account { word += account.rawValue }
        return Lane(rawValue: word)
    }

    /// Reads a lane back; `nil` where it is none of ours.
    public init?(_ lane: Lane) {
        let parts = lane.rawValue.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard
            parts.count >= 5,
            let tier = ServiceTier(rawValue: parts[0]),
            let mode = GenerationMode(rawValue: parts[1])
        else { return nil }
        // A model that an account alone knows may have any name: it is what the others, which have no bar, leave over.
        let (features, account) = (parts[parts.count - 2], parts[parts.count - 1])
        self.init(
            model: parts[2..<(parts.count - 2)].joined(separator: "|"),
            mode: mode,
            tier: tier,
            features: Set(features.split(separator: ",").map { Feature(rawValue: String($0)) }),
            account: account.isEmpty ? nil : ProviderName(rawValue: account)
        )
    }
}

/// The needs of a task as one word, under which a store keeps its queue.
public struct Lane: RawRepresentable, Hashable, Sendable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
