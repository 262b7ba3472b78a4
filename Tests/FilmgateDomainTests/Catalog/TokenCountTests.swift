import Testing

@testable import FilmgateDomain

@Suite("Tokens and prices (ark.md section 10)")
struct TokenCountTests {
    private let model = ModelSpec.seedance15Pro

    @Test("Five seconds count what the table says (section 10.1)", arguments: try Fixture.lines("tokens.txt"))
    func table(line: String) throws {
        let fields = Fixture.fields(line)
        for word in fields[0].split(separator: ", ") {
            let ratio = try #require(AspectRatio(rawValue: String(word)))
            let counted = try [Resolution.p480, .p720, .p1080].map { resolution in
                let size = try #require(model.pixels[resolution, ratio])
                return "\(TokenCount.tokens(pixels: size, frames: TokenCount.frames(seconds: 5, perSecond: 24)))"
            }
            #expect(counted == Array(fields.dropFirst()), "\(word)")
        }
    }

    @Test("Longer videos count as live tasks did", arguments: [(8, 173_700), (10, 216_900)])
    func lengths(seconds: Int, tokens: Int) throws {
        let size = PixelSize(width: 1280, height: 720)
        #expect(TokenCount.tokens(pixels: size, frames: 24 * seconds + 1) == tokens)
    }

    @Test("A draft counts 0.6 with audio and 0.7 without (section 5)")
    func drafts() throws {
        for (audio, tokens) in [(true, 30_383), (false, 35_446)] {
            let order = try planned { parameters in
                parameters.draft = true
                parameters.ratio = "16:9"
                parameters.generateAudio = audio
            }.order
            #expect(TokenCount.largest(order, model: model) == tokens)
        }
    }

    @Test("An open length is held as 12 s, an open ratio as the largest size")
    func largest() throws {
        let open = try planned { parameters in
            parameters.duration = -1
            parameters.resolution = "720p"
        }.order
        // 1112 x 834 is the largest of the six at 720p.
        #expect(TokenCount.largest(open, model: model) == 1112 * 834 * 289 / 1024)
        var fitted = open
        fitted.fittedRatio = .square
        #expect(TokenCount.largest(fitted, model: model) == 960 * 960 * 289 / 1024)
    }

    @Test("Nothing that can be delivered counts more than was held", arguments: 0..<100 as Range<UInt64>)
    func holdCovers(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let order = try planned { parameters in
            parameters.duration = Bool.random(using: &generator) ? -1 : Int.random(in: 4...12, using: &generator)
            parameters.resolution = ["480p", "720p", "1080p"].randomElement(using: &generator)
        }.order
        let ratio = try #require(AspectRatio.all.randomElement(using: &generator))
        let size = try #require(model.pixels[order.resolution, ratio])
        let seconds = order.duration == -1 ? Int.random(in: 4...12, using: &generator) : order.duration
        let delivered = TokenCount.tokens(pixels: size, frames: 24 * seconds + 1)
        #expect(delivered <= TokenCount.largest(order, model: model), "seed \(seed)")
    }

    @Test("A million tokens cost what the table says (section 10.2)", arguments: try Fixture.lines("prices.txt"))
    func prices(line: String) throws {
        let fields = Fixture.fields(line)
        let order = try planned { parameters in
            parameters.serviceTier = fields[1]
            parameters.generateAudio = fields[2] == "audible"
        }.order
        let price = TokenCount.listPrice(
            tokens: 1_000_000,
            order: order,
            model: model,
            currency: Currency(rawValue: fields[0])
        )
        #expect(price?.micros == Int64(fields[3]))
    }

    @Test("A draft sold as flex has the price of flex")
    func draftAsFlex() throws {
        let order = try planned(house: HouseRules(draftTakesFlex: true)) { parameters in
            parameters.draft = true
            parameters.serviceTier = "flex"
        }.order
        let price = TokenCount.listPrice(tokens: 1_000_000, order: order, model: model, currency: .cny)
        #expect(price?.micros == 8_000_000)
    }

    @Test("A currency that the model is not sold in has no price")
    func noPrice() throws {
        let order = try planned().order
        #expect(TokenCount.listPrice(tokens: 1, order: order, model: model, currency: "EUR") == nil)
    }

    @Test("A price is rounded up once, behind the factor")
    func roundedUpOnce() {
        func micros(_ tokens: Int, _ perMillion: Int64, _ factor: Int = 1000) -> Int64 {
            TokenCount.price(tokens: tokens, perMillion: perMillion, factor: factor, currency: .cny).micros
        }
        #expect(micros(0, 16_000_000) == 0)
        #expect(micros(1, 1) == 1)
        #expect(micros(108_900, 16_000_000) == 1_742_400)
        #expect(micros(1, 1_500_000) == 2)
        // 1.5 x 1.5 = 2.25: 3 when rounded once, and 3 as well as 2 x 1.5 = 3; 1.2 x 1.2 = 1.44 tells them apart.
        #expect(micros(1, 1_200_000, 1200) == 2)
        #expect(micros(1, 1_100_000, 1800) == 2, "1.98, but 3.6 when rounded before the factor")
        #expect(micros(1_000_000, 5, 0) == 0)
    }

    @Test("An absurd count costs the most that there is, and stops nothing")
    func absurd() {
        #expect(TokenCount.price(tokens: .max, perMillion: .max, currency: .cny).micros == .max)
        #expect(TokenCount.price(tokens: .max, perMillion: .max, factor: .max, currency: .cny).micros == .max)
    }

    @Test("A video among the inputs counts too, and no less than the vendor bills (models.md section 5.1)")
    func inputVideo() throws {
        func tokens(_ seconds: Int, of input: Int) throws -> Int {
            let plan = try planned([.words("A"), .medium(.video, .referenceVideo)], model: "seedance-2-5") {
                parameters in
                parameters.duration = seconds
                parameters.ratio = "16:9"
            }
            let order = plan.complete(with: [
                TakenMedium(
                    artifact: try .sample(type: "video/mp4"),
                    pixels: PixelSize(width: 1280, height: 720),
                    milliseconds: input
                )
            ])
            return TokenCount.largest(order, model: .seedance25)
        }
        #expect(try tokens(30, of: 30_000) == 1_296_900, "as a live task of 30 s out and 30 s in showed")
        #expect(try tokens(5, of: 2000) == 900 * (24 * 9 + 1), "5 s out are billed as 9 s at least")
        #expect(try tokens(5, of: 10_000) == 900 * (24 * 15 + 1))
    }

    @Test("References leave the ratio open for the hold: the prompt may make another one lead")
    func openReferences() throws {
        let order = try planned([.words("A"), .image(.referenceImage)], model: "seedance-2-0")
            .complete(with: [TakenMedium(artifact: .sample(), pixels: PixelSize(width: 1600, height: 900))])
        #expect(order.fittedRatio == .landscape)
        #expect(TokenCount.largest(order, model: .seedance20) == 1112 * 834 * 121 / 1024)
    }

    @Test("A header that claims billions of frames counts without an overflow")
    func absurdHeader() {
        let size = PixelSize(width: 65_535, height: 65_535)
        #expect(TokenCount.tokens(pixels: size, frames: 4_294_967_295) == 18_013_848_753_668_223)
        #expect(TokenCount.tokens(pixels: size, frames: .max) == .max)
    }
}
