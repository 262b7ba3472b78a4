import ArgumentParser
import FilmgateDomain
import FilmgateServer
import FilmgateStoreSQLite
import Foundation

/// `filmgate keys`: makes, lists and revokes keys, also while the server runs.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Make, list, rotate and revoke API keys; a running server follows at once.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self]
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

        @OptionGroup var settings: KeySettings

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
                    .make(name: name, project: project, dialect: dialect.map { DialectName(rawValue: $0) }) {
                        try settings.apply(to: &$0, now: SystemTime.now())
                    }
            }
            print(key)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys; the keys themselves are not kept.")

        @OptionGroup var place: DataPlace

        func run() async throws {
            let keys = try await place.withStore { try await $0.keys() }
            print(
                Self.row(
                    "ID",
                    "NAME",
                    "PROJECT",
                    "DIALECT",
                    "CREATED",
                    "REVOKED",
                    "SCOPES",
                    "EXPIRES",
                    "LAST USED",
                    "LIMITS"
                )
            )
            for (key, project) in keys {
                print(
                    Self.row(
                        key.id.rawValue,
                        key.name,
                        project,
                        key.homeDialect?.rawValue ?? "-",
                        key.createdAt.iso8601,
                        key.revokedAt.map(\.iso8601) ?? "-",
                        key.scopes.map(\.rawValue).sorted().joined(separator: ","),
                        key.expiresAt.map(\.iso8601) ?? "-",
                        key.lastUsedAt.map(\.iso8601) ?? "-",
                        key.limits.isEmpty ? "-" : key.limits.text
                    )
                )
            }
        }

        private static func row(_ cells: String...) -> String {
            zip(cells, [31, 16, 16, 13, 21, 21, 20, 21, 21, 1])
                .map { $0.padding(toLength: max($1, $0.count + 1), withPad: " ", startingAt: 0) }
                .joined()
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a successor of a key and print it, alone, once; the old one counts until the overlap ends."
        )

        @OptionGroup var place: DataPlace

        @Argument(help: "The id that `keys list` shows.")
        var id: String

        @Option(help: "Hours that the old key still counts.")
        var overlap = 24

        func validate() throws {
            guard overlap >= 0 else { throw ValidationError("--overlap must not be negative, but is \(overlap)") }
        }

        func run() async throws {
            let successor = try await place.withStore { store in
                try await KeyMaker(accounts: store, now: SystemTime.now)
                    .rotate(APIKey.ID(rawValue: id), overlap: .seconds(Int64(overlap) * 3600))
            }
            guard let successor else { throw ExitCode.report("there is no key \(id) that counts", code: .noInput) }
            print(successor.text)
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
