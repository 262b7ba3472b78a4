import ArgumentParser
import FilmgateDialects
import FilmgateDomain
import FilmgateStoreSQLite
import Foundation

/// `filmgate tasks`: what became of a task, for whoever operates the server.
struct TasksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tasks",
        abstract: "Look at tasks.",
        subcommands: [Show.self]
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a task's state, its timeline with what was ignored or altered, and its attempts."
        )

        @OptionGroup var place: DataPlace

        @Argument(help: "The task's id in any dialect's form.")
        var id: String

        func run() async throws {
            guard let known = VideoTask.ID(named: id) else {
                throw ExitCode.report("\(id) is no task id", code: .noInput)
            }
            let lines = try await place.withStore { try await Self.lines(known, in: $0) }
            guard let lines else { throw ExitCode.report("there is no task \(id)", code: .noInput) }
            for line in lines { print(line) }
        }

        private static func lines(_ id: VideoTask.ID, in store: SQLiteStore) async throws -> [String]? {
            guard let task = try await store.task(id, in: nil) else { return nil }
            let model = task.order.model + (task.servedModel.map { " made by \($0)" } ?? "")
            var lines = ["\(task.id.ulid.text)  \(task.state.rawValue)  \(model)  \(task.dialect.rawValue)"]
            for entry in try await store.timeline(of: id) {
                lines.append("\(entry.at.iso8601)  \(entry.kind.rawValue)  \(entry.detail)")
            }
            for attempt in try await store.attempts(of: id) {
                let words = [
                    "attempt \(attempt.number) at \(attempt.provider.rawValue)", attempt.outcome.rawValue,
                    attempt.detail, attempt.cost.map { "cost \($0.text)" },
                ]
                lines.append(words.compactMap { $0 }.joined(separator: "  "))
            }
            return lines
        }
    }
}
