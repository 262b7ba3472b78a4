import Testing

@testable import FilmgateDomain

@Suite("The 2.0 family (models.md sections 2 and 3)")
struct Seedance20Tests {
    static let names = ["seedance-2-0", "seedance-2-0-fast", "seedance-2-0-mini"]

    @Test("What it does not have is refused by name", arguments: names)
    func foreign(name: String) throws {
        let cases: [(Parameter, (inout RequestParameters) -> Void)] = [
            (.cameraFixed, { $0.cameraFixed = true }), (.draft, { $0.draft = true }),
            (.serviceTier, { $0.serviceTier = "flex" }), (.frames, { $0.frames = 29 }),
            (.outputFormat, { $0.outputFormat = "mp4" }),
            (.omniReferenceTaskType, { $0.omniReferenceTaskType = "auto" }),
        ]
        for (parameter, change) in cases {
            let refusal = try refused(model: name, change)
            #expect(refusal.subject == .parameter(parameter))
            #expect(refusal.reason == .mustBeEmpty)
        }
        #expect(throws: Never.self) {
            try planned(model: name) { parameters in
                parameters.draft = false
                parameters.serviceTier = "default"
                parameters.cameraFixed = false
            }
        }
    }

    @Test("Priority and tools are taken", arguments: names)
    func extras(name: String) throws {
        let order = try planned(model: name) { parameters in
            parameters.priority = 9
            parameters.tools = #"[{"type":"web_search"}]"#
        }.order
        #expect(order.extras == [.priority: "9", .tools: #"[{"type":"web_search"}]"#])
        #expect(try refused(model: name) { $0.priority = 10 }.reason == .rule(.integerIn(0...9)))
    }

    @Test("Lengths go from 4 to 15 s, or are left open", arguments: names)
    func duration(name: String) throws {
        for seconds in [-1, 4, 15] {
            #expect(try planned(model: name) { $0.duration = seconds }.order.duration == seconds)
        }
        #expect(try planned(model: name).order.duration == 5)
        #expect(try refused(model: name) { $0.duration = 16 }.reason == .rule(.integerInOrAuto(4...15)))
    }

    @Test("References are counted; sound does not stand alone", arguments: names)
    func references(name: String) throws {
        func items(_ images: Int, _ videos: Int, _ sounds: Int) -> [ContentItem] {
            [.words("A")] + Array(repeating: ContentItem.image(.referenceImage), count: images)
                + Array(repeating: ContentItem.medium(.video, .referenceVideo), count: videos)
                + Array(repeating: ContentItem.medium(.audio, .referenceAudio), count: sounds)
        }
        #expect(try planned(items(9, 3, 3), model: name).media.count == 15)
        #expect(try refused(items(10, 0, 0), model: name).reason == .rule(.itemsAtMost(9)))
        #expect(try refused(items(0, 4, 0), model: name).reason == .rule(.itemsAtMost(3)))
        #expect(try refused(items(1, 0, 4), model: name).reason == .rule(.itemsAtMost(3)))
        #expect(try refused(items(0, 0, 1), model: name).words?.contains("needs a reference image or video") == true)
        #expect(try planned(items(0, 1, 1), model: name).order.mode == .references)
    }

    @Test("A ratio of the client's own goes with a frame: the picture is cropped", arguments: names)
    func crop(name: String) throws {
        let order = try planned([.image()], model: name) { $0.ratio = "21:9" }.order
        #expect(order.ratio == .fixed(.wide))
    }
}
