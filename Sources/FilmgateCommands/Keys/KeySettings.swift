import ArgumentParser
import FilmgateDomain
import FilmgateServer
import Foundation

/// What can be said of a key when it is made.
struct KeySettings: ParsableArguments {
    @Option(help: "What it may do: generate, read, admin, with commas between. (default: generate,read)")
    var scopes: String?

    @Option(help: "Days after which it counts no more.")
    var expires: Int?

    @Option(help: "The only models that it may order, with commas between.")
    var models: String?

    @Option(help: "The only dialects that it may speak, with commas between.")
    var dialects: String?

    @Option(help: "A limit, such as creates_per_minute=10; once for each.")
    var limit: [String] = []

    func validate() throws {
        _ = try parsedScopes()
        _ = try parsedDialects()
        _ = try parsedModels()
        _ = try LimitArguments.limits(limit)
        if let expires, expires < 1 { throw ValidationError("--expires must be at least 1 day, not \(expires)") }
    }

    /// Puts the settings into a key that is being made.
    func apply(to key: inout APIKey, now: Timestamp) throws {
        key.scopes = try parsedScopes()
        key.dialects = try parsedDialects()
        key.models = try parsedModels()
        key.limits = try LimitArguments.limits(limit)
        key.expiresAt = expires.map { now + .seconds(Int64($0) * 86_400) }
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func parsedScopes() throws -> Set<KeyScope> {
        guard let scopes else { return KeyScope.standard }
        return Set(
            try Self.words(scopes).map { word in
                guard let scope = KeyScope(rawValue: word) else {
                    throw ValidationError("--scopes takes generate, read and admin, not \(word)")
                }
                return scope
            }
        )
    }

    private func parsedDialects() throws -> Set<DialectName>? {
        guard let dialects else { return nil }
        return Set(
            try Self.words(dialects).map { word in
                let name = DialectName(rawValue: word)
                guard DialectName.served.contains(name) else {
                    let known = DialectName.served.map(\.rawValue).joined(separator: ", ")
                    throw ValidationError("--dialects takes \(known), not \(word)")
                }
                return name
            }
        )
    }

    private func parsedModels() throws -> Set<String>? {
        guard let models else { return nil }
        return Set(
            try Self.words(models).map { word in
                guard let model = ModelCatalog.standard[word] else {
                    throw ValidationError("--models names \(word), which is no model of the catalog")
                }
                return model.id
            }
        )
    }
}

/// Limits as they are written on a command line: `open_tasks=5`, `money_per_day=2.50`.
enum LimitArguments {
    static func limits(_ texts: [String], onto limits: Limits = Limits()) throws -> Limits {
        var limits = limits
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let kind = LimitKind(rawValue: parts[0]) else {
                let known = LimitKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--limit takes NAME=VALUE, not \(text); the names are \(known)")
            }
            limits[kind] = try value(parts[1], kind)
        }
        return limits
    }

    /// `none` lifts a limit.
    private static func value(_ text: String, _ kind: LimitKind) throws -> Int64? {
        if text == "none" { return nil }
        switch kind {
        case .moneyPerDay, .moneyPerMonth:
            guard let micros = MoneyArgument.micros(text), micros >= 0 else {
                throw ValidationError("\(kind.rawValue) must be an amount such as 12.50, not \(text)")
            }
            return micros
        case .maximumResolution:
            guard let lines = Int64(text.hasSuffix("p") ? text.dropLast() : text[...]), lines > 0 else {
                throw ValidationError("\(kind.rawValue) must be lines such as 720p, not \(text)")
            }
            return lines
        case .createsPerMinute, .readsPerSecond, .openTasks, .queuedTasks, .tokensPerDay, .tokensPerMonth,
            .uploadBytesPerDay, .maximumDuration:
            guard let number = Int64(text), number >= 0 else {
                throw ValidationError("\(kind.rawValue) must be a whole number, not \(text)")
            }
            return number
        }
    }
}

/// An amount of money as it is written on a command line.
enum MoneyArgument {
    /// Millionths of `12.50` or `-3`; `nil` where it is no amount with at most six decimals below a thousand million.
    static func micros(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy("0123456789".contains) }),
            parts[0].count <= 9, let whole = Int64(parts[0])
        else { return nil }
        var decimals = parts.count == 2 ? String(parts[1]) : "0"
        guard decimals.count <= 6 else { return nil }
        decimals += String(repeating: "0", count: 6 - decimals.count)
        let micros = whole * 1_000_000 + (Int64(decimals) ?? 0)
        return isNegative ? -micros : micros
    }
}
