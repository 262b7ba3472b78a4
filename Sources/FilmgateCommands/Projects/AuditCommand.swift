import ArgumentParser
import FilmgateDomain
import FilmgateStoreSQLite

/// `filmgate audit`: who changed what.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show changes of projects, keys, limits and money, newest first."
    )

    @OptionGroup var place: DataPlace

    @Option(help: "The most lines.")
    var limit = 50

    func run() async throws {
        let limit = max(limit, 1)
        let log = try await place.withStore { try await $0.auditLog(limit: limit) }
        for entry in log {
            print("\(entry.at.iso8601)  \(entry.actor)  \(entry.action)  \(entry.subject)  \(entry.detail)")
        }
    }
}
