import FilmgateDomain

/// A moment as a calendar and a clock show it, without Foundation: dates are written on the hot path.
struct CivilTime: Equatable {
    var year: Int
    var month: Int
    var day: Int
    var hour: Int
    var minute: Int
    var second: Int

    /// What a clock `offset` seconds ahead of UTC shows, from year 0 on.
    init(secondsSince1970: Int64, offset: Int64 = 0) {
        let local = secondsSince1970 + offset
        let days = Self.floorDivide(local, 86400)
        let inDay = Int(local - days * 86400)
        let date = Day(number: days).civil
        year = Int(date.year)
        month = date.month
        day = date.day
        hour = inDay / 3600
        minute = inDay / 60 % 60
        second = inDay % 60
    }

    /// `nil` for a date or time that no calendar or clock has.
    init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let leap = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard
            (1...12).contains(month), (1...lengths[month - 1]).contains(day),
            (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// Seconds since 1970 of a clock that shows UTC.
    var secondsSince1970: Int64 {
        let shiftedYear = Int64(month <= 2 ? year - 1 : year)
        let era = Self.floorDivide(shiftedYear, 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return days * 86400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// `20260108111352`
    var digits: String {
        let date = (year * 100 + month) * 100 + day
        return Self.padded(((date * 100 + hour) * 100 + minute) * 100 + second, 14)
    }

    /// `2026-01-08T11:13:52` with `fraction` between the seconds and the `Z`.
    func iso8601(fraction: String = "") -> String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
            + "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))\(fraction)Z"
    }

    /// A number with zeros in front, up to `width` digits.
    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
    }
}

extension Timestamp {
    /// `2026-03-10T13:41:23Z`
    var iso8601: String { CivilTime(secondsSince1970: seconds).iso8601() }

    /// `2026-03-10T13:41:23.000000Z`, with six fractional digits as Laravel writes them.
    var iso8601Micros: String {
        let fraction = "." + CivilTime.padded(Int(milliseconds - seconds * 1000), 3) + "000"
        return CivilTime(secondsSince1970: seconds).iso8601(fraction: fraction)
    }
}
