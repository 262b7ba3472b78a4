import Testing

@testable import FilmgateDomain

@Suite("An order mapped to a successor (models.md section 7)")
struct MappingTests {
    private static let successors: [ModelSpec] = [.seedance20Mini, .seedance20, .seedance25]

    private static let cases: [String: @Sendable () throws -> VideoOrder] = [
        "plain text": { try planned().order },
        "1080p": { try planned { $0.resolution = "1080p" }.order },
        "draft": { try planned { $0.draft = true }.order },
        "final": { try planned([.draft()], source: .finishedDraft()).order },
        "flex": { try planned { $0.serviceTier = "flex" }.order },
        "camera_fixed": { try planned { $0.cameraFixed = true }.order },
        "silent": { try planned { $0.generateAudio = false }.order },
        "seed": { try planned { $0.seed = 7 }.order },
        "watermark and last frame": {
            try planned { parameters in
                parameters.watermark = true
                parameters.returnLastFrame = true
            }.order
        },
        "12 s": { try planned { $0.duration = 12 }.order },
        "automatic duration": { try planned { $0.duration = -1 }.order },
        "frame with other ratio": { try framed { $0.ratio = "1:1" } },
        "frame with its own ratio": { try framed { $0.ratio = "16:9" } },
        "frame, adaptive": { try framed { _ in } },
        "480p 16:9": {
            try planned { parameters in
                parameters.resolution = "480p"
                parameters.ratio = "16:9"
            }.order
        },
    ]

    private static func framed(_ change: (inout RequestParameters) -> Void) throws -> VideoOrder {
        try planned([.words("A"), .image()], change)
            .complete(with: [TakenMedium(artifact: .sample(), pixels: PixelSize(width: 1600, height: 900))])
    }

    @Test("Each difference is refused by name or noted", arguments: try Fixture.lines("mapping.txt"))
    func table(line: String) throws {
        let fields = Fixture.fields(line)
        let make = try #require(Self.cases[fields[0]])
        let order = try make()
        for (successor, expected) in zip(Self.successors, fields.dropFirst()) {
            let came = try outcome(of: order, on: successor)
            #expect(came == expected, "\(successor.shortName)")
        }
    }

    private func outcome(of order: VideoOrder, on successor: ModelSpec) throws -> String {
        do throws(Refusal) {
            let (mapped, notes) = try RequestRules().remap(order, to: successor)
            #expect(mapped.model == successor.id)
            #expect(notes.allSatisfy { $0.effect == .altered })
            return notes.isEmpty ? "kept" : "note " + notes.map(\.parameter).joined(separator: ", ")
        } catch {
            #expect(error.model == successor.shortName)
            guard case .parameter(let parameter) = error.subject else { throw error }
            return parameter.rawValue
        }
    }

    @Test("The table has every case once")
    func whole() throws {
        #expect(try Fixture.lines("mapping.txt").map { Fixture.fields($0)[0] }.sorted() == Self.cases.keys.sorted())
    }

    @Test("Nothing but model, and a ratio that the picture has anyway, is changed")
    func unchanged() throws {
        let order = try Self.framed { parameters in
            parameters.ratio = "16:9"
            parameters.seed = 9
            parameters.callbackURL = "https://example.com/hook"
        }
        var expected = order
        expected.model = ModelSpec.seedance20.id
        #expect(try RequestRules().remap(order, to: .seedance20).order == expected)
        expected.model = ModelSpec.seedance25.id
        expected.ratio = .adaptive
        #expect(try RequestRules().remap(order, to: .seedance25).order == expected)
    }

    @Test("Modes, lengths and extras of later models do not go back")
    func backwards() throws {
        let references = try planned([.words("A"), .image(.referenceImage)], model: "seedance-2-0")
            .complete(with: [TakenMedium(artifact: .sample(), pixels: PixelSize(width: 900, height: 900))])
        #expect(throws: Refusal.self) { try RequestRules().remap(references, to: .seedance10Pro) }
        let long = try planned(model: "seedance-2-0") { $0.duration = 15 }.order
        let refusal = try #require(throws: Refusal.self) { try RequestRules().remap(long, to: .seedance15Pro) }
        #expect(refusal.reason == .rule(.integerInOrAuto(4...12)))
        let first = try planned(model: "seedance-2-0") { $0.priority = 3 }.order
        let unknown = try #require(throws: Refusal.self) { try RequestRules().remap(first, to: .seedance15Pro) }
        #expect(unknown.subject == .parameter(.priority))
        let text = try planned { $0.generateAudio = false }.order
        let adaptive = try #require(throws: Refusal.self) { try RequestRules().remap(text, to: .seedance10Pro) }
        #expect(adaptive.subject == .parameter(.ratio))
    }
}
