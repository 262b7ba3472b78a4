@testable import FilmgateDomain

/// A model that does not ship, because it is gone, as data alone: the catalog has a place for every column of models.md.
extension ModelSpec {
    static let seedance10LiteI2V = ModelSpec(
        id: "doubao-seedance-1-0-lite-i2v-250428",
        aliases: ["doubao-seedance-1-0-lite-i2v", "seedance-1-0-lite-i2v"],
        shortName: "doubao-seedance-1-0-lite-i2v",
        internationalID: "seedance-1-0-lite-i2v-250428",
        inputs: InputSpec(
            modes: [.firstFrame, .firstAndLastFrame, .references],
            references: [.image: 1...4],
            maximumReferences: 4,
            audioMayStandAlone: false,
            roles: [.image: [.firstFrame, .lastFrame, .referenceImage]],
            itemTypes: ["text", "image_url"]
        ),
        resolutions: [.p480, .p720, .p1080],
        defaultResolution: .p720,
        ratios: AspectRatio.all,
        defaultRatios: [.firstFrame: .adaptive, .firstAndLastFrame: .adaptive, .references: .fixed(.landscape)],
        limits: [
            .references: ModeLimits(refused: [.cameraFixed], resolutions: [.p480, .p720], ratios: .fixedOnly)
        ],
        duration: DurationSpec(range: 2...12, allowsAutomatic: false, automaticRange: 2...12, standard: 5),
        frames: FramesSpec(range: 29...289, first: 25, step: 4),
        seed: -1...4_294_967_295,
        parameters: [
            .callbackURL, .returnLastFrame, .serviceTier, .executionExpiresAfter, .resolution, .ratio, .duration,
            .frames, .seed, .cameraFixed, .watermark, .safetyIdentifier,
        ],
        draft: nil,
        pixels: .seedance10,
        prices: .silent(cny: 10_000_000, usd: 1_800_000),
        pictures: .seedance10,
        framesPerSecond: 24,
        expiry: 3600...259_200,
        defaultExpiry: 172_800,
        maximumPromptBytes: 48 << 10,
        defaultAudio: nil
    )
}

extension ModelCatalog {
    /// The shipped models beside it.
    static let later = ModelCatalog.standard.adding([.seedance10LiteI2V])
}
