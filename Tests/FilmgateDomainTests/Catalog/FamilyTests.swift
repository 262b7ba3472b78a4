import Testing

@testable import FilmgateDomain

@Suite("The family (models.md)")
struct FamilyTests {
    private let after = Timestamp(seconds: 1_794_387_600)

    @Test(
        "Every model answers to Ark's, BytePlus' and resellers' names (models.md sections 1 and 8)",
        arguments: [
            (
                "doubao-seedance-1-0-pro-250528",
                ["seedance-1-0-pro-250528", "seedance-1-0-pro", "doubao-seedance-1.0-pro"]
            ),
            ("doubao-seedance-1-0-pro-fast-251015", ["seedance-1-0-pro-fast-251015", "seedance-1-0-pro-fast"]),
            ("doubao-seedance-1-5-pro-251215", ["seedance-1-5-pro-251215", "doubao-seedance-1.5-pro"]),
            (
                "doubao-seedance-2-0-260128",
                ["dreamina-seedance-2-0-260128", "dreamina-seedance-2-0", "doubao-seedance-2.0", "seedance-2"]
            ),
            (
                "doubao-seedance-2-0-fast-260128",
                ["dreamina-seedance-2-0-fast-260128", "doubao-seedance-2.0-fast", "seedance-2-fast", "seedance-fast"]
            ),
            (
                "doubao-seedance-2-0-mini-260615",
                [
                    "dreamina-seedance-2-0-mini-260615", "dreamina-seedance-2-0-mini", "seedance-2.0-mini",
                    "Seedance-2-Mini",
                ]
            ),
            ("doubao-seedance-2-5-260628", ["dreamina-seedance-2-5-260628", "dreamina-seedance-2-5", "seedance-2.5"]),
        ]
    )
    func names(id: String, others: [String]) {
        for name in [id] + others { #expect(ModelCatalog.standard[name]?.id == id, "\(name)") }
    }

    @Test("No name is that of two models")
    func unique() {
        let names = ModelCatalog.standard.models.map { Set([$0.id, $0.internationalID] + $0.aliases) }
        #expect(names.reduce(Set()) { $0.union($1) }.count == names.map(\.count).reduce(0, +))
    }

    @Test("The sizes in pixels are the table's", arguments: try Fixture.lines("family-pixels.txt"))
    func pixels(line: String) throws {
        let fields = Fixture.fields(line)
        let model = try #require(ModelCatalog.standard[fields[0]])
        let ratios: [AspectRatio] = [.wide, .landscape, .classic, .square, .classicPortrait, .portrait]
        let sizes = ratios.map { model.pixels[Resolution(rawValue: fields[1]), $0]?.text }
        #expect(sizes == Array(fields.dropFirst(2)))
    }

    @Test("A million tokens cost what the table says", arguments: try Fixture.lines("family-prices.txt"))
    func prices(line: String) throws {
        let fields = Fixture.fields(line)
        let model = try #require(ModelCatalog.standard[fields[0]])
        let tier = try #require(ServiceTier(rawValue: fields[2]))
        for (column, currency, video) in [(3, Currency.cny, false), (4, .cny, true), (5, .usd, false), (6, .usd, true)]
        {
            for audible in model.defaultAudio == nil ? [false] : [true, false] {
                let key = PriceSpec.Key(
                    audible: audible,
                    tier: tier,
                    resolution: Resolution(rawValue: fields[1]),
                    videoInput: video
                )
                let price = model.prices.perMillionTokens(key, in: currency).map { $0 / 1000 }
                #expect(price == Int64(fields[column]), "\(currency.rawValue), video \(video)")
            }
        }
    }

    @Test("Online models are not sold as flex")
    func noFlex() {
        for model in [ModelSpec.seedance20, .seedance20Fast, .seedance20Mini, .seedance25] {
            let key = PriceSpec.Key(audible: true, tier: .flex, resolution: .p720)
            #expect(model.prices.perMillionTokens(key, in: .cny) == nil)
        }
    }

    @Test(
        "A model makes its own resolutions (models.md section 2)",
        arguments: [
            ("seedance-1-0-pro", "480p 720p 1080p", "1080p"), ("seedance-1-0-pro-fast", "480p 720p 1080p", "1080p"),
            ("seedance-2-0", "480p 720p 1080p 4k", "720p"), ("seedance-2-0-fast", "480p 720p", "720p"),
            ("seedance-2-0-mini", "480p 720p", "720p"), ("seedance-2-5", "480p 720p 1080p", "720p"),
        ]
    )
    func resolutions(name: String, all: String, standard: String) throws {
        #expect(try planned(model: name).order.resolution.rawValue == standard)
        for word in ["480p", "720p", "1080p", "4k", "4K", "2k"] {
            let known = all.split(separator: " ").map(String.init)
            if known.contains(word.lowercased()) {
                #expect(
                    try planned(model: name) { $0.resolution = word }.order.resolution.rawValue == word.lowercased()
                )
            } else {
                #expect(try refused(model: name) { $0.resolution = word }.reason == .rule(.oneOf(known)))
            }
        }
    }

