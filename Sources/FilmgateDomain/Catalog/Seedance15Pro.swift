extension ModelSpec {
    /// Seedance 1.5 Pro: ark.md sections 2 to 5 and 10; models.md section 7 for its end.
    public static let seedance15Pro = ModelSpec(
        id: "doubao-seedance-1-5-pro-251215",
        aliases: [
            "doubao-seedance-1-5-pro", "seedance-1-5-pro-251215", "seedance-1-5-pro", "doubao-seedance-1.5-pro",
            "seedance-1.5-pro",
        ],
        shortName: "doubao-seedance-1-5-pro",
        internationalID: "seedance-1-5-pro-251215",
        // 2026-11-11 09:00 UTC by BytePlus' notice, which names the successor.
        retirement: Retirement(
            from: Timestamp(seconds: 1_794_387_600),
            successor: "doubao-seedance-2-0-mini-260615"
        ),
        inputs: .frames(lastFrame: true, drafts: true),
        resolutions: [.p480, .p720, .p1080],
        defaultResolution: .p720,
        ratios: AspectRatio.all,
        defaultRatios: [.text: .adaptive, .firstFrame: .adaptive, .firstAndLastFrame: .adaptive],
        duration: DurationSpec(range: 4...12, allowsAutomatic: true, automaticRange: 4...12, standard: 5),
        frames: nil,
        seed: seedanceSeeds,
        parameters: seedanceParameters.union([.serviceTier, .generateAudio, .draft, .cameraFixed]),
        draft: DraftSpec(
            resolution: .p480,
            finalResolutions: [.p480, .p720, .p1080],
            tokenFactor: (audible: 600, silent: 700),
            validity: .seconds(7 * 86400)
        ),
        pixels: .seedance15,
        prices: PriceSpec(table: [
            .cny: [
                .init(audible: true, tier: .standard): 16_000_000, .init(audible: false, tier: .standard): 8_000_000,
                .init(audible: true, tier: .flex): 8_000_000, .init(audible: false, tier: .flex): 4_000_000,
            ],
            .usd: [
                .init(audible: true, tier: .standard): 2_400_000, .init(audible: false, tier: .standard): 1_200_000,
                .init(audible: true, tier: .flex): 1_200_000, .init(audible: false, tier: .flex): 600_000,
            ],
        ]),
        pictures: .seedance,
        framesPerSecond: 24,
        expiry: seedanceExpiry,
        defaultExpiry: seedanceDefaultExpiry,
        maximumPromptBytes: seedancePromptBytes,
        defaultAudio: true
    )
}
