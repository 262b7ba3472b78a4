/// The models that are known, by every name that clients use for them.
public struct ModelCatalog: Sendable {
    public let models: [ModelSpec]
    private let byName: [String: Int]

    public init(_ models: [ModelSpec]) {
        self.models = models
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

    /// The family as far as Filmgate serves it.
    public static let standard = ModelCatalog([.seedance15Pro])
}
