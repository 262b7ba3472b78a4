extension ModelSpec {
    /// Seedance 1.5 Pro: ark.md sections 2 to 5 and 10.
    public static let seedance15Pro = ModelSpec(
        id: "doubao-seedance-1-5-pro-251215",
        aliases: ["doubao-seedance-1-5-pro", "seedance-1-5-pro-251215", "seedance-1-5-pro"],
        shortName: "doubao-seedance-1-5-pro",
        internationalID: "seedance-1-5-pro-251215",
        inputs: InputSpec(
            modes: [.text, .firstFrame, .firstAndLastFrame],
            references: [:],
            maximumReferences: 0,
            audioMayStandAlone: false,
            roles: [.image: [.firstFrame, .lastFrame]],
            itemTypes: ["text", "image_url", "draft_task"]
        ),
        resolutions: [.p480, .p720, .p1080],
        defaultResolution: .p720,
        ratios: AspectRatio.all,
        defaultRatios: [.text: .adaptive, .firstFrame: .adaptive, .firstAndLastFrame: .adaptive],
        duration: DurationSpec(range: 4...12, allowsAutomatic: true, automaticRange: 4...12, standard: 5),
        frames: nil,
        seed: -1...4_294_967_295,
        parameters: [
            .callbackURL, .returnLastFrame, .serviceTier, .executionExpiresAfter, .generateAudio, .draft, .resolution,
            .ratio, .duration, .seed, .cameraFixed, .watermark, .safetyIdentifier,
        ],
        draft: DraftSpec(
            resolution: .p480,
            finalResolutions: [.p480, .p720, .p1080],
            tokenFactor: (audible: 600, silent: 700),
            validity: .seconds(7 * 86400)
        ),
        pixels: PixelTable(
            columns: [.landscape, .classic, .square, .classicPortrait, .portrait, .wide],
            rows: [
                .p480: [(864, 496), (752, 560), (640, 640), (560, 752), (496, 864), (992, 432)],
                .p720: [(1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280), (1470, 630)],
                .p1080: [(1920, 1080), (1664, 1248), (1440, 1440), (1248, 1664), (1080, 1920), (2206, 946)],
            ]
        ),
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
        pictures: PictureSpec(
            formats: ["jpeg", "png", "webp", "bmp", "tiff", "gif"],
            sides: 300...6000,
            aspects: 0.4...2.5,
            sizeLimit: 30 << 20
        ),
        framesPerSecond: 24,
        expiry: 3600...259_200,
        defaultExpiry: 172_800,
        maximumPromptBytes: 48 << 10,
        defaultAudio: true
    )
}
