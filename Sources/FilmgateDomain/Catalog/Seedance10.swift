/// The first generation (models.md sections 2, 4 and 5): silent, with lengths in frames. Its `adaptive` needs a picture.
extension ModelSpec {
    public static let seedance10Pro = seedance10(
        "pro",
        date: "250528",
        lastFrame: true,
        prices: .silent(cny: 15_000_000, usd: 2_500_000)
    )

    /// Cheaper, and without a last frame.
    public static let seedance10ProFast = seedance10(
        "pro-fast",
        date: "251015",
        lastFrame: false,
        prices: .silent(cny: 4_200_000, usd: 1_000_000)
    )

    private static func seedance10(
        _ grade: String,
        date: String,
        lastFrame: Bool,
        prices: PriceSpec
    ) -> ModelSpec {
        let name = "seedance-1-0-\(grade)"
        let inputs = InputSpec.frames(lastFrame: lastFrame, drafts: false)
        var ratios: [GenerationMode: RatioChoice] = [.text: .fixed(.landscape), .firstFrame: .adaptive]
        if lastFrame { ratios[.firstAndLastFrame] = .adaptive }
        return ModelSpec(
            id: "doubao-\(name)-\(date)",
            aliases: ["doubao-\(name)", name, "doubao-seedance-1.0-\(grade)", "seedance-1.0-\(grade)"],
            shortName: "doubao-\(name)",
            internationalID: "\(name)-\(date)",
            inputs: inputs,
            resolutions: [.p480, .p720, .p1080],
            defaultResolution: .p1080,
            ratios: AspectRatio.all,
            defaultRatios: ratios,
            limits: [.text: ModeLimits(ratios: .fixedOnly)],
            duration: DurationSpec(range: 2...12, allowsAutomatic: false, automaticRange: 2...12, standard: 5),
            frames: FramesSpec(range: 29...289, first: 25, step: 4),
            seed: seedanceSeeds,
            parameters: seedanceParameters.union([.serviceTier, .frames, .cameraFixed]),
            draft: nil,
            pixels: .seedance10,
            prices: prices,
            pictures: .seedance10,
            framesPerSecond: 24,
            expiry: seedanceExpiry,
            defaultExpiry: seedanceDefaultExpiry,
            maximumPromptBytes: seedancePromptBytes,
            defaultAudio: nil
        )
    }
}
