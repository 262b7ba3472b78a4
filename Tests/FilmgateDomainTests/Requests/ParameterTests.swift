import Testing

@testable import FilmgateDomain

@Suite("Parameters: ranges and refusals (ark.md sections 2.1, 2.6 and 2.8)")
struct ParameterTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout RequestParameters) -> Void
        var parameter: Parameter
        var kind: Refusal.Kind = .invalid
        var reason: Refusal.Reason
        var given: String?

        init(
            _ parameter: Parameter,
            _ given: String?,
            _ reason: Refusal.Reason,
            kind: Refusal.Kind = .invalid,
            _ change: @escaping @Sendable (inout RequestParameters) -> Void
        ) {
            testDescription = "\(parameter.rawValue) \(given ?? "")"
            self.change = change
            self.parameter = parameter
            self.kind = kind
            self.reason = reason
            self.given = given
        }
    }

    private static let seconds = Refusal.Reason.rule(.integerInOrAuto(4...12))
    private static let expiry = Refusal.Reason.rule(.integerIn(3600...259_200))
    private static let resolutions = Refusal.Reason.rule(.oneOf(["480p", "720p", "1080p"]))
    private static let ratios = Refusal.Reason.rule(
        .oneOf(["16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"])
    )

    static let bad: [Case] = [
        Case(.duration, "2", seconds) { $0.duration = 2 },
        Case(.duration, "3", seconds) { $0.duration = 3 },
        Case(.duration, "13", seconds) { $0.duration = 13 },
        Case(.duration, "0", seconds) { $0.duration = 0 },
        Case(.duration, "-2", seconds) { $0.duration = -2 },
        Case(.duration, "\(Int.max)", seconds) { $0.duration = .max },
        Case(.duration, "\(Int.min)", seconds) { $0.duration = .min },
        Case(.resolution, "2K", resolutions) { $0.resolution = "2K" },
        Case(.resolution, "4K", resolutions) { $0.resolution = "4K" },
        Case(.resolution, "", resolutions) { $0.resolution = "" },
        Case(.ratio, "16:10", ratios) { $0.ratio = "16:10" },
        Case(.ratio, "016:9", ratios) { $0.ratio = "016:9" },
        Case(.ratio, "9:21", ratios) { $0.ratio = "9:21" },
        Case(.seed, "-2", .rule(.integerIn(-1...4_294_967_295))) { $0.seed = -2 },
        Case(.seed, "4294967296", .rule(.integerIn(-1...4_294_967_295))) { $0.seed = 4_294_967_296 },
        Case(.seed, "\(Int.max)", .rule(.integerIn(-1...4_294_967_295))) { $0.seed = .max },
        Case(.executionExpiresAfter, "3599", expiry) { $0.executionExpiresAfter = 3599 },
        Case(.executionExpiresAfter, "259201", expiry) { $0.executionExpiresAfter = 259_201 },
        Case(.executionExpiresAfter, "\(Int.min)", expiry) { $0.executionExpiresAfter = .min },
        Case(.serviceTier, "fast", .rule(.oneOf(["default", "flex"]))) { $0.serviceTier = "fast" },
        Case(.callbackURL, "ftp://x/", .rule(.httpURL)) { $0.callbackURL = "ftp://x/" },
        Case(.callbackURL, "https://", .rule(.httpURL)) { $0.callbackURL = "https://" },
        Case(.callbackURL, "http://a b/", .rule(.httpURL)) { $0.callbackURL = "http://a b/" },
        Case(.frames, "29", .mustBeEmpty, kind: .unsupported) { $0.frames = 29 },
        Case(.priority, "0", .mustBeEmpty, kind: .unsupported) { $0.priority = 0 },
        Case(.tools, "[...]", .mustBeEmpty, kind: .unsupported) { $0.tools = "[{}]" },
        Case(.outputFormat, "mp4", .mustBeEmpty, kind: .unsupported) { $0.outputFormat = "mp4" },
        Case(.omniReferenceTaskType, "auto", .mustBeEmpty, kind: .unsupported) { $0.omniReferenceTaskType = "auto" },
    ]

    @Test("A value that 1.5 Pro does not take is refused by name", arguments: bad)
    func refusedByName(_ example: Case) throws {
        let refusal = try refused([.words("A cat"), .image()], example.change)
        #expect(refusal.kind == example.kind)
        #expect(refusal.subject == .parameter(example.parameter))
        #expect(refusal.reason == example.reason)
        #expect(refusal.given == example.given)
        #expect(refusal.mode == .firstFrame)
        #expect(refusal.model == "doubao-seedance-1-5-pro")
    }

    @Test("The ends of every range are taken")
    func ends() throws {
        for seconds in [-1, 4, 12] { #expect(try planned { $0.duration = seconds }.order.duration == seconds) }
        for seed in [-1, 0, 4_294_967_295] { #expect(try planned { $0.seed = seed }.order.seed == seed) }
        for seconds in [3600, 259_200] {
            #expect(try planned { $0.executionExpiresAfter = seconds }.order.executionExpiresAfter == seconds)
        }
    }

    @Test("Every length from 4 to 12 and no other whole number near it is taken", arguments: -5...20)
    func duration(seconds: Int) throws {
        let fits = (4...12).contains(seconds) || seconds == -1
        if fits {
            #expect(try planned { $0.duration = seconds }.order.duration == seconds)
        } else {
            #expect(try refused { $0.duration = seconds }.subject == .parameter(.duration))
        }
    }

    @Test("A resolution counts in either case", arguments: ["480p", "480P", "720P", "1080P", "1080p"])
    func resolutionCase(word: String) throws {
        #expect(try planned { $0.resolution = word }.order.resolution.rawValue == word.lowercased())
    }

    @Test("Each of the six ratios and adaptive is taken")
    func everyRatio() throws {
        for ratio in AspectRatio.all {
            #expect(try planned { $0.ratio = ratio.rawValue }.order.ratio == .fixed(ratio))
        }
        #expect(try planned { $0.ratio = "adaptive" }.order.ratio == .adaptive)
    }

    @Test("A vendor that does not document adaptive does not take the word")
    func noAdaptive() throws {
        let house = HouseRules(ratio: .fixed(.landscape), takesAdaptive: false)
        let words = ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9"]
        #expect(try refused(house: house) { $0.ratio = "adaptive" }.reason == .rule(.oneOf(words)))
        #expect(try planned(house: house).order.ratio == .fixed(.landscape))
        let byCommand = try planned([.words("A cat --rt adaptive")], house: house)
        #expect(byCommand.order.ratio == .fixed(.landscape))
        #expect(byCommand.notes.count == 1)
    }

    @Test("A vendor that documents adaptive for the models after 1.5 takes it there alone (models.md section 8)")
    func laterAdaptive() throws {
        let house = HouseRules(ratio: .fixed(.landscape), takesAdaptive: false, takesAdaptiveLater: true)
        #expect(throws: Refusal.self) { try planned(house: house) { $0.ratio = "adaptive" } }
        let later = try planned(model: ModelSpec.seedance20.id, house: house) { $0.ratio = "adaptive" }
        #expect(later.order.ratio == .adaptive)
        #expect(try planned(model: ModelSpec.seedance20.id, house: house).order.ratio == .fixed(.landscape))
    }

    @Test("The duration is named before the resolution where both are wrong (section 2.6)")
    func order() throws {
        let refusal = try refused { parameters in
            parameters.duration = 3
            parameters.resolution = "2k"
        }
        #expect(refusal.subject == .parameter(.duration))
    }

    @Test("What is switched on goes into the order as it was said")
    func passedOn() throws {
        let order = try planned { parameters in
            parameters.cameraFixed = true
            parameters.watermark = true
            parameters.returnLastFrame = true
            parameters.generateAudio = false
            parameters.serviceTier = "flex"
            parameters.callbackURL = "HTTPS://example.com:8443/hook?a=b#c"
            parameters.safetyIdentifier = String(repeating: "猫", count: 64)
        }.order
        #expect(order.cameraFixed)
        #expect(order.watermark)
        #expect(order.returnLastFrame)
        #expect(!order.generateAudio)
        #expect(order.serviceTier == .flex)
        #expect(order.pricedTier == .flex)
        #expect(order.callbackURL == "HTTPS://example.com:8443/hook?a=b#c")
        #expect(order.safetyIdentifier?.count == 64)
    }

    @Test("An end user's name has at most 64 characters, however they are composed")
    func safetyIdentifier() throws {
        for text in [String(repeating: "x", count: 65), "e" + String(repeating: "\u{301}", count: 64)] {
            let refusal = try refused { $0.safetyIdentifier = text }
            #expect(refusal.subject == .parameter(.safetyIdentifier))
            #expect(refusal.reason == .rule(.lengthAtMost(64)))
        }
    }

    @Test("A prompt may have 48 KB in all and not a byte more")
    func promptLimit() throws {
        let limit = 48 << 10
        let most = String(repeating: "猫", count: limit / 3)
        #expect(try planned([.words(most)]).order.prompt == most)
        let refusal = try refused([.words(most), .words("a", path: "content[1]")])
        #expect(refusal.subject == .item(path: "content[1].text"))
        #expect(refusal.reason == .rule(.bytesAtMost(limit)))
        #expect(refusal.given == "\(limit + 1)")
    }

    @Test("An unknown model is refused before anything else")
    func unknownModel() throws {
        let refusal = try refused([], model: "sora-2") { $0.duration = 99 }
        #expect(refusal.kind == .unknownModel)
        #expect(refusal.subject == .parameter(.model))
        #expect(refusal.given == "sora-2")
    }
}
