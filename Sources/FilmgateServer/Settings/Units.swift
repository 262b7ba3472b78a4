import FilmgateDomain

/// Durations and rates as the configuration writes them.
enum Units {
    /// `250ms`, `30s`, `5m`, `24h`, `7d`: a whole number and a unit. `nil` for everything else.
    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count <= 100_000_000 else { return nil }
        return switch text.dropFirst(digits.count) {
        case "ms": .milliseconds(count)
        case "s": .seconds(count)
        case "m": .seconds(count * 60)
        case "h": .seconds(count * 3600)
        case "d": .seconds(count * 86400)
        default: nil
        }
    }

    /// `600/min`, `20/s`, `1000/h`: calls in any window of that length, at least one. `nil` for everything else.
    static func rate(_ text: String) -> CallRate? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Int(parts[0]), (1...1_000_000).contains(calls) else { return nil }
        return switch parts[1] {
        case "s": CallRate(calls, per: .seconds(1))
        case "min", "m": CallRate(calls, per: .seconds(60))
        case "h": CallRate(calls, per: .seconds(3600))
        default: nil
        }
    }

    /// `512MB`, `2GB`, `100KB` or plain bytes; a unit is 1024 of the one before it. `nil` for everything else.
    static func bytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int(digits), count <= 1 << 30 else { return nil }
        return switch text.dropFirst(digits.count) {
        case "": count
        case "KB": count << 10
        case "MB": count << 20
        case "GB": count << 30
        default: nil
        }
    }

    /// A number with at most three decimals as thousandths: `1`, `0.85`, `1.125`. `nil` for everything else.
    static func thousandths(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard
            (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isWholeNumber) }),
            let whole = Int(parts[0]), whole <= 1_000_000
        else { return nil }
        guard parts.count == 2 else { return whole * 1000 }
        guard parts[1].count <= 3, let fraction = Int(parts[1] + String(repeating: "0", count: 3 - parts[1].count))
        else { return nil }
        return whole * 1000 + fraction
    }

    /// As the configuration would write it, in the largest unit that is exact.
    static func text(_ duration: Duration) -> String {
        let parts = duration.components
        let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        for (unit, size) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)] as [(String, Int64)]
        where milliseconds.isMultiple(of: size) && milliseconds != 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
