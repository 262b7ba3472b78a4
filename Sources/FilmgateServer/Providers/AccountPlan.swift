import FilmgateDialects
package import FilmgateDomain
import FilmgateProviders

/// What an entry of `providers:` comes to once its dialect and the catalog have been asked.
struct AccountPlan: Sendable {
    let settings: ProviderSettings
    let account: ProviderAccount
    /// `nil` for the preview.
    let face: (any ClientFace)?

    /// - Throws: a ``ConfigurationError`` where the entry names a model that the vendor does not sell.
    ///
    /// `hasLinks` says whether vendors can fetch pictures from here, by links below the public address.
    init(
        _ settings: ProviderSettings,
        catalog: ModelCatalog,
        hasLinks: Bool,
        now: Timestamp
    ) throws(ConfigurationError) {
        self.settings = settings
        let face = settings.dialect.flatMap { Self.face($0, settings) }
        self.face = face
        var abilities = face?.traits.abilities ?? .everything(of: catalog)
        if hasLinks { abilities.features.insert(.inlineMedia) }
        let names = try Self.models(settings, face: face, catalog: catalog, now: now)
        account = ProviderAccount(
            name: settings.name,
            dialect: settings.dialect,
            concurrency: settings.concurrency ?? ProviderSettings.standardConcurrency,
            flexConcurrency: settings.flexConcurrency,
            priority: settings.priority,
            weight: settings.weight,
            costFactor: settings.costFactor,
            limits: settings.limits.over(face?.traits.limits ?? CallLimits()),
            models: names,
            abilities: abilities,
            adaptiveTextRatio: settings.adaptiveText
        )
    }

    private static func face(_ dialect: DialectName, _ settings: ProviderSettings) -> (any ClientFace)? {
        guard dialect == .openai else { return ClientFaces.named(dialect) }
        return OpenAIVideosClientFace(
            encoding: settings.body == .json ? .json : .multipart,
            extraFields: settings.sendsExtraFields
        )
    }

    private static func models(
        _ settings: ProviderSettings,
        face: (any ClientFace)?,
        catalog: ModelCatalog,
        now: Timestamp
    ) throws(ConfigurationError) -> [String: String] {
        guard let listed = settings.models else {
            let sold = catalog.models.filter { model in
                !model.isOpen && (face == nil || model.retirement.map { $0.from > now } ?? true)
            }
            let names = sold.compactMap { model -> (String, String)? in
                guard let face else { return (model.id, model.id) }
                return face.name(of: model).map { (model.id, $0) }
            }
            guard !names.isEmpty else {
                throw wrong(settings, "must be listed: of the models that \(settings.name.rawValue) sells none is left")
            }
            return Dictionary(names) { first, _ in first }
        }
        var names: [String: String] = [:]
        for naming in listed {
            guard let model = catalog[naming.here] else { continue }
            guard names[model.id] == nil else {
                throw wrong(
                    settings,
                    "must name each model once; \(naming.here) is \(model.id), which stands there twice"
                )
            }
            guard let there = naming.there ?? (model.isOpen ? model.id : face.map { $0.name(of: model) } ?? model.id)
            else {
                throw wrong(
                    settings,
                    "must say what \(naming.here) is called there, as `\(naming.here): its-name`: "
                        + "the dialect \(settings.dialect?.rawValue ?? "") has no name for it"
                )
            }
            names[model.id] = there
        }
        return names
    }

    private static func wrong(_ settings: ProviderSettings, _ problem: String) -> ConfigurationError {
        ConfigurationError(file: settings.file, line: settings.line, key: "providers.models", problem: problem)
    }
}

extension Abilities {
    /// What the built-in renderer makes: all that any model of the catalog has.
    static func everything(of catalog: ModelCatalog) -> Abilities {
        var features: Set<Feature> = [
            .audible, .silent, .promptless, .draft, .final, .watermark, .cameraFixed, .seed, .adaptiveText, .frames,
            .inlineMedia, .free, "flex",
        ]
        for model in catalog.models {
            for parameter in model.extras.keys { features.insert(Feature(rawValue: parameter.rawValue)) }
        }
        return Abilities(modes: Set(GenerationMode.allCases), features: features)
    }
}

extension ModelCatalog {
    /// This catalog and the models that only these accounts know.
    func adding(openModelsOf providers: [ProviderSettings]) -> ModelCatalog {
        let names = providers.flatMap { $0.models ?? [] }.map(\.here).filter { self[$0] == nil }
        return adding(names.map { .open(name: $0) })
    }
}

extension ModelSpec {
    /// Whether only an account knows the model, not the catalog.
    fileprivate var isOpen: Bool { ModelCatalog.standard[id] == nil }
}

extension ServerSettings {
    /// What is wrong with the accounts once their dialects and the catalog have been asked.
    package func providerProblems(now: Timestamp) -> [ConfigurationError] {
        let catalog = ModelCatalog.standard.adding(openModelsOf: providers)
        var problems: [ConfigurationError] = []
        for provider in providers {
            do throws(ConfigurationError) {
                _ = try AccountPlan(provider, catalog: catalog, hasLinks: false, now: now)
            } catch {
                problems.append(error)
            }
        }
        return problems
    }
}
