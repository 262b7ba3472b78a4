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

    /// `YYYY-MM-DD`.
    public var text: String {
        let (year, month, day) = civil
        return "\(year)-\(Self.two(month))-\(Self.two(day))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
