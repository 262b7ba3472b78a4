/// The models that are known, by every name that clients use for them.
public struct ModelCatalog: Sendable {
    public let models: [ModelSpec]
    /// Names, in lower case, of models that are gone for good: nothing is made of them, but their end can be told.
    public let gone: [String: Retirement]
    private let byName: [String: Int]

    /// Of two models with one name the later one has it.
    public init(_ models: [ModelSpec], gone: [String: Retirement] = [:]) {
        self.models = models
        self.gone = gone
        var byName: [String: Int] = [:]
        for (index, model) in models.enumerated() {
            for name in [model.id, model.internationalID] + model.aliases { byName[name.lowercased()] = index }
        }
        self.byName = byName
    }

    /// The model of that name; long, short and BytePlus names all count, in any case.
    public subscript(name: String) -> ModelSpec? {
        byName[name.lowercased()].map { models[$0] }
    }

    /// This catalog with what accounts list besides: a name that is known already changes nothing.
    public func adding(_ others: [ModelSpec]) -> ModelCatalog {
        var models = models
        for model in others where !models.contains(where: { $0.id == model.id }) && self[model.id] == nil {
            models.append(model)
        }
        return ModelCatalog(models, gone: gone)
    }

    /// What a client is told where nothing serves the model of that name: that it does not exist, or that it was retired
    /// and which model follows it.
    public func unserved(_ name: String, at now: Timestamp) -> Refusal {
        let retirement = self[name]?.retirement ?? gone[name.lowercased()]
        guard let retirement, retirement.from <= now else {
            return Refusal(.unknownModel, .parameter(.model), given: name, .plain)
        }
        return Refusal(.unknownModel, .parameter(.model), given: name, .retired(successor: retirement.successor))
    }

    /// The family as far as Filmgate serves it; 1.5 Pro comes first because the seeds speak of it.
    public static let standard = ModelCatalog(
        [
            .seedance15Pro, .seedance10Pro, .seedance10ProFast, .seedance20, .seedance20Fast, .seedance20Mini,
            .seedance25,
        ],
        gone: lite
    )

    /// 1.0 lite, retired 2026-05-11 06:00 UTC. No vendor names its successor; 1.0 pro is of its generation and takes the
    /// same frames.
    private static let lite: [String: Retirement] = {
        let end = Retirement(from: Timestamp(seconds: 1_778_479_200), successor: "doubao-seedance-1-0-pro-250528")
        var names: [String: Retirement] = [:]
        for name in ["seedance-1-0-lite-t2v", "seedance-1-0-lite-i2v"] {
            for owner in ["", "doubao-"] {
                names[owner + name] = end
                names["\(owner)\(name)-250428"] = end
            }
        }
        return names
    }()
}
