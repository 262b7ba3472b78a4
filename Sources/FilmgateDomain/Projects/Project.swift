/// Who owns tasks, keys and money. Nothing of one project is visible to another.
public struct Project: Sendable, Equatable, Identifiable {
    public struct ID: RawRepresentable, Hashable, Sendable, Codable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    public let id: ID
    public var name: String
    public var currency: Currency
    /// Thousandths of the list price that this project pays.
    public var priceFactor: Int
    /// Whether it may spend without a balance.
    public var isUnlimited: Bool
    public var createdAt: Timestamp
    public var limits = Limits()

    public init(
        id: ID,
        name: String,
        currency: Currency = .cny,
        priceFactor: Int = 1000,
        isUnlimited: Bool = true,
        createdAt: Timestamp
    ) {
        self.id = id
        self.name = name
        self.currency = currency
        self.priceFactor = priceFactor
        self.isUnlimited = isUnlimited
        self.createdAt = createdAt
    }

    /// The project of keys that were made without naming one.
    public static let defaultName = "default"
}

/// A bearer key as it is kept: its hash alone, never itself.
public struct APIKey: Sendable, Equatable, Identifiable {
    public struct ID: RawRepresentable, Hashable, Sendable, Codable {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
    }

    public let id: ID
    public let project: Project.ID
    public var name: String
    /// SHA-256 of the whole key.
    public let hash: ContentHash
    /// The dialect that answers where a path alone does not tell.
    public var homeDialect: DialectName?
    public var createdAt: Timestamp
    public var revokedAt: Timestamp?
    public var scopes = KeyScope.standard
    /// From when on it counts no more.
    public var expiresAt: Timestamp?
    /// The catalog's ids of the models that it may order; `nil` is all.
    public var models: Set<String>?
    /// The dialects that it may speak; `nil` is all.
    public var dialects: Set<DialectName>?
    public var limits = Limits()
    /// When it was last used, to the minute; `nil` where it never was.
    public var lastUsedAt: Timestamp?

    public init(
        id: ID,
        project: Project.ID,
        name: String,
        hash: ContentHash,
        homeDialect: DialectName?,
        createdAt: Timestamp
    ) {
        self.id = id
        self.project = project
        self.name = name
        self.hash = hash
        self.homeDialect = homeDialect
        self.createdAt = createdAt
    }
}

/// Who is asking: a key that counts, and the project behind it.
public struct Principal: Sendable, Equatable {
    public var key: APIKey
    public var project: Project

    public init(key: APIKey, project: Project) {
        self.key = key
        self.project = project
    }

    /// What the key and its project may have, the key's first.
    public var limits: [OwnedLimits] {
        [OwnedLimits(.key(key.id), key.limits), OwnedLimits(.project(project.id), project.limits)]
            .filter { !$0.limits.isEmpty }
    }
}