    @Test("A retired model names its successor where nothing serves it, and not before its end (models.md section 7)")
    func retirement() {
        let catalog = ModelCatalog.standard
        #expect(catalog.unserved("seedance-1-5-pro", at: after + .seconds(-1)).reason == .plain)
        let told = catalog.unserved("seedance-1-5-pro", at: after)
        #expect(told.kind == .unknownModel)
        #expect(told.subject == .parameter(.model))
        #expect(told.given == "seedance-1-5-pro")
        #expect(told.reason == .retired(successor: ModelSpec.seedance20Mini.id))
        #expect(catalog.unserved("seedance-2-0", at: after).reason == .plain)
        #expect(catalog.unserved("sora-2", at: after).reason == .plain)
        #expect(throws: Never.self) { try planned(now: after) }
    }

    @Test(
        "1.0 lite is known to be gone",
        arguments: [
            "doubao-seedance-1-0-lite-t2v-250428", "seedance-1-0-lite-i2v-250428", "Doubao-Seedance-1-0-Lite-I2V",
            "seedance-1-0-lite-t2v",
        ]
    )
    func lite(name: String) throws {
        let refusal = try refused(model: name, now: after)
        #expect(refusal.kind == .unknownModel)
        #expect(refusal.reason == .retired(successor: ModelSpec.seedance10Pro.id))
    }

    @Test("Every successor is a model that goes on")
    func successors() throws {
        let all = ModelCatalog.standard.models.compactMap(\.retirement) + ModelCatalog.standard.gone.values
        for retirement in all {
            #expect(try #require(ModelCatalog.standard[retirement.successor]).retirement == nil)
        }
    }

    @Test("What an account lists besides is a model as wide as the family")
    func open() throws {
        let name = "dreamina-seedance-2-5-premium-260915"
        let catalog = ModelCatalog.standard.adding([.open(name: name), .open(name: "seedance-2-0")])
        #expect(catalog.models.count == ModelCatalog.standard.models.count + 1, "a known name stays what it is")
        #expect(catalog["seedance-2-0"]?.id == ModelSpec.seedance20.id)
        #expect(try refused(model: name).kind == .unknownModel)
        let order = try planned(model: name, catalog: catalog) { parameters in
            parameters.resolution = "4k"
            parameters.duration = 30
            parameters.priority = 77
            parameters.outputFormat = "webm"
            parameters.cameraFixed = true
            parameters.serviceTier = "flex"
        }.order
        #expect(order.model == name)
        #expect(order.extras == [.priority: "77", .outputFormat: "webm"])
        #expect(TokenCount.largest(order, model: .open(name: name)) > 0)
        #expect(TokenCount.listPrice(tokens: 1, order: order, model: .open(name: name), currency: .cny) == nil)
        #expect(try refused(model: name, catalog: catalog) { $0.duration = 31 }.subject == .parameter(.duration))
    }

    @Test("An account can list what is gone")
    func openGone() throws {
        let name = "doubao-seedance-1-0-lite-t2v-250428"
        let catalog = ModelCatalog.standard.adding([.open(name: name)])
        #expect(try planned(model: name, catalog: catalog, now: after).order.model == name)
    }
}
