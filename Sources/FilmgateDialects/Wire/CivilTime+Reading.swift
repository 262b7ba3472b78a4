import FilmgateDomain

extension CivilTime {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the form that RFC 9110 has every server write; `nil` for any other.
    init?(httpDate text: String) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(whereSeparator: { $0 == " " || $0 == ":" })
        guard
            parts.count == 8, parts[7] == "GMT",
            let day = Self.number(parts[1], digits: 2),
            let month = months.firstIndex(of: String(parts[2])),
            let year = Self.number(parts[3], digits: 4),
            let hour = Self.number(parts[4], digits: 2),
            let minute = Self.number(parts[5], digits: 2),
            let second = Self.number(parts[6], digits: 2)
        else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    /// Exactly so many digits, without a sign.
    fileprivate static func number(_ text: Substring, digits: Int) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }
}

extension Timestamp {
    /// Times of vendors up to the year 5138: beyond that a number is no time, and no sum of times overflows.
    private static let plausible: Range<Int64> = 0..<100_000_000_000

    /// `2026-03-10T13:41:23Z`, with a fraction of any length or without, in UTC or at an offset such as `+08:00`; `nil` for
    /// anything else.
    init?(iso8601 text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false).map(Substring.init)
        guard parts.count == 2 else { return nil }
        let date = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard let zone = parts[1].firstIndex(where: { "Z+-".contains($0) }) else { return nil }
        let clock = parts[1][..<zone].split(separator: ".", omittingEmptySubsequences: false)
        guard
            date.count == 3, (1...2).contains(clock.count),
            let offset = Self.offset(parts[1][zone...]),
            let milliseconds = Self.milliseconds(clock.count == 2 ? clock[1] : "0")
        else { return nil }
        let time = clock[0].split(separator: ":", omittingEmptySubsequences: false)
        guard
            time.count == 3,
            let year = CivilTime.number(date[0], digits: 4),
            let month = CivilTime.number(date[1], digits: 2),
            let day = CivilTime.number(date[2], digits: 2),
            let hour = CivilTime.number(time[0], digits: 2),
            let minute = CivilTime.number(time[1], digits: 2),
            let second = CivilTime.number(time[2], digits: 2),
            let shown = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        let seconds = shown.secondsSince1970 - offset
        guard Self.plausible.contains(seconds) else { return nil }
        self.init(milliseconds: seconds * 1000 + milliseconds)
    }

    /// A time as vendors write them: Unix seconds as a number or in quotes, or a date as text. 0 stands for none.
    init?(_ value: JSONValue?) {
        switch value {
        case .integer?, .double?:
            guard let seconds = value?.wholeNumber, seconds > 0, Self.plausible.contains(Int64(seconds)) else {
                return nil
            }
            self.init(seconds: Int64(seconds))
        case .string(let text)?:
            if let seconds = Int(text) { self.init(.integer(seconds)) } else { self.init(iso8601: text) }
        case .null?, .bool?, .long?, .array?, .object?, nil: return nil
        }
    }

    /// Thousandths of a second of the digits behind the point.
    private static func milliseconds(_ fraction: Substring) -> Int64? {
        guard !fraction.isEmpty, fraction.utf8.count <= 9, fraction.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        return Int64((fraction + "00").prefix(3))
    }

    /// Seconds ahead of UTC: `Z`, `+08:00` or `-0530`.
    private static func offset(_ zone: Substring) -> Int64? {
        if zone == "Z" { return 0 }
        let digits = zone.dropFirst().filter { $0 != ":" }
        guard
            digits.utf8.count == 4,
            let hours = CivilTime.number(digits.prefix(2), digits: 2), hours < 24,
            let minutes = CivilTime.number(digits.suffix(2), digits: 2), minutes < 60
        else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return zone.first == "-" ? -seconds : seconds
    }
}
