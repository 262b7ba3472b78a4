/// The second generation (models.md sections 2 to 5): references of every kind, with sound, online only.
extension ModelSpec {
    public static let seedance20 = seedance20(
        grade: "",
        date: "260128",
        others: ["seedance-2"],
        resolutions: [.p480, .p720, .p1080, .uhd],
        prices: .stepped(
            cny: [
                .init(resolutions: [.p480, .p720], plain: 46_000_000, withVideo: 28_000_000),
                .init(resolutions: [.p1080], plain: 51_000_000, withVideo: 31_000_000),
                .init(resolutions: [.uhd], plain: 26_000_000, withVideo: 16_000_000),
            ],
            usd: [
                .init(resolutions: [.p480, .p720], plain: 7_000_000, withVideo: 4_300_000),
                .init(resolutions: [.p1080], plain: 7_700_000, withVideo: 4_700_000),
                .init(resolutions: [.uhd], plain: 4_000_000, withVideo: 2_400_000),
            ]
        )
    )

    public static let seedance20Fast = seedance20(
        grade: "-fast",
        date: "260128",
        others: ["seedance-2-fast", "seedance-fast"],
        resolutions: [.p480, .p720],
        prices: .stepped(
            cny: [.init(resolutions: [.p480, .p720], plain: 37_000_000, withVideo: 22_000_000)],
            usd: [.init(resolutions: [.p480, .p720], plain: 5_600_000, withVideo: 3_300_000)]
        )
    )

    /// BytePlus names it as the replacement of 1.5 Pro.
    public static let seedance20Mini = seedance20(
        grade: "-mini",
        date: "260615",
        others: ["seedance-2-mini"],
        resolutions: [.p480, .p720],
        prices: .stepped(
            cny: [.init(resolutions: [.p480, .p720], plain: 23_000_000, withVideo: 14_000_000)],
            usd: [.init(resolutions: [.p480, .p720], plain: 3_500_000, withVideo: 2_100_000)]
        )
    )

    /// `others` are names that single resellers have for it (models.md section 8).
    private static func seedance20(
        grade: String,
        date: String,
        others: [String],
        resolutions: [Resolution],
        prices: PriceSpec
    ) -> ModelSpec {
        let name = "seedance-2-0\(grade)"
        return ModelSpec(
            id: "doubao-\(name)-\(date)",
            aliases: [
                "doubao-\(name)", "dreamina-\(name)", "\(name)-\(date)", name, "doubao-seedance-2.0\(grade)",
                "seedance-2.0\(grade)",
            ] + others,
            shortName: "doubao-\(name)",
            internationalID: "dreamina-\(name)-\(date)",
            inputs: .references(images: 9, clips: 3, inAll: 15, soundAlone: false, drafts: false),
            resolutions: resolutions,
            defaultResolution: .p720,
            ratios: AspectRatio.all,
            defaultRatios: [
                .text: .adaptive, .firstFrame: .adaptive, .firstAndLastFrame: .adaptive, .references: .adaptive,
            ],
            duration: DurationSpec(range: 4...15, allowsAutomatic: true, automaticRange: 4...15, standard: 5),
            frames: nil,
            seed: seedanceSeeds,
            parameters: seedanceParameters.union([.generateAudio, .priority, .tools]),
            extras: [.priority: .integer(0...9), .tools: .any],
            draft: nil,
            pixels: .seedance15,
            prices: prices,
            pictures: .seedance,
            media: .seedance(seconds: 15),
            framesPerSecond: 24,
            expiry: seedanceExpiry,
            defaultExpiry: seedanceDefaultExpiry,
            maximumPromptBytes: seedancePromptBytes,
            defaultAudio: true
        )
    }
}
