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
