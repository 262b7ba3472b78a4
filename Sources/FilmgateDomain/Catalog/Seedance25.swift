extension ModelSpec {
    /// Seedance 2.5 (models.md sections 2 to 5). Its premium grade has no Ark id and no price that is told; an account that
    /// lists it gets it by ``open(name:)``.
    public static let seedance25 = ModelSpec(
        id: "doubao-seedance-2-5-260628",
        aliases: [
            "doubao-seedance-2-5", "dreamina-seedance-2-5", "seedance-2-5-260628", "seedance-2-5",
            "doubao-seedance-2.5", "seedance-2.5",
        ],
        shortName: "doubao-seedance-2-5",
        internationalID: "dreamina-seedance-2-5-260628",
        inputs: .references(images: 30, clips: 10, inAll: 50, soundAlone: true, drafts: true),
        resolutions: [.p480, .p720, .p1080],
        defaultResolution: .p720,
        ratios: AspectRatio.all,
        defaultRatios: [
            .text: .adaptive, .firstFrame: .adaptive, .firstAndLastFrame: .adaptive, .references: .adaptive,
        ],
        limits: [
            .firstFrame: ModeLimits(ratios: .adaptiveOnly), .firstAndLastFrame: ModeLimits(ratios: .adaptiveOnly),
        ],
        taskTypes: [
            "edit": ModeLimits(
                ratios: .adaptiveOnly,
                automaticDurationOnly: true,
                needs: [.video],
                sourceSeconds: 3.8...30.2
            ),
            "extend": ModeLimits(ratios: .adaptiveOnly, needs: [.video]),
        ],
        duration: DurationSpec(range: 4...30, allowsAutomatic: true, automaticRange: 4...30, standard: -1),
        frames: nil,
        seed: seedanceSeeds,
        parameters: seedanceParameters.union([
            .generateAudio, .draft, .priority, .tools, .outputFormat, .omniReferenceTaskType,
        ]),
        extras: [
            .priority: .integer(0...9), .tools: .any, .outputFormat: .word(["mp4", "mov"]),
            .omniReferenceTaskType: .word(["auto", "reference", "edit", "extend"]),
        ],
        draft: DraftSpec(
            resolution: .p480,
            finalResolutions: [.p1080],
            tokenFactor: (audible: 1000, silent: 1000),
            validity: .seconds(7 * 86400)
        ),
        pixels: .seedance25,
        prices: .stepped(
            cny: [
                .init(resolutions: [.p480, .p720], plain: 70_000_000, withVideo: 42_000_000),
                .init(resolutions: [.p1080], plain: 77_000_000, withVideo: 46_000_000),
            ],
            usd: [
                .init(resolutions: [.p480, .p720], plain: 10_700_000, withVideo: 6_400_000),
                .init(resolutions: [.p1080], plain: 11_700_000, withVideo: 7_000_000),
            ]
        ),
        tokenFloors: [5: 9],
        pictures: .seedance,
        media: .seedance(seconds: 30),
        framesPerSecond: 24,
        expiry: seedanceExpiry,
        defaultExpiry: seedanceDefaultExpiry,
        maximumPromptBytes: seedancePromptBytes,
        defaultAudio: true
    )
}
