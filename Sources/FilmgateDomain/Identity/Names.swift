/// The name of a wire format, for example `ark`. Open: a dialect is a folder of its own, not a case here.
public struct DialectName: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let ark: DialectName = "ark"
    public static let volc: DialectName = "volc"
    public static let anyfast: DialectName = "anyfast"
    public static let xcompute: DialectName = "xcompute"
    public static let toapis: DialectName = "toapis"
    public static let aigeneration: DialectName = "aigeneration"
    public static let openai: DialectName = "openai"
}

/// The name of an upstream account, or `preview`.
public struct ProviderName: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let preview: ProviderName = "preview"
}
