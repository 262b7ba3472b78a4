extension ModelSpec {
    /// A model that the catalog does not know and an account lists: the account's word is law, so the rules are as wide as
    /// the family. It has no price of its own.
    public static func open(name: String) -> ModelSpec {
        ModelSpec(
            id: name,
            aliases: [],
            shortName: name,
            internationalID: name,
            inputs: .references(images: 30, clips: 10, inAll: 50, soundAlone: true, drafts: true),
            resolutions: [.p480, .p720, .p1080, .uhd],
            defaultResolution: .p720,
            ratios: AspectRatio.all,
            defaultRatios: [
                .text: .adaptive, .firstFrame: .adaptive, .firstAndLastFrame: .adaptive, .references: .adaptive,
            ],
            duration: DurationSpec(range: 2...30, allowsAutomatic: true, automaticRange: 2...30, standard: 5),
            frames: FramesSpec(range: 29...721, first: 25, step: 4),
            seed: seedanceSeeds,
            parameters: seedanceParameters.union([
                .serviceTier, .generateAudio, .draft, .frames, .cameraFixed, .priority, .tools, .outputFormat,
                .omniReferenceTaskType,
            ]),
            extras: [.priority: .any, .tools: .any, .outputFormat: .any, .omniReferenceTaskType: .any],
            draft: DraftSpec(
                resolution: .p480,
                finalResolutions: [.p720, .p480, .p1080, .uhd],
                tokenFactor: (audible: 1000, silent: 1000),
                validity: .seconds(7 * 86400)
            ),
            pixels: .seedance15,
            prices: PriceSpec(table: [:]),
            pictures: .seedance,
            media: .seedance(seconds: 30),
            framesPerSecond: 24,
            expiry: seedanceExpiry,
            defaultExpiry: seedanceDefaultExpiry,
            maximumPromptBytes: seedancePromptBytes,
            defaultAudio: true
        )
    }
}
