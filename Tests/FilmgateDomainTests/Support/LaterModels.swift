@testable import FilmgateDomain

/// Two models that do not ship yet, as data alone: the catalog has a place for every column of models.md.
extension ModelSpec {
    static let seedance25 = ModelSpec(
        id: "doubao-seedance-2-5-260628",
        aliases: ["doubao-seedance-2-5", "dreamina-seedance-2-5"],
        shortName: "doubao-seedance-2-5",
        internationalID: "dreamina-seedance-2-5-260628",
        inputs: InputSpec(
            modes: [.text, .firstFrame, .firstAndLastFrame, .references],
            references: [.image: 0...30, .video: 0...10, .audio: 0...10],
            maximumReferences: 50,
            audioMayStandAlone: true,
            roles: [
                .image: [.firstFrame, .lastFrame, .referenceImage], .video: [.referenceVideo],
                .audio: [.referenceAudio],
            ],
            itemTypes: ["text", "image_url", "audio_url", "video_url", "draft_task"]
        ),
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
            "edit": ModeLimits(ratios: .adaptiveOnly, automaticDurationOnly: true, needs: [.video]),
            "extend": ModeLimits(ratios: .adaptiveOnly, needs: [.video]),
        ],
        duration: DurationSpec(range: 4...30, allowsAutomatic: true, automaticRange: 4...30, standard: -1),
        frames: nil,
        seed: -1...4_294_967_295,
        parameters: [
            .callbackURL, .returnLastFrame, .executionExpiresAfter, .generateAudio, .draft, .resolution, .ratio,
            .duration, .seed, .watermark, .safetyIdentifier, .priority, .tools, .outputFormat, .omniReferenceTaskType,
        ],
        extras: [
            .priority: .integer(0...9), .tools: .flag, .outputFormat: .word(["mp4", "mov"]),
            .omniReferenceTaskType: .word(["auto", "reference", "edit", "extend"]),
        ],
        draft: DraftSpec(
            resolution: .p480,
            finalResolutions: [.p1080],
            tokenFactor: (audible: 1000, silent: 1000),
            validity: .seconds(7 * 86400)
        ),
        pixels: PixelTable(
            columns: [.landscape, .classic, .square, .classicPortrait, .portrait, .wide],
            rows: [
                .p480: [(854, 480), (752, 560), (640, 640), (560, 752), (480, 854), (992, 432)],
                .p720: [(1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280), (1470, 630)],
                .p1080: [(1920, 1080), (1664, 1248), (1440, 1440), (1248, 1664), (1080, 1920), (2206, 946)],
            ]
        ),
        prices: PriceSpec(table: [.cny: prices25(70, 42, 77, 46), .usd: prices25(10.7, 6.4, 11.7, 7)]),
        pictures: PictureSpec(
            formats: ["jpeg", "png", "webp", "bmp", "tiff", "gif", "heic", "heif"],
            sides: 300...6000,
            aspects: 0.4...2.5,
            sizeLimit: 30 << 20
        ),
        media: [
            .video: ClipSpec(
                formats: ["mp4", "mov"],
                seconds: 1.8...30.2,
                totalSeconds: 30.2,
                sizeLimit: 200 << 20,
                isInlineAllowed: false,
                frame: ClipFrameSpec(
                    sides: 300...6000,
                    aspects: 0.4...2.5,
                    pixels: 407_696...8_295_044,
                    framesPerSecond: 24...60
                )
            ),
            .audio: ClipSpec(
                formats: ["wav", "mp3"],
                seconds: 1.8...30.2,
                totalSeconds: 30.2,
                sizeLimit: 15 << 20,
                isInlineAllowed: true
            ),
        ],
        framesPerSecond: 24,
        expiry: 3600...259_200,
        defaultExpiry: 172_800,
        maximumPromptBytes: 48 << 10,
        defaultAudio: true
    )

    /// Silent and audible cost the same; 1080p and an input video have prices of their own (models.md section 5.2).
    private static func prices25(
        _ plain: Double,
        _ withVideo: Double,
        _ plain1080: Double,
        _ withVideo1080: Double
    ) -> [PriceSpec.Key: Int64] {
        var table: [PriceSpec.Key: Int64] = [:]
        for audible in [true, false] {
            for (resolution, video, price) in [
                (nil, false, plain), (nil, true, withVideo), (Resolution.p1080, false, plain1080),
                (Resolution.p1080, true, withVideo1080),
            ] {
                let key = PriceSpec.Key(audible: audible, tier: .standard, resolution: resolution, videoInput: video)
                table[key] = Int64((price * 1_000_000).rounded())
            }
        }
        return table
    }

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
        pixels: PixelTable(
            columns: [.wide, .landscape, .classic, .square, .classicPortrait, .portrait],
            rows: [
                .p480: [(960, 416), (864, 480), (736, 544), (640, 640), (544, 736), (480, 864)],
                .p720: [(1504, 640), (1248, 704), (1120, 832), (960, 960), (832, 1120), (704, 1248)],
                .p1080: [(2176, 928), (1920, 1088), (1664, 1248), (1440, 1440), (1248, 1664), (1088, 1920)],
            ]
        ),
        prices: PriceSpec(table: [
            .cny: [
                .init(audible: false, tier: .standard): 10_000_000, .init(audible: false, tier: .flex): 5_000_000,
            ],
            .usd: [.init(audible: false, tier: .standard): 1_800_000, .init(audible: false, tier: .flex): 900_000],
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
        defaultAudio: nil
    )
}

extension ModelCatalog {
    /// The shipped model beside the two.
    static let later = ModelCatalog([.seedance15Pro, .seedance25, .seedance10LiteI2V])
}
