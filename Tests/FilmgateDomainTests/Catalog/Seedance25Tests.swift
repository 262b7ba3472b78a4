import Testing

@testable import FilmgateDomain

@Suite("Seedance 2.5 (models.md sections 2 to 5)")
struct Seedance25Tests {
    private func plan(
        _ content: [ContentItem] = [.words("A cat")],
        house: HouseRules = .ark,
        source: VideoTask? = nil,
        _ change: (inout RequestParameters) -> Void = { _ in }
    ) throws(Refusal) -> OrderPlan {
        let name = "dreamina-seedance-2-5-260628"
        return try planned(
            content,
            model: name,
            house: house,
            source: source,
            change
        )
    }

    private func refused(
        _ content: [ContentItem] = [.words("A cat")],
        _ change: (inout RequestParameters) -> Void = { _ in }
    ) throws -> Refusal {
        try #require(throws: Refusal.self) { _ = try plan(content, change) }
    }

    private let references: [ContentItem] = [.words("A cat"), .medium(.video, .referenceVideo)]

    @Test("The length is open unless said, and held as 30 s")
    func duration() throws {
        let order = try plan { $0.ratio = "16:9" }.order
        #expect(order.duration == -1)
        #expect(TokenCount.largest(order, model: .seedance25) == 1280 * 720 * 721 / 1024)
        #expect(try refused { $0.duration = 31 }.reason == .rule(.integerInOrAuto(4...30)))
    }

    @Test("With frames only adaptive is taken, whatever the dialect's default")
    func adaptiveOnly() throws {
        let house = HouseRules(ratio: .fixed(.landscape))
        #expect(try plan([.image()], house: house).order.ratio == .adaptive)
        #expect(try plan(house: house).order.ratio == .fixed(.landscape))
        let locked = try refused([.image()]) { $0.ratio = "16:9" }
        #expect(locked.words?.hasPrefix("the output ratio follows the first-frame image") == true)
        #expect(try refused([.image()]) { $0.ratio = "wide" }.reason == .rule(.oneOf(["adaptive"])))
        #expect(try plan([.words("A --rt 16:9"), .image()]).notes.map(\.parameter) == ["--rt"])
    }

    @Test("An edit needs a video, keeps its ratio and its length")
    func edit() throws {
        let order = try plan(references) { $0.omniReferenceTaskType = "edit" }.order
        #expect(order.duration == -1)
        #expect(order.extras == [.omniReferenceTaskType: "edit"])
        let long = try refused(references) { parameters in
            parameters.omniReferenceTaskType = "edit"
            parameters.duration = 5
        }
        #expect(long.subject == .parameter(.duration))
        #expect(long.words?.hasPrefix("the output is as long as the source video") == true)
        let wide = try refused(references) { parameters in
            parameters.omniReferenceTaskType = "extend"
            parameters.ratio = "21:9"
        }
        #expect(wide.subject == .parameter(.ratio))
        let alone = try refused { $0.omniReferenceTaskType = "edit" }
        #expect(alone.subject == .parameter(.omniReferenceTaskType))
        #expect(try refused(references) { $0.omniReferenceTaskType = "editing" }.given == "editing")
    }

