import FilmgateDomain
import Testing

@testable import FilmgateProviders

@Suite("The preview and the family (models.md)")
struct PreviewFamilyTests {
    private func order(
        _ model: ModelSpec,
        mode: GenerationMode = .text,
        _ change: (inout VideoOrder) -> Void
    ) -> VideoOrder {
        var order = VideoOrder(model: model.id, mode: mode, prompt: "A cat", resolution: .p720, ratio: .adaptive)
        change(&order)
        return order
    }

    private func medium(
        _ kind: MediaKind,
        _ width: Int,
        _ height: Int,
        milliseconds: Int? = nil,
        type: String = "image/png"
    ) throws -> OrderedMedium {
        OrderedMedium(
            kind: kind,
            role: MediaRole(rawValue: "reference_\(kind.rawValue)"),
            artifact: Artifact(
                hash: try #require(ContentHash(rawValue: String(repeating: "a", count: 64))),
                size: 1,
                mediaType: type
            ),
            pixels: PixelSize(width: width, height: height),
            origin: nil,
            milliseconds: milliseconds
        )
    }

    @Test("A length in frames is rounded to seconds", arguments: [(29, 1), (57, 2), (61, 3), (289, 12)])
    func frames(count: Int, seconds: Int) {
        let order = order(.seedance10Pro) { $0.frames = count }
        #expect(PreviewChoices.seconds(of: order, model: .seedance10Pro) == seconds)
    }

    @Test(
        "An edit is as long as its video, within what the model makes",
        arguments: [(4200, 4), (12_600, 13), (1900, 4), (30_200, 30)]
    )
    func edit(milliseconds: Int, seconds: Int) throws {
        let video = try medium(.video, 1280, 720, milliseconds: milliseconds, type: "video/mp4")
        let order = order(.seedance25, mode: .references) { order in
            order.media = [video]
            order.duration = -1
            order.extras[.omniReferenceTaskType] = "edit"
        }
        #expect(PreviewChoices.seconds(of: order, model: .seedance25) == seconds)
    }

    @Test("An open length stays within the model's", arguments: ModelCatalog.standard.models.map(\.id))
    func automatic(name: String) throws {
        let model = try #require(ModelCatalog.standard[name])
        for prompt in ["", String(repeating: "word ", count: 1000)] {
            let order = order(model) { order in
                order.prompt = prompt
                order.duration = -1
            }
            #expect(model.duration.range.contains(PreviewChoices.seconds(of: order, model: model)))
        }
    }

    @Test("adaptive follows the first video, else the first picture, else the words (models.md section 3.3)")
    func ratio() throws {
        func ratio(_ media: [OrderedMedium]) -> AspectRatio {
            var order = order(.seedance20, mode: .references) { order in
                order.prompt = "a portrait"
                order.media = media
            }
            order.fittedRatio = order.leadingMedium.map { AspectRatio.nearest(to: $0.pixels) }
            return PreviewChoices.ratio(of: order)
        }
        let picture = try medium(.image, 900, 900)
        let video = try medium(.video, 2100, 900, milliseconds: 4000, type: "video/mp4")
        let sound = try medium(.audio, 0, 0, milliseconds: 4000, type: "audio/wav")
        #expect(ratio([picture, video]) == .wide)
        #expect(ratio([sound, picture]) == .square)
        #expect(ratio([sound]) == .portrait)
    }

    @Test("Every model has a size for every resolution and ratio, and lengths that can be drawn")
    func sizes() throws {
        for model in ModelCatalog.standard.models {
            #expect((1...30).contains(model.duration.range.upperBound))
            for resolution in model.resolutions {
                for ratio in model.ratios { #expect(model.pixels[resolution, ratio] != nil) }
            }
        }
    }

    @Test("What it cannot make is refused by name before the task is accepted")
    func limits() throws {
        let mov = order(.seedance25) { $0.extras[.outputFormat] = "mov" }
        let refusal = try #require(PreviewLimits.objection(to: mov, model: .seedance25))
        #expect(refusal.subject == .parameter(.outputFormat))
        #expect(refusal.given == "mov")
        #expect(refusal.model == "doubao-seedance-2-5")
        let mp4 = order(.seedance25) { $0.extras[.outputFormat] = "mp4" }
        #expect(PreviewLimits.objection(to: mp4, model: .seedance25) == nil)
        let heic = try medium(.image, 900, 900, type: "image/heic")
        let picture = order(.seedance20, mode: .references) { $0.media = [heic] }
        #expect(PreviewLimits.objection(to: picture, model: .seedance20) == nil)
    }
}
