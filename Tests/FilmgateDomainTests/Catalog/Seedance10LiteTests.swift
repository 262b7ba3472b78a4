import Testing

@testable import FilmgateDomain

@Suite("Seedance 1.0 lite i2v as data alone (models.md section 2)")
struct Seedance10LiteTests {
    private func plan(
        _ content: [ContentItem],
        _ change: (inout RequestParameters) -> Void = { _ in }
    ) throws(Refusal) -> OrderPlan {
        try planned(content, model: "seedance-1-0-lite-i2v", catalog: .later, change)
    }

    private func refused(
        _ content: [ContentItem],
        _ change: (inout RequestParameters) -> Void = { _ in }
    ) throws -> Refusal {
        try #require(throws: Refusal.self) { _ = try plan(content, change) }
    }

    private let references = [ContentItem.image(.referenceImage), .image(.referenceImage)]

    @Test("It makes nothing of text alone")
    func textAlone() throws {
        let refusal = try refused([.words("A cat")])
        #expect(refusal.reason == .modeNotSupported)
        #expect(refusal.mode == .text)
    }

    @Test("It is silent: audio is refused, silence is not")
    func silent() throws {
        #expect(try refused([.image()]) { $0.generateAudio = true }.subject == .parameter(.generateAudio))
        let said = try plan([.image()]) { $0.generateAudio = false }
        #expect(!said.order.generateAudio)
        let unsaid = try plan([.image()])
        #expect(!unsaid.order.generateAudio)
        #expect(try refused([.image()]) { $0.draft = true }.reason == .mustBeEmpty)
    }

    @Test("References take no camera_fixed, no 1080p and no adaptive")
    func referenceRules() throws {
        let order = try plan(references).order
        #expect(order.mode == .references)
        #expect(order.ratio == .fixed(.landscape))
        #expect(try refused(references) { $0.cameraFixed = true }.reason == .mustBeEmpty)
        #expect(try refused(references) { $0.resolution = "1080p" }.reason == .rule(.oneOf(["480p", "720p"])))
        #expect(try refused(references) { $0.ratio = "adaptive" }.subject == .parameter(.ratio))
        #expect(try refused(references + references + references).reason == .rule(.itemsAtMost(4)))
        let withFrame = try plan([.image()]) { parameters in
            parameters.cameraFixed = true
            parameters.resolution = "1080p"
            parameters.ratio = "adaptive"
        }.order
        #expect(withFrame.cameraFixed)
        #expect(withFrame.resolution == .p1080)
    }

    @Test("Frames go in steps of four, in body or text, and win over seconds")
    func frames() throws {
        let order = try plan([.image()]) { parameters in
            parameters.frames = 57
            parameters.duration = 12
            parameters.ratio = "1:1"
        }.order
        #expect(order.frames == 57)
        #expect(TokenCount.largest(order, model: .seedance10LiteI2V) == 960 * 960 * 57 / 1024)
        #expect(try plan([.words("A --frames 29"), .image()]).order.frames == 29)
        for frames in [25, 28, 30, 290, 293, -1, Int.max, Int.min] {
            let rule = Refusal.Rule.progression(29...289, first: 25, step: 4)
            #expect(try refused([.image()]) { $0.frames = frames }.reason == .rule(rule))
        }
        let command = try refused([.words("A --frames 30"), .image()])
        #expect(command.subject == .command(.frames, path: "content[0].text"))
    }

    @Test("Two seconds are enough, -1 is not a length")
    func duration() throws {
        #expect(try plan([.image()]) { $0.duration = 2 }.order.duration == 2)
        #expect(try refused([.image()]) { $0.duration = -1 }.reason == .rule(.integerIn(2...12)))
    }

    @Test("A draft to finish is an item that it does not know")
    func noDrafts() throws {
        let refusal = try refused([.draft()])
        #expect(refusal.reason == .unknownItemType(accepted: ["text", "image_url"]))
    }
}
