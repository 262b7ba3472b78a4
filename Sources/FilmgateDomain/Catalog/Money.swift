/// A currency by its ISO 4217 code.
public struct Currency: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    public static let cny: Currency = "CNY"
    public static let usd: Currency = "USD"
}

/// An amount in millionths of a currency unit; negative where it is owed.
public struct Money: Hashable, Sendable, Codable {
    public var micros: Int64
    public var currency: Currency

    public init(micros: Int64, currency: Currency) {
        self.micros = micros
        self.currency = currency
    }

    public var isZero: Bool { micros == 0 }

    /// `-1.25 CNY`: as few decimals as say it exactly, at least two.
    public var text: String {
        let magnitude = micros.magnitude
        var decimals = String(magnitude % 1_000_000 + 1_000_000).dropFirst()
        while decimals.count > 2, decimals.last == "0" { decimals.removeLast() }
        return "\(micros < 0 ? "-" : "")\(magnitude / 1_000_000).\(decimals) \(currency.rawValue)"
    }
}
