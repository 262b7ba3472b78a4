import FilmgateDialects
import FilmgateDomain
import FilmgateProviders
import Testing

@testable import FilmgateServer

@Suite("Accounts from the configuration")
struct AccountPlanTests {
    /// A day on which 1.5 Pro is retired (models.md section 7).
    private static let now = Timestamp(seconds: 1_795_000_000)

    private func settings(
        _ dialect: DialectName?,
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) -> ProviderSettings {
        var settings = ProviderSettings(name: "a", dialect: dialect)
        settings.baseURL = "http://127.0.0.1:1"
        settings.apiKey = "k"
        change(&settings)
        return settings
    }

    private func plan(_ settings: ProviderSettings, hasLinks: Bool = false) throws(ConfigurationError) -> AccountPlan {
        let catalog = ModelCatalog.standard.adding(openModelsOf: [settings])
        return try AccountPlan(settings, catalog: catalog, hasLinks: hasLinks, now: Self.now)
    }

    @Test("an account sells what its vendor sells, but nothing that is retired")
    func standardModels() throws {
        let models = try plan(settings(.ark)).account.models
        #expect(models["doubao-seedance-2-0-260128"] == "doubao-seedance-2-0-260128")
        #expect(models["doubao-seedance-1-5-pro-251215"] == nil)
        #expect(models.count >= 5)
    }

    @Test("pictures without a public address go by link to a vendor that takes none inside, where there is one")
    func links() throws {
        #expect(try !plan(settings(.anyfast)).account.abilities.features.contains(.inlineMedia))
        #expect(try plan(settings(.anyfast), hasLinks: true).account.abilities.features.contains(.inlineMedia))
    }

    @Test("a retired model is made where it is listed, by any of its names")
    func listedModels() throws {
        for name in ["doubao-seedance-1-5-pro-251215", "seedance-1-5-pro-251215", "Seedance-1-5-Pro"] {
            let models = try plan(settings(.ark) { $0.models = [ModelNaming(here: name)] }).account.models
            #expect(models == ["doubao-seedance-1-5-pro-251215": "doubao-seedance-1-5-pro-251215"])
        }
        let mapped = try plan(
            settings(.ark) { $0.models = [ModelNaming(here: "seedance-1-5-pro", there: "doubao-seedance-2-0-260128")] }
        )
        #expect(mapped.account.models == ["doubao-seedance-1-5-pro-251215": "doubao-seedance-2-0-260128"])
    }

    @Test("a name that the catalog does not know passes as it is")
    func openModels() throws {
        let models = try plan(
            settings(.openai) { $0.models = [ModelNaming(here: "wan-2.2"), ModelNaming(here: "x", there: "y")] }
        ).account.models
        #expect(models == ["wan-2.2": "wan-2.2", "x": "y"])
    }

    @Test("a model that is named twice, or that the dialect has no name for, is refused with the line")
    func wrongModels() {
        var twice = settings(.ark) {
            $0.models = [ModelNaming(here: "seedance-2-0"), ModelNaming(here: "doubao-seedance-2-0-260128")]
        }
        twice.file = "F"
        twice.line = 7
        let error = #expect(throws: ConfigurationError.self) { try plan(twice) }
        #expect(error?.file == "F")
        #expect(error?.line == 7)
        #expect(error?.key == "providers.models")
    }

    @Test("limits, abilities and the rest come from the dialect unless they are set")
    func rest() throws {
        let account = try plan(
            settings(.ark) {
                $0.concurrency = 4
                $0.flexConcurrency = 5
                $0.priority = 3
                $0.weight = 2
                $0.costFactor = 900
                $0.limits.get = CallRate(7, per: .seconds(1))
                $0.adaptiveText = .square
            }
        ).account
        let traits = ArkClientFace().traits
        #expect(account.concurrency == 4)
        #expect(account.flexConcurrency == 5)
        #expect(account.priority == 3)
        #expect(account.weight == 2)
        #expect(account.costFactor == 900)
        #expect(account.limits.get == CallRate(7, per: .seconds(1)))
        #expect(account.limits.create == CallRate(600, per: .seconds(60)))
        #expect(account.limits.list == CallRate(1, per: .seconds(1)))
        #expect(account.abilities == traits.abilities)
        #expect(account.adaptiveTextRatio == .square)
        #expect(account.dialect == .ark)
    }

    @Test("the preview makes everything of the catalog, retired models too")
    func preview() throws {
        let plan = try plan(ProviderSettings(name: "local", dialect: nil))
        #expect(plan.face == nil)
        #expect(Set(plan.account.models.keys) == Set(ModelCatalog.standard.models.map(\.id)))
        for mode in GenerationMode.allCases { #expect(plan.account.abilities.modes.contains(mode)) }
        for feature in ["flex", "draft", "final", "seed", "frames", "priority"] as [Feature] {
            #expect(plan.account.abilities.features.contains(feature))
        }
    }

    @Test("openai's settings decide what its face can say")
    func openai() throws {
        let models = [ModelNaming(here: "m")]
        let plain = try plan(settings(.openai) { $0.models = models }).account.abilities.features
        let extra = try plan(
            settings(.openai) {
                $0.models = models
                $0.sendsExtraFields = true
            }
        ).account.abilities.features
        #expect(!plain.contains(.seed))
        #expect(extra.contains(.seed))
    }

    @Test("a reload is told by names and keys, never by values")
    func changes() {
        let a = settings(.ark)
        let b = settings(.volc) { $0.name = "b" }
        #expect(ProviderChanges(from: [a, b], to: [a, b]).isEmpty)
        let other = settings(.ark) {
            $0.apiKey = "hush"
            $0.limits.get = CallRate(1, per: .seconds(1))
        }
        let c = settings(.ark) { $0.name = "c" }
        let changes = ProviderChanges(from: [a, b], to: [other, c])
        #expect(changes.added == ["c"])
        #expect(changes.removed == ["b"])
        #expect(changes.changed == ["a (api_key, limits)"])
    }
}
