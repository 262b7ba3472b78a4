import ArgumentParser
import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import FilmgateStoreSQLite
import Foundation

/// `filmgate callbacks`: what was told to whom, and to tell it again.
struct CallbacksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "callbacks",
        abstract: "Look at callbacks, owe one again, show the secret that they are signed with.",
        subcommands: [List.self, Retry.self, Secret.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List tries, newest first.")

        @OptionGroup var place: DataPlace

        @Option(help: "Only those of this task, by its id in any dialect's form.")
        var task: String?

        @Option(help: "The most lines.")
        var limit = 50

        func run() async throws {
            var id: VideoTask.ID?
            if let task {
                id = VideoTask.ID(named: task)
                guard id != nil else { throw ExitCode.report("\(task) is no task id", code: .noInput) }
            }
            let (id_, limit) = (id, max(limit, 1))
            let tries = try await place.withStore { try await $0.callbackLog(of: id_, limit: limit) }
            for attempt in tries { print(Self.line(attempt)) }
        }

        private static func line(_ attempt: CallbackTry) -> String {
            let next =
                switch attempt.next {
                case .done: "done"
                case .givenUp: "given up"
                case .again(let moment): "again at \(moment.iso8601)"
                }
            let event = attempt.event
            return [
                "\(attempt.number)", attempt.at.iso8601, event.task.ulid.text, event.state.rawValue,
                attempt.status.map(String.init) ?? "-", next, attempt.detail, event.address,
            ].joined(separator: "  ")
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Owe a callback again that was given up, at once; the running server sends it within a second."
        )

        @OptionGroup var place: DataPlace

        @Argument(help: "The callback's number, the first column of the list.")
        var number: Int64

        func run() async throws {
            let number = number
            do {
                try await place.withStore {
                    try await $0.administer(
                        [.retryCallback(number)],
                        by: AuditEntry.commandLine,
                        at: SystemTime.now()
                    )
                }
            } catch StoreError.unknownCallback {
                throw ExitCode.report("there is no callback \(number) that is owed or was given up", code: .noInput)
            }
            print("callback \(number) is owed again")
        }
    }

    struct Secret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the secret that a project's callbacks are signed with (Standard Webhooks)."
        )

        @OptionGroup var place: DataPlace

        @Option(help: "The project.")
        var project = Project.defaultName

        @Flag(help: "Make a new one first; the old one signs beside it for a while.")
        var rotate = false

        @Option(help: "Hours for which the old one signs beside the new one.")
        var overlap = 24

        func run() async throws {
            let now = SystemTime.now()
            let (name, rotates, hours) = (project, rotate, max(overlap, 0))
            let secret = try await place.withStore { store -> WebhookSecret? in
                let project = try await ProjectsCommand.find(name, in: store)
                guard rotates else { return try await store.secrets(of: project.id).first }
                return try await store.rotateSecret(
                    of: project.id,
                    now: now,
                    overlapEnd: now + .seconds(hours * 3600)
                )
            }
            guard let secret else { throw ExitCode.report("the project \(name) has no secret", code: .noInput) }
            print(secret.text)
        }
    }
}
