import FilmgateDomain
import Testing

@Suite("What adaptive comes to (ark.md section 3)")
struct AdaptiveTests {
    @Test("Each ratio's own pixels are nearest to it, at every resolution")
    func exact() throws {
        let model = ModelSpec.seedance15Pro
        for resolution in model.resolutions {
            for ratio in model.ratios {
                let size = try #require(model.pixels[resolution, ratio])
                #expect(AspectRatio.nearest(to: size) == ratio, "\(resolution.rawValue) \(ratio.rawValue)")
            }
        }
    }

    @Test(
        "Other pictures get the nearest by proportion",
        arguments: [
            (1024, 1024, "1:1"), (3000, 2000, "4:3"), (2000, 3000, "3:4"), (5000, 2000, "21:9"), (4000, 6000, "3:4"),
            (1170, 2532, "9:16"), (1000, 900, "1:1"), (900, 1000, "1:1"), (0, 0, "1:1"), (6000, 1, "21:9"),
        ]
    )
    func nearest(width: Int, height: Int, expected: String) {
        #expect(AspectRatio.nearest(to: PixelSize(width: width, height: height)).rawValue == expected)
    }

    @Test("A picture and the same picture on its side get ratios on their sides", arguments: 0..<200 as Range<UInt64>)
    func symmetric(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (width, height) = (
            Int.random(in: 300...6000, using: &generator), Int.random(in: 300...6000, using: &generator)
        )
        // The widest ratio has no counterpart on its side.
        guard (9 * width) < (16 * height), (9 * height) < (16 * width) else { return }
        let upright = AspectRatio.nearest(to: PixelSize(width: width, height: height))
        let turned = AspectRatio.nearest(to: PixelSize(width: height, height: width))
        #expect(upright.width == turned.height && upright.height == turned.width, "seed \(seed)")
    }

    @Test("An explicit ratio is known at once, an open one of text is not")
    func known() throws {
        #expect(try planned { $0.ratio = "3:4" }.order.knownRatio == .classicPortrait)
        #expect(try planned().order.knownRatio == nil)
    }
}
