package import FilmgateDialects
package import FilmgateDomain

/// What tasks that have ended came to, by whole UTC days, put together as it is asked for: the rows outlive the tasks.
package struct UsageReport: Sendable {
    package enum Format: String, CaseIterable, Sendable {
        case json
        case csv
    }

    package enum Group: String, CaseIterable, Sendable {
        case day
        case project
        case key
        case model
        case provider
        case status

        fileprivate func name(of row: UsageRow, _ project: Project) -> String {
            switch self {
            case .day: Day(number: row.day).text
            case .project: project.name
            case .key: row.key?.rawValue ?? ""
            case .model: row.model
            case .provider: row.provider?.rawValue ?? ""
            case .status: row.state.rawValue
            }
        }
    }

    /// One line: what it is of, in the order of the report's groups, and its sums.
    package struct Line: Sendable, Equatable {
        package var names: [(group: Group, name: String)]
        package var currency: Currency
        package var tasks = 0
        package var tokens = 0
        package var chargedMicros: Int64 = 0
        package var costMicros: Int64 = 0

        package static func == (left: Line, right: Line) -> Bool { left.cells == right.cells }

        var cells: [String] {
            names.map(\.name) + [currency.rawValue, "\(tasks)", "\(tokens)", "\(chargedMicros)", "\(costMicros)"]
        }

        package var json: JSONValue {
            var object = JSONObject(names.map { (key: $0.group.rawValue, value: .string($0.name)) })
            object["currency"] = .string(currency.rawValue)
            object["tasks"] = .integer(tasks)
            object["tokens"] = .integer(tokens)
            object["charged_micros"] = .integer(Int(chargedMicros))
            object["cost_micros"] = .integer(Int(costMicros))
            return .object(object)
        }
    }

    package let groups: [Group]
    private let days: ClosedRange<Day>

    /// - Parameters:
    ///   - from: The first day, as `2026-11-29`; `nil` is the first of all.
    ///   - to: The last day.
    ///   - groups: Words of ``Group`` with commas between; `nil` is all.
    /// - Throws: what is wrong, named as the admin API names it.
    package init(from: String?, to: String?, groups: String?) throws(Refusal) {
        let first = try from.map { (text) throws(Refusal) in try Self.day(text, "from") } ?? Day(number: 0)
        let last = try to.map { (text) throws(Refusal) in try Self.day(text, "to") } ?? Day(number: 2_932_896)
        guard first <= last else {
            throw Refusal(
                .invalid,
                .wire("from"),
                given: from,
                .predicate("it must not be after `to`", chinese: "不能晚于 to")
            )
        }
        days = first...last
        guard let groups else {
            self.groups = Group.allCases
            return
        }
        var chosen: [Group] = []
        for word in groups.split(separator: ",", omittingEmptySubsequences: false) {
            guard let group = Group(rawValue: String(word)), !chosen.contains(group) else {
                throw Refusal(
                    .invalid,
                    .wire("group_by"),
                    given: groups,
                    .predicate(
                        "it must be words of \(Group.allCases.map(\.rawValue).joined(separator: ", ")), each once, "
                            + "with commas between",
                        chinese: "必须是以逗号分隔的 \(Group.allCases.map(\.rawValue).joined(separator: "、"))"
                    )
                )
            }
            chosen.append(group)
        }
        self.groups = chosen
    }

    private static func day(_ text: String, _ name: String) throws(Refusal) -> Day {
        guard let day = Day(text: text) else {
            throw Refusal(
                .invalid,
                .wire(name),
                given: text,
                .predicate("it must be a day such as 2026-11-29", chinese: "必须是日期，例如 2026-11-29")
            )
        }
        return day
    }

    /// The sums of the days that were asked for. Amounts of two currencies are never added up.
    package func lines(_ rows: [(Project, [UsageRow])]) -> [Line] {
        var lines: [[String]: Line] = [:]
        for (project, rows) in rows {
            for row in rows where days.contains(Day(number: row.day)) {
                let names = groups.map { (group: $0, name: $0.name(of: row, project)) }
                let place = names.map(\.name) + [project.currency.rawValue]
                var line = lines[place] ?? Line(names: names, currency: project.currency)
                line.tasks += row.tasks
                line.tokens += row.tokens
                line.chargedMicros += row.chargedMicros
                line.costMicros += row.costMicros
                lines[place] = line
            }
        }
        return lines.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    /// With a line of names first (RFC 4180).
    package func csv(_ lines: [Line]) -> String {
        let head = groups.map(\.rawValue) + ["currency", "tasks", "tokens", "charged_micros", "cost_micros"]
        return ([head] + lines.map(\.cells)).map { cells in
            cells.map(Self.quoted).joined(separator: ",") + "\r\n"
        }.joined()
    }

    /// A name that begins like a formula is no formula in a spreadsheet.
    private static func quoted(_ cell: String) -> String {
        var cell = cell
        if let first = cell.first, "=+-@\t\r".contains(first), Int64(cell) == nil { cell = "'" + cell }
        guard cell.contains(where: { ",\"\r\n".contains($0) }) else { return cell }
        return "\"\(cell.replacing("\"", with: "\"\""))\""
    }
}
