import FilmgateDialects
import FilmgateDomain

/// What a usage query asks for: whole days, UTC, at most 31 of them, and how they are put together (vendors.md
/// section 2.1 names `start`, `end` and `group_by`; their forms are ours).
struct UsageQuery: Equatable {
    enum Group: String, CaseIterable {
        case day
        case model
        case status

        func name(of row: UsageRow) -> String {
            switch self {
            case .day: Day(number: row.day).text
            case .model: row.model
            case .status: row.state.rawValue
            }
        }
    }

    /// The longest span, in days.
    private static let longest: Int64 = 31
    private static let secondsOfDay: Int64 = 86400

    let from: Timestamp
    let to: Timestamp
    let group: Group

    /// The days, counted from 1970-01-01, that the span touches.
    var days: ClosedRange<Int64> { from.seconds / Self.secondsOfDay...to.seconds / Self.secondsOfDay }

    init(_ call: Call, now: Timestamp) throws(Refusal) {
        to = try Self.moment("end", call) ?? now
        from = try Self.moment("start", call) ?? to - .seconds(6 * Self.secondsOfDay)
        guard from <= to, to.seconds - from.seconds <= Self.longest * Self.secondsOfDay else {
            throw Refusal(
                .invalid,
                .wire("start"),
                given: call.query("start"),
                .predicate(
                    "it must be at or before `end`, by at most \(Self.longest) days",
                    chinese: "必须不晚于 end，且相差不超过 \(Self.longest) 天"
                )
            )
        }
        let word = call.query("group_by") ?? Group.day.rawValue
        guard let known = Group(rawValue: word) else {
            throw Refusal(
                .invalid,
                .wire("group_by"),
                given: word,
                .rule(.oneOf(Group.allCases.map(\.rawValue)))
            )
        }
        group = known
    }

    private static func moment(_ name: String, _ call: Call) throws(Refusal) -> Timestamp? {
        guard let text = call.query(name) else { return nil }
        guard let seconds = Int64(text), (0...253_402_300_799).contains(seconds) else {
            throw Refusal(
                .invalid,
                .wire(name),
                given: text,
                .predicate("it must be a moment in seconds since 1970", chinese: "必须是 Unix 时间戳（秒）")
            )
        }
        return Timestamp(seconds: seconds)
    }
}
