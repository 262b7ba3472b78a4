/// One upstream account, or the built-in preview, as routing sees it: what it can make, how much at a time, and when it is
/// preferred. Its address and key are known to the provider alone.
public struct ProviderAccount: Sendable, Equatable {
    public var name: ProviderName
    /// The dialect that it speaks; `nil` for what makes videos here.
    public var dialect: DialectName?
    /// Default-tier tasks that may be open there at a time.
    public var concurrency: Int
    /// Flex tasks that may be open there at a time; `nil` does not count them.
    public var flexConcurrency: Int?
    /// Lower first.
    public var priority: Int
    /// The share of tasks among accounts of one priority.
    public var weight: Int
    /// Thousandths of the list price that this account costs us.
    public var costFactor: Int
    public var limits: CallLimits
    /// What a model is called there, by the catalog's id; a model that is not here is not made there.
    public var models: [String: String]
    public var abilities: Abilities
    /// What a text's `adaptive` becomes where the dialect lacks the word; `nil` rules such tasks out.
    public var adaptiveTextRatio: AspectRatio?
    /// Nothing new is sent there; what is open is followed to its end.
    public var isDraining: Bool

    public init(
        name: ProviderName,
        dialect: DialectName?,
        concurrency: Int,
        flexConcurrency: Int? = nil,
        priority: Int = 1,
        weight: Int = 1,
        costFactor: Int = 1000,
        limits: CallLimits = CallLimits(),
        models: [String: String],
        abilities: Abilities,
        adaptiveTextRatio: AspectRatio? = nil,
        isDraining: Bool = false
    ) {
        self.name = name
        self.dialect = dialect
        self.concurrency = concurrency
        self.flexConcurrency = flexConcurrency
        self.priority = priority
        self.weight = weight
        self.costFactor = costFactor
        self.limits = limits
        self.models = models
        self.abilities = abilities
        self.adaptiveTextRatio = adaptiveTextRatio
        self.isDraining = isDraining
    }

    /// Why the account cannot make what is needed; `nil` where it can. Whether it is free or healthy is another question.
    public func objection(to needs: TaskNeeds) -> RoutingObjection? {
        if let account = needs.account, account != name { return .otherAccount(account) }
        guard models[needs.model] != nil else { return .model(needs.model) }
        guard abilities.modes.contains(needs.mode) else { return .mode(needs.mode) }
        if needs.tier == .flex, !abilities.features.contains("flex") { return .feature("flex") }
        var lacking = needs.features.subtracting(abilities.features)
        if adaptiveTextRatio != nil { lacking.remove(.adaptiveText) }
        return lacking.min().map(RoutingObjection.feature)
    }
}

/// What a dialect lets an account be asked for (DESIGN section 5: capability first).
public struct Abilities: Sendable, Equatable {
    public var modes: Set<GenerationMode>
    /// `flex` among them where the account sells that tier.
    public var features: Set<Feature>

    public init(modes: Set<GenerationMode>, features: Set<Feature>) {
        self.modes = modes
        self.features = features
    }
}

/// Why an account cannot make a task.
public enum RoutingObjection: Sendable, Equatable {
    /// The final of a draft that another account made.
    case otherAccount(ProviderName)
    case model(String)
    case mode(GenerationMode)
    case feature(Feature)
}

/// How often an account may be called.
public struct CallLimits: Sendable, Equatable {
    public var create: CallRate
    public var get: CallRate
    /// `nil` where the dialect has no list.
    public var list: CallRate?
    public var delete: CallRate

    public init(
        create: CallRate = CallRate(600, per: .seconds(60)),
        get: CallRate = CallRate(20, per: .seconds(1)),
        list: CallRate? = nil,
        delete: CallRate = CallRate(20, per: .seconds(1))
    ) {
        self.create = create
        self.get = get
        self.list = list
        self.delete = delete
    }
}

/// So many calls in so long a time, in any window of that length.
public struct CallRate: Sendable, Equatable {
    public var calls: Int
    public var window: Duration

    public init(_ calls: Int, per window: Duration) {
        self.calls = calls
        self.window = window
    }
}
