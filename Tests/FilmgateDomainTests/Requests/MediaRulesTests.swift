import Testing

@testable import FilmgateDomain

@Suite("Media that were taken in (models.md sections 3.2 and 6.2)")
struct MediaRulesTests {
    private func found(
        _ facts: MediumFacts,
        of kind: MediaKind,
        model: ModelSpec = .seedance20,
        taskType: String? = nil
    ) -> Refusal? {
        var order = VideoOrder(model: model.id, mode: .references, prompt: "", resolution: .p720, ratio: .adaptive)
        order.extras[.omniReferenceTaskType] = taskType
        do throws(Refusal) {
            try MediaRules(model: model, order: order).check(facts, of: kind, at: "content[1]")
            return nil
        } catch {
            return error
        }
    }

    struct Bad: Sendable {
        let change: @Sendable (inout MediumFacts) -> Void
        let words: String

        init(_ change: @escaping @Sendable (inout MediumFacts) -> Void, _ words: String) {
            self.change = change
            self.words = words
        }
    }

    private func video(_ change: (inout MediumFacts) -> Void = { _ in }) -> MediumFacts {
        var facts = MediumFacts(
            format: "mp4",
            pixels: PixelSize(width: 1280, height: 720),
            size: 1 << 20,
            seconds: 5,
            codec: "h264",
            framesPerSecond: 30
        )
        change(&facts)
        return facts
    }

    @Test("A video within every limit is taken, at its ends as well")
    func good() {
        #expect(found(video(), of: .video) == nil)
        for change: (inout MediumFacts) -> Void in [
            { $0.seconds = 1.8 }, { $0.seconds = 15.2 }, { $0.size = 200 << 20 }, { $0.codec = "h265" },
            { $0.format = "mov" }, { $0.framesPerSecond = 23.976 }, { $0.framesPerSecond = 60 },
            { $0.pixels = PixelSize(width: 640, height: 640) }, { $0.pixels = PixelSize(width: 4096, height: 2024) },
        ] {
            #expect(found(video(change), of: .video) == nil)
        }
    }

    @Test(
        "A video is refused in the vendor's words",
        arguments: [
            Bad(
                { $0.seconds = 1.7 },
                "video duration (seconds) 1.7 specified in the request must be greater than or equal to 1.8"
            ),
            Bad(
                { $0.seconds = 15.3 },
                "video duration (seconds) 15.3 specified in the request must be less than or equal to 15.2"
            ),
            Bad({ $0.format = "webm" }, "video format webm specified in the request is not valid"),
            Bad({ $0.codec = "vp09" }, "video codec vp09 specified in the request is not valid"),
            Bad(
                { $0.size = (200 << 20) + 1 },
                "video size (bytes) specified in the request must be less than or equal to 209715200"
            ),
            Bad(
                { $0.framesPerSecond = 12.5 },
                "video fps 12.5 specified in the request must be greater than or equal to 24"
            ),
            Bad(
                { $0.framesPerSecond = 120 },
                "video fps 120 specified in the request must be less than or equal to 60"
            ),
            Bad(
                { $0.pixels = PixelSize(width: 299, height: 720) },
                "video width 299 specified in the request must be greater than or equal to 300"
            ),
            Bad(
                { $0.pixels = PixelSize(width: 600, height: 400) },
                "video pixels 240000 specified in the request must be greater than or equal to 407696"
            ),
            Bad(
                { $0.pixels = PixelSize(width: 5000, height: 4000) },
                "video pixels 20000000 specified in the request must be less than or equal to 8295044"
            ),
            Bad(
                { $0.pixels = PixelSize(width: 2000, height: 720) },
                "video aspect ratio 2.78 specified in the request must be less than or equal to 2.5"
            ),
        ]
    )
    func bad(bad: Bad) throws {
        let refusal = try #require(found(video(bad.change), of: .video))
        #expect(refusal.subject == .item(path: "content[1]"))
        let said = try #require(refusal.words)
        #expect(said.hasPrefix("the parameter \(bad.words)"), "\(said)")
        #expect(said.hasSuffix("for model doubao-seedance-2-0 in r2v"))
    }

