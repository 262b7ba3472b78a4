import Testing

@testable import FilmgateDomain

@Suite("Drafts (ark.md section 5)")
struct DraftTests {
    @Test("A draft is made at 480p, said or not")
    func resolution() throws {
        #expect(try planned { $0.draft = true }.order.resolution == .p480)
        let said = try planned { parameters in
            parameters.draft = true
            parameters.resolution = "480P"
        }.order
        #expect(said.resolution == .p480)
        #expect(said.draft)
        #expect(try planned([.words("A cat --rs 480p")]) { $0.draft = true }.order.resolution == .p480)
    }

    @Test("Another resolution is refused where it was said")
    func otherResolution() throws {
        let inBody = try refused { parameters in
            parameters.draft = true
            parameters.resolution = "720p"
        }
        #expect(inBody.subject == .parameter(.resolution))
        #expect(inBody.reason == .draftResolution)
        #expect(inBody.given == "720p")
        let inText = try refused([.words("A cat --rs 1080p")]) { $0.draft = true }
        #expect(inText.subject == .command(.resolution, path: "content[0].text"))
        #expect(inText.reason == .draftResolution)
        let unknown = try refused { parameters in
            parameters.draft = true
            parameters.resolution = "2k"
        }
        #expect(unknown.reason == .rule(.oneOf(["480p", "720p", "1080p"])))
    }

    @Test("A draft has no last frame and no flex")
    func exclusions() throws {
        let lastFrame = try refused { parameters in
            parameters.draft = true
            parameters.returnLastFrame = true
        }
        #expect(lastFrame.subject == .parameter(.returnLastFrame))
        #expect(lastFrame.reason == .draftLastFrame)
        let flex = try refused { parameters in
            parameters.draft = true
            parameters.serviceTier = "flex"
        }
        #expect(flex.subject == .parameter(.serviceTier))
        #expect(flex.reason == .draftTier)
        #expect(flex.given == "flex")
    }

    @Test("Where the vendor's own example orders a draft as flex, it is made at the default tier and priced as flex")
    func draftAsFlex() throws {
        let plan = try planned(house: HouseRules(draftTakesFlex: true)) { parameters in
            parameters.draft = true
            parameters.serviceTier = "flex"
        }
        #expect(plan.order.serviceTier == .standard)
        #expect(plan.order.pricedTier == .flex)
        #expect(plan.notes.map(\.effect) == [.altered])
        #expect(plan.notes.map(\.parameter) == ["service_tier"])
        let ordinary = try planned(house: HouseRules(draftTakesFlex: true)) { $0.serviceTier = "flex" }
        #expect(ordinary.order.serviceTier == .flex)
    }

    @Test("Draft switched off means nothing")
    func off() throws {
        let order = try planned { parameters in
            parameters.draft = false
            parameters.resolution = "1080p"
            parameters.returnLastFrame = true
            parameters.serviceTier = "flex"
        }.order
        #expect(!order.draft)
    }
}
