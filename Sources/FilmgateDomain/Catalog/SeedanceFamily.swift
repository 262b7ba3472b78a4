/// What models of the family have in common (models.md sections 2 to 4).
extension ModelSpec {
    /// How long a client may let a task wait, in seconds; the same for every model.
    static let seedanceExpiry = 3600...259_200
    static let seedanceDefaultExpiry = 172_800
    static let seedanceSeeds = -1...4_294_967_295
    static let seedancePromptBytes = 48 << 10

    /// The parameters that every model takes.
    static let seedanceParameters: Set<Parameter> = [
        .callbackURL, .returnLastFrame, .executionExpiresAfter, .resolution, .ratio, .duration, .seed, .watermark,
        .safetyIdentifier,
    ]
}

extension PictureSpec {
    /// The same limits for every model, frames and references alike; the first generation knows fewer formats.
    static let seedance10 = of(formats: classicFormats)
    static let seedance = of(formats: classicFormats + ["heic", "heif"])

    private static let classicFormats = ["jpeg", "png", "webp", "bmp", "tiff", "gif"]

    private static func of(formats: [String]) -> PictureSpec {
        PictureSpec(
            formats: formats,
            sides: 300...6000,
            aspects: 0.4...2.5,
            sizeLimit: 30 << 20
        )
    }
}

extension InputSpec {
    /// A text, or one or two pictures to begin and end on.
    static func frames(lastFrame: Bool, drafts: Bool) -> InputSpec {
        InputSpec(
            modes: lastFrame ? [.text, .firstFrame, .firstAndLastFrame] : [.text, .firstFrame],
            references: [:],
            maximumReferences: 0,
            audioMayStandAlone: false,
            roles: [.image: lastFrame ? [.firstFrame, .lastFrame] : [.firstFrame]],
            itemTypes: ["text", "image_url"] + (drafts ? ["draft_task"] : [])
        )
    }

    /// Frames or references of every kind; `clips` is how many videos and how many sounds there may be.
    static func references(images: Int, clips: Int, inAll: Int, soundAlone: Bool, drafts: Bool) -> InputSpec {
        InputSpec(
            modes: [.text, .firstFrame, .firstAndLastFrame, .references],
            references: [.image: 0...images, .video: 0...clips, .audio: 0...clips],
            maximumReferences: inAll,
            audioMayStandAlone: soundAlone,
            roles: [
                .image: [.firstFrame, .lastFrame, .referenceImage], .video: [.referenceVideo],
                .audio: [.referenceAudio],
            ],
            itemTypes: ["text", "image_url", "audio_url", "video_url"] + (drafts ? ["draft_task"] : [])
        )
    }
}

extension [MediaKind: ClipSpec] {
    /// Videos and sounds of at most `seconds`, each and together. The ends have the tolerance that the vendor's error
    /// texts show: a fifth of a second (models.md section 3.2). Of the two lower ends that are told for pixels the wider
    /// one holds.
    static func seedance(seconds: Double) -> [MediaKind: ClipSpec] {
        [
            .video: ClipSpec(
                formats: ["mp4", "mov"],
                seconds: 1.8...seconds + 0.2,
                totalSeconds: seconds + 0.2,
                sizeLimit: 200 << 20,
                isInlineAllowed: false,
                frame: ClipFrameSpec(
                    codecs: ["h264", "h265"],
                    sides: 300...6000,
                    aspects: 0.4...2.5,
                    pixels: 407_696...8_295_044,
                    framesPerSecond: 24...60
                )
            ),
            .audio: ClipSpec(
                formats: ["wav", "mp3"],
                seconds: 1.8...seconds + 0.2,
                totalSeconds: seconds + 0.2,
                sizeLimit: 15 << 20,
                isInlineAllowed: true
            ),
        ]
    }
}

extension PixelTable {
    private static let columns: [AspectRatio] = [.wide, .landscape, .classic, .square, .classicPortrait, .portrait]

    private static let p480: [(Int, Int)] = [(992, 432), (864, 496), (752, 560), (640, 640), (560, 752), (496, 864)]
    private static let p720 = [(1470, 630), (1280, 720), (1112, 834), (960, 960), (834, 1112), (720, 1280)]
    private static let p1080 = [(2206, 946), (1920, 1080), (1664, 1248), (1440, 1440), (1248, 1664), (1080, 1920)]
    private static let uhd = [(4398, 1886), (3840, 2160), (3326, 2494), (2880, 2880), (2494, 3326), (2160, 3840)]

    /// The first generation, whose sides are multiples of 32.
    static let seedance10 = PixelTable(
        columns: columns,
        rows: [
            .p480: [(960, 416), (864, 480), (736, 544), (640, 640), (544, 736), (480, 864)],
            .p720: [(1504, 640), (1248, 704), (1120, 832), (960, 960), (832, 1120), (704, 1248)],
            .p1080: [(2176, 928), (1920, 1088), (1664, 1248), (1440, 1440), (1248, 1664), (1088, 1920)],
        ]
    )

    /// 1.5 Pro and the 2.0 family, each as far as its resolutions go.
    static let seedance15 = PixelTable(columns: columns, rows: [.p480: p480, .p720: p720, .p1080: p1080, .uhd: uhd])

    static let seedance25 = PixelTable(
        columns: columns,
        rows: [
            .p480: [(992, 432), (854, 480), (752, 560), (640, 640), (560, 752), (480, 854)],
            .p720: p720, .p1080: p1080,
        ]
    )
}

extension PriceSpec {
    /// A silent model of one price at every resolution, half of it at the flex tier.
    static func silent(cny: Int64, usd: Int64) -> PriceSpec {
        PriceSpec(
            table: [.cny: cny, .usd: usd].mapValues { price in
                [.init(audible: false, tier: .standard): price, .init(audible: false, tier: .flex): price / 2]
            }
        )
    }

    /// A million tokens at some resolutions, without a video among the inputs and with one.
    struct Step {
        var resolutions: [Resolution]
        var plain: Int64
        var withVideo: Int64
    }

    /// Prices that know resolution and input video; sound costs nothing apart (models.md section 5.2).
    static func stepped(cny: [Step], usd: [Step]) -> PriceSpec {
        PriceSpec(table: [.cny: table(of: cny), .usd: table(of: usd)])
    }

    private static func table(of steps: [Step]) -> [Key: Int64] {
        var table: [Key: Int64] = [:]
        for step in steps {
            for resolution in step.resolutions {
                for audible in [true, false] {
                    for (video, price) in [(false, step.plain), (true, step.withVideo)] {
                        let key = Key(audible: audible, tier: .standard, resolution: resolution, videoInput: video)
                        table[key] = price
                    }
                }
            }
        }
        return table
    }
}