    @Test("2.5 takes 30 s, an edit at least 4 of them")
    func longer() throws {
        #expect(found(video { $0.seconds = 30.2 }, of: .video, model: .seedance25) == nil)
        #expect(found(video { $0.seconds = 30.3 }, of: .video, model: .seedance25) != nil)
        #expect(found(video { $0.seconds = 3 }, of: .video, model: .seedance25) == nil)
        let edit = try #require(found(video { $0.seconds = 3 }, of: .video, model: .seedance25, taskType: "edit"))
        #expect(edit.words?.contains("greater than or equal to 3.8") == true)
        #expect(found(video { $0.seconds = 4 }, of: .video, model: .seedance25, taskType: "edit") == nil)
    }

    @Test("Sounds are wav or mp3, of 2 to 15 s and 15 MB")
    func sounds() throws {
        func sound(_ format: String, _ seconds: Double, _ size: Int = 1000) -> MediumFacts {
            MediumFacts(format: format, pixels: PixelSize(width: 0, height: 0), size: size, seconds: seconds)
        }
        #expect(found(sound("wav", 2), of: .audio) == nil)
        #expect(found(sound("mp3", 15, 15 << 20), of: .audio) == nil)
        #expect(found(sound("mp3", 15, (15 << 20) + 1), of: .audio) != nil)
        let short = try #require(found(sound("wav", 1.2), of: .audio))
        #expect(short.words?.contains("audio duration (seconds) 1.2") == true)
        #expect(found(sound("flac", 5), of: .audio)?.words?.contains("audio format flac") == true)
    }

    @Test("Videos and sounds have a limit together")
    func totals() throws {
        let order = VideoOrder(model: "m", mode: .references, prompt: "", resolution: .p720, ratio: .adaptive)
        let rules = MediaRules(model: .seedance20, order: order)
        try rules.checkTotals([(.video, 10), (.video, 5.2), (.audio, 15)])
        let refusal = try #require(throws: Refusal.self) {
            try rules.checkTotals([(.video, 10), (.video, 5.3), (.image, nil)])
        }
        #expect(refusal.given == "15.3")
        #expect(refusal.words?.contains("total video duration (seconds)") == true)
        try MediaRules(model: .seedance25, order: order).checkTotals([(.video, 10), (.video, 20.2)])
    }

    @Test(
        "A picture's bounds count as inside (ark.md section 3)",
        arguments: [(300, 300), (6000, 6000), (750, 300), (300, 750), (6000, 2400), (2400, 6000), (1000, 400)]
    )
    func pictureInside(width: Int, height: Int) {
        #expect(found(picture(width, height), of: .image) == nil)
    }

    @Test("A picture's side outside is named, with what would be right")
    func pictureSides() throws {
        for (width, height) in [(299, 300), (300, 299), (6001, 6000), (3000, 6001)] {
            let fault = Refusal.PictureFault.side(width: width, height: height, allowed: 300...6000)
            #expect(found(picture(width, height), of: .image)?.reason == .picture(fault))
        }
    }

    @Test("A picture beyond an aspect by one pixel is refused", arguments: [(751, 300), (300, 751), (2399, 6000)])
    func pictureAspects(width: Int, height: Int) throws {
        let fault = Refusal.PictureFault.aspect(width: width, height: height, minimum: 0.4, maximum: 2.5)
        #expect(found(picture(width, height), of: .image)?.reason == .picture(fault))
    }

    @Test("A picture has less than 30 MB, and a format of the list")
    func pictureSize() {
        let limit = 30 << 20
        #expect(found(picture(500, 500, size: limit - 1), of: .image) == nil)
        #expect(found(picture(500, 500, size: limit), of: .image)?.reason == .picture(.size(limit: limit)))
        var other = picture(500, 500)
        other.format = "avif"
        let formats = ModelSpec.seedance20.pictures.formats
        #expect(found(other, of: .image)?.reason == .picture(.format(accepted: formats)))
        other.format = "heic"
        #expect(found(other, of: .image) == nil)
        #expect(found(other, of: .image, model: .seedance10Pro) != nil, "the first generation does not know it")
    }

    private func picture(_ width: Int, _ height: Int, size: Int = 1000) -> MediumFacts {
        MediumFacts(format: "png", pixels: PixelSize(width: width, height: height), size: size)
    }
}
