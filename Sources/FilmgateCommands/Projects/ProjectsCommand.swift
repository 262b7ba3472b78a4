import ArgumentParser
import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import FilmgateStoreSQLite
import Foundation

/// `filmgate projects`: who owns keys, tasks and money.
struct ProjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "projects",
        abstract: "Make and list projects, set what they may spend; a running server follows at once.",
        subcommands: [List.self, Set.self, TopUp.self, Adjust.self, Ledger.self, Usage.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List projects with their balance and limits.")

        @OptionGroup var place: DataPlace

        func run() async throws {
            let rows = try await place.withStore { store in
                var rows: [(Project, Money)] = []
                for project in try await store.projects() {
                    rows.append((project, try await store.balance(of: project.id)))
                }
                return rows
            }
            for (project, balance) in rows {
                let spends = project.isUnlimited ? "unlimited" : "balance \(balance.text)"
                print(
                    "\(project.name)  \(project.id.rawValue)  \(spends)  factor \(project.priceFactor)  \(project.limits.text)"
                )
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set what a project may do; made where there is none of that name."
        )

        @OptionGroup var place: DataPlace

        @Argument(help: "The project's name.")
        var name: String

        @Option(help: "Whether it may spend without a balance: true or false.")
        var unlimited: Bool?

        @Option(name: .customLong("price-factor"), help: "Thousandths of the list price that it pays.")
        var priceFactor: Int?

        @Option(help: "A limit, such as open_tasks=5, or open_tasks=none; once for each.")
        var limit: [String] = []

        func validate() throws {
            _ = try LimitArguments.limits(limit)
            if let priceFactor, priceFactor < 0 {
                throw ValidationError("--price-factor must not be negative, but is \(priceFactor)")
            }
        }

        func run() async throws {
            try await place.withStore(makes: true) { store in
                let now = SystemTime.now()
                let old = try await store.project(named: name, now: now)
                var project = old
                if let unlimited { project.isUnlimited = unlimited }
                if let priceFactor { project.priceFactor = priceFactor }
                project.limits = try LimitArguments.limits(limit, onto: project.limits)
                try await store.administer([.saveProject(project, was: old)], by: AuditEntry.commandLine, at: now)
            }
        }
    }

    struct TopUp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "top-up", abstract: "Add money to a project.")

        @OptionGroup var movement: MoneyMovement

        func run() async throws { try await movement.enter(.topUp) }
    }

    struct Adjust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Correct a project's balance, up or down.")

        @OptionGroup var movement: MoneyMovement

        func run() async throws { try await movement.enter(.adjustment) }
    }

    struct Ledger: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show every movement of a project's money.")

        @OptionGroup var place: DataPlace

        @Argument(help: "The project's name.")
        var name: String

        func run() async throws {
            let entries = try await place.withStore { store in
                try await store.ledger(of: ProjectsCommand.find(name, in: store).id)
            }
            for entry in entries {
                print(
                    [
                        entry.at.iso8601, entry.kind.rawValue, entry.amount.text, entry.actor ?? "engine",
                        entry.task?.ulid.text ?? "-", entry.note ?? "",
                    ].joined(separator: "  ")
                )
            }
        }
    }

    struct Usage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what ended tasks came to, by UTC days, as CSV or JSON; it outlives the tasks."
        )

        @OptionGroup var place: DataPlace

        @Argument(help: "The project's name. (default: all projects)")
        var name: String?

        @Option(help: "The first day, such as 2026-11-01.")
        var from: String?

        @Option(help: "The last day.")
        var to: String?

        @Option(
            name: .customLong("group-by"),
            help: "Some of day, project, key, model, provider, status, with commas between. (default: all)"
        )
        var groupBy: String?

        @Flag(help: "Print JSON.")
        var json = false

        private func report() throws -> UsageReport {
            do throws(Refusal) {
                return try UsageReport(from: from, to: to, groups: groupBy)
            } catch {
                throw ValidationError(error.sentence)
            }
        }

        func validate() throws { _ = try report() }

        func run() async throws {
            let report = try report()
            let rows = try await place.withStore { store in
                let projects =
                    if let name { [try await ProjectsCommand.find(name, in: store)] } else {
                        try await store.projects()
                    }
                var rows: [(Project, [UsageRow])] = []
                for project in projects { rows.append((project, try await store.usage(of: project.id))) }
                return rows
            }
            let lines = report.lines(rows)
            if json {
                print(JSONWriter.text(["data": .array(lines.map(\.json))]))
            } else {
                print(report.csv(lines), terminator: "")
            }
        }
    }

    static func find(_ name: String, in store: SQLiteStore) async throws -> Project {
        guard let project = try await store.projects().first(where: { $0.name == name }) else {
            throw ExitCode.report("there is no project \(name)", code: .noInput)
        }
        return project
    }
}

/// A movement of money that an operator makes, and why.
struct MoneyMovement: ParsableArguments {
    @OptionGroup var place: DataPlace

    @Argument(help: "The project's name.")
    var name: String

    @Argument(help: "The amount in the project's currency, such as 100 or 12.50.")
    var amount: String

    @Option(help: "Why; it stands in the ledger and the audit log.")
    var reason: String

    func validate() throws {
        guard let micros = MoneyArgument.micros(amount), micros != 0 else {
            throw ValidationError("the amount must be like 100 or 12.50 and not nothing, but is \(amount)")
        }
    }

    func enter(_ kind: LedgerEntry.Kind) async throws {
        guard let micros = MoneyArgument.micros(amount), kind == .adjustment || micros > 0 else {
            throw ValidationError("a top-up must be more than nothing, not \(amount)")
        }
        let balance = try await place.withStore { store in
            let project = try await ProjectsCommand.find(name, in: store)
            let now = SystemTime.now()
            let entry = LedgerEntry(
                project: project.id,
                task: nil,
                kind: kind,
                amount: Money(micros: micros, currency: project.currency),
                at: now,
                note: reason
            )
            try await store.administer([.enter(entry)], by: AuditEntry.commandLine, at: now)
            return try await store.balance(of: project.id)
        }
        print("balance \(balance.text)")
    }
}