    @Test("What it does not have is refused by name")
    func foreign() throws {
        #expect(try refused { $0.cameraFixed = true }.subject == .parameter(.cameraFixed))
        #expect(try refused { $0.serviceTier = "flex" }.subject == .parameter(.serviceTier))
        #expect(try refused { $0.frames = 29 }.subject == .parameter(.frames))
        #expect(throws: Never.self) {
            try plan { parameters in
                parameters.cameraFixed = false
                parameters.serviceTier = "default"
            }
        }
    }

    @Test("A command for what it does not have is ignored and stands on the timeline")
    func foreignCommand() throws {
        let plan = try plan([.words("A cat --cf true")])
        #expect(!plan.order.cameraFixed)
        #expect(plan.notes.map(\.parameter) == ["--cf"])
    }

    @Test("What it has besides is checked and handed on")
    func extras() throws {
        let order = try plan { parameters in
            parameters.priority = 9
            parameters.outputFormat = "mov"
            parameters.tools = #"[{"type":"web_search"}]"#
        }.order
        #expect(
            order.extras == [.priority: "9", .outputFormat: "mov", .tools: #"[{"type":"web_search"}]"#]
        )
        #expect(try refused { $0.priority = 10 }.reason == .rule(.integerIn(0...9)))
        #expect(try refused { $0.priority = -1 }.given == "-1")
        #expect(try refused { $0.outputFormat = "avi" }.reason == .rule(.oneOf(["mp4", "mov"])))
    }

    @Test("References are counted by kind and in all; sound may stand alone")
    func referenceRules() throws {
        #expect(try plan([.words("A"), .medium(.audio, .referenceAudio)]).order.mode == .references)
        let images = Array(repeating: ContentItem.image(.referenceImage), count: 30)
        #expect(try plan(images).media.count == 30)
        #expect(try refused(images + [.image(.referenceImage)]).reason == .rule(.itemsAtMost(30)))
        let videos = Array(repeating: ContentItem.medium(.video, .referenceVideo), count: 10)
        let sounds = Array(repeating: ContentItem.medium(.audio, .referenceAudio), count: 11)
        #expect(try refused(images + videos + sounds).reason == .rule(.itemsAtMost(50)))
        #expect(
            try refused([.words("A"), .medium(.video, nil)]).words
                == "reference media mode requires video role to be reference_video"
        )
        #expect(
            try refused([.words("A"), .medium(.audio, .referenceImage)]).words
                == "reference media mode requires audio role to be reference_audio"
        )
        #expect(try refused([.image(), .medium(.video, .referenceVideo)]).reason == .framesMixedWithReferences)
        #expect(
            try refused([.inline(.video, .referenceVideo)]).words
                == "reference_video must be provided as a web url"
        )
        #expect(try plan([.inline(.audio, .referenceAudio)]).media.count == 1)
    }

    @Test("Sound may not stand alone where the model says so")
    func soundAlone() throws {
        var model = ModelSpec.seedance25
        model.inputs.audioMayStandAlone = false
        let refusal = try FilmgateDomainTests.refused(
            [.words("A"), .medium(.audio, .referenceAudio)],
            model: model.id,
            catalog: ModelCatalog([model])
        )
        #expect(refusal.subject == .parameter(.content))
    }

    @Test("A final is made at 1080p, said or not, and a draft has no factor")
    func drafts() throws {
        let order = try plan { $0.draft = true }.order
        #expect(TokenCount.draftFactor(order, model: .seedance25) == 1000)
        let draft = try VideoTask.sample(order: order)
            .after(.started(AttemptStart(provider: .preview)))
            .after(.success(of: order))
        #expect(try plan([.draft()], source: draft).order.resolution == .p1080)
        let refusal = try #require(throws: Refusal.self) {
            _ = try plan([.draft()], source: draft) { $0.resolution = "720p" }
        }
        #expect(refusal.reason == .rule(.oneOf(["1080p"])))
        let flex = try #require(throws: Refusal.self) {
            _ = try plan([.draft()], source: draft) { $0.serviceTier = "flex" }
        }
        #expect(flex.reason == .mustBeEmpty)
    }

    @Test("The price knows resolution and input video, not sound")
    func prices() throws {
        func price(_ resolution: Resolution, _ audible: Bool, _ video: Bool) -> Int64? {
            let key = PriceSpec.Key(audible: audible, tier: .standard, resolution: resolution, videoInput: video)
            return ModelSpec.seedance25.prices.perMillionTokens(key, in: .cny)
        }
        #expect(price(.p480, true, false) == 70_000_000)
        #expect(price(.p720, false, true) == 42_000_000)
        #expect(price(.p1080, true, false) == 77_000_000)
        #expect(price(.p1080, false, true) == 46_000_000)
    }
}
