/// A day of the UTC calendar.
public struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let number: Int64

    public init(number: Int64) { self.number = number }

    public init(_ moment: Timestamp) {
        let seconds = moment.seconds
        number = seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400)
    }

    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }

    public var start: Timestamp { Timestamp(seconds: number * 86_400) }
    public var next: Day { Day(number: number + 1) }
    public var firstOfMonth: Day { Day(number: number - Int64(civil.day) + 1) }

    public var firstOfNextMonth: Day {
        // No month has more than 31 days: the 32nd of one is in the next.
        Day(number: firstOfMonth.number + 31).firstOfMonth
    }

    /// Year, month and day of the Gregorian calendar.
    public var civil: (year: Int64, month: Int, day: Int) {
        // Days are counted in eras of 400 years that start on 1 March, so that leap days come last.
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let inEra = shifted - era * 146_097
        let year = (inEra - inEra / 1460 + inEra / 36524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * year + year / 4 - year / 100)
        let month = (5 * inYear + 2) / 153
        let calendarMonth = month < 10 ? month + 3 : month - 9
        return (
            year: year + era * 400 + (calendarMonth <= 2 ? 1 : 0),
            month: Int(calendarMonth),
            day: Int(inYear - (153 * month + 2) / 5 + 1)
        )
    }

    /// - Returns: `nil` where `text` is not what ``text`` writes of a year of four digits.
    public init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int64(parts[0]), let month = Int64(parts[1]),
            let day = Int64(parts[2]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // Days of the months before it in a year that starts in March.
        let years = month > 2 ? year : year - 1
        let inYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let found = Day(number: years * 365 + years / 4 - years / 100 + years / 400 + inYear - 719_468)
        guard found.text == text else { return nil }
        self = found
    }

    /// `YYYY-MM-DD`.
    public var text: String {
        let (year, month, day) = civil
        return "\(year)-\(Self.two(month))-\(Self.two(day))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
