import Testing

@testable import FilmgateDomain

@Suite("Seedance 1.0 pro and pro fast (models.md section 2)")
struct Seedance10Tests {
    @Test("A text is made at 16:9 and 1080p for 5 s, silent; adaptive needs a picture")
    func defaults() throws {
        let order = try planned(model: "seedance-1-0-pro").order
        #expect(order.ratio == .fixed(.landscape))
        #expect(order.resolution == .p1080)
        #expect(order.duration == 5)
        #expect(!order.generateAudio)
        #expect(try refused(model: "seedance-1-0-pro") { $0.ratio = "adaptive" }.subject == .parameter(.ratio))
        #expect(try planned([.words("A"), .image()], model: "seedance-1-0-pro").order.ratio == .adaptive)
    }

    @Test("Only pro takes a last frame; neither takes references, audio or drafts")
    func modes() throws {
        let frames = [ContentItem.image(.firstFrame), .image(.lastFrame)]
        #expect(try planned(frames, model: "seedance-1-0-pro").order.mode == .firstAndLastFrame)
        let fast = try refused(frames, model: "seedance-1-0-pro-fast")
        #expect(fast.reason == .modeNotSupported)
        for name in ["seedance-1-0-pro", "seedance-1-0-pro-fast"] {
            #expect(try refused([.image(.referenceImage)], model: name).reason == .modeNotSupported)
            #expect(try refused(model: name) { $0.generateAudio = true }.reason == .mustBeEmpty)
            #expect(try refused(model: name) { $0.draft = true }.reason == .mustBeEmpty)
            #expect(try refused(model: name) { $0.priority = 0 }.reason == .mustBeEmpty)
            let order = try planned(model: name) { parameters in
                parameters.cameraFixed = true
                parameters.serviceTier = "flex"
                parameters.frames = 29
            }.order
            #expect(order.cameraFixed)
            #expect(order.serviceTier == .flex)
            #expect(order.frames == 29)
        }
    }

    @Test("Seconds go from 2 to 12, frames from 29 to 289")
    func lengths() throws {
        for seconds in [2, 12] {
            #expect(try planned(model: "seedance-1-0-pro") { $0.duration = seconds }.order.duration == seconds)
        }
        for seconds in [-1, 1, 13] {
            #expect(
                try refused(model: "seedance-1-0-pro") { $0.duration = seconds }.reason == .rule(.integerIn(2...12))
            )
        }
        let order = try planned(model: "seedance-1-0-pro") { $0.frames = 289 }.order
        #expect(TokenCount.largest(order, model: .seedance10Pro) == 1920 * 1088 * 289 / 1024)
    }
}
