import Testing

@testable import FilmgateDomain

@Suite("The catalog")
struct CatalogTests {
    @Test(
        "A model answers to its long, short and BytePlus names in any case",
        arguments: [
            "doubao-seedance-1-5-pro-251215", "doubao-seedance-1-5-pro", "seedance-1-5-pro-251215", "seedance-1-5-pro",
            "Doubao-Seedance-1-5-Pro", "SEEDANCE-1-5-PRO-251215",
        ]
    )
    func names(name: String) {
        #expect(ModelCatalog.standard[name]?.id == "doubao-seedance-1-5-pro-251215")
    }

    @Test("Other names are unknown", arguments: ["", "seedance", "doubao-seedance-1-5", "ep-20260101-abcde", "sora-2"])
    func unknown(name: String) {
        #expect(ModelCatalog.standard[name] == nil)
    }

    @Test("The size in pixels is the table's (ark.md section 4)", arguments: try Fixture.lines("pixels.txt"))
    func pixels(line: String) throws {
        let fields = Fixture.fields(line)
        let ratio = try #require(AspectRatio(rawValue: fields[1]))
        let size = ModelSpec.seedance15Pro.pixels[Resolution(rawValue: fields[0]), ratio]
        #expect(size?.text == "\(fields[2])x\(fields[3])")
    }

    @Test("The table of sizes is whole")
    func allSizes() throws {
        #expect(try Fixture.lines("pixels.txt").count == 18)
    }

    @Test("Pictures must be what ark.md section 3 says")
    func pictures() {
        let pictures = ModelSpec.seedance15Pro.pictures
        #expect(Set(pictures.formats).isSuperset(of: ["jpeg", "png", "webp", "bmp", "tiff", "gif"]))
        #expect(pictures.sides == 300...6000)
        #expect(pictures.aspects == 0.4...2.5)
        #expect(pictures.sizeLimit == 30 << 20)
    }

    @Test("A model's columns agree with each other", arguments: ModelCatalog.later.models.map(\.id))
    func consistent(name: String) throws {
        let model = try #require(ModelCatalog.later[name])
        #expect(model.aliases.contains(model.shortName))
        #expect(model.id.hasPrefix(model.shortName))
        #expect(model.parameters.contains(.draft) == (model.draft != nil))
        #expect(model.parameters.contains(.frames) == (model.frames != nil))
        #expect(model.parameters.contains(.generateAudio) == (model.defaultAudio != nil))
        #expect(model.parameters.contains(.omniReferenceTaskType) == !model.taskTypes.isEmpty)
        #expect(model.parameters.isSuperset(of: model.extras.keys))
        #expect(model.resolutions.contains(model.defaultResolution))
        #expect(model.expiry.contains(model.defaultExpiry))
        #expect(model.seed.contains(-1))
        #expect(model.duration.takes(model.duration.standard))
        #expect(model.duration.range.contains(model.duration.automaticRange.upperBound))
        #expect(Set(model.defaultRatios.keys) == model.inputs.modes)
        #expect(Set(model.limits.keys).isSubset(of: model.inputs.modes))
        #expect(model.inputs.modes.contains(.references) == !model.inputs.references.isEmpty)
        #expect(model.draft.map { !$0.finalResolutions.isEmpty } != false)
        for resolution in model.resolutions {
            for ratio in model.ratios {
                let size = try #require(model.pixels[resolution, ratio])
                #expect(size.width.isMultiple(of: 2) && size.height.isMultiple(of: 2), "yuv420p needs even sides")
            }
        }
        for tier in model.parameters.contains(.serviceTier) ? ServiceTier.allCases : [.standard] {
            for resolution in model.resolutions {
                let key = PriceSpec.Key(audible: model.defaultAudio ?? false, tier: tier, resolution: resolution)
                #expect(model.prices.perMillionTokens(key, in: .cny) != nil)
                #expect(model.prices.perMillionTokens(key, in: .usd) != nil)
            }
        }
    }
}
