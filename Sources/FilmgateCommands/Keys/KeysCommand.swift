import ArgumentParser
import FilmgateDomain
import FilmgateServer
import FilmgateStoreSQLite
import Foundation

/// `filmgate keys`: makes, lists and revokes keys, also while the server runs.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list and revoke API keys; a running server follows at once.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key and print it, alone, once.")

        @OptionGroup var place: DataPlace

        @Option(help: "What the key is for.")
        var name = "key"

        @Option(help: "The project that the key belongs to; made where there is none of that name.")
        var project = Project.defaultName

        @Option(help: "The dialect that answers where a path alone does not tell.")
        var dialect: String?

        func validate() throws {
            for (option, value) in [("--name", name), ("--project", project)] where value.allSatisfy(\.isWhitespace) {
                throw ValidationError("\(option) must not be empty")
            }
            if let dialect, !DialectName.served.contains(where: { $0.rawValue == dialect }) {
                let known = DialectName.served.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--dialect must be one of \(known), not \(dialect)")
            }
        }

        func run() async throws {
            let key = try await place.withStore(makes: true) { store in
                try await KeyMaker(accounts: store, now: SystemTime.now)
                    .make(name: name, project: project, dialect: dialect.map { DialectName(rawValue: $0) })
            }
            print(key)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys; the keys themselves are not kept.")

        @OptionGroup var place: DataPlace

        func run() async throws {
            let keys = try await place.withStore { try await $0.keys() }
            print(Self.row("ID", "NAME", "PROJECT", "DIALECT", "CREATED", "REVOKED"))
            for (key, project) in keys {
                print(
                    Self.row(
                        key.id.rawValue,
                        key.name,
                        project,
                        key.homeDialect?.rawValue ?? "-",
                        key.createdAt.iso8601,
                        key.revokedAt.map(\.iso8601) ?? "-"
                    )
                )
            }
        }

        private static func row(_ cells: String...) -> String {
            zip(cells, [31, 16, 16, 13, 21, 20])
                .map { $0.padding(toLength: max($1, $0.count + 1), withPad: " ", startingAt: 0) }
                .joined()
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a key by its id, at once.")

        @OptionGroup var place: DataPlace

        @Argument(help: "The id that `keys list` shows.")
        var id: String

        func run() async throws {
            let found = try await place.withStore {
                try await $0.revoke(APIKey.ID(rawValue: id), now: SystemTime.now())
            }
            guard found else { throw ExitCode.report("there is no key \(id)", code: .noInput) }
        }
    }
}
