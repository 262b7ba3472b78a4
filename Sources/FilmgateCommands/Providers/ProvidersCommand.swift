import ArgumentParser
import FilmgateClientNIO
import FilmgateDialects
import FilmgateDomain
import FilmgateServer
import FilmgateStoreSQLite
import Foundation

/// `filmgate providers`: the accounts that videos come from.
struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers",
        abstract: "Look at upstream accounts, try them, take them out of work.",
        subcommands: [List.self, Check.self, Drain.self, Exposures.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the accounts of the server on a data directory, with health and open tasks."
        )

        @OptionGroup var place: DataPlace

        @Flag(help: "Write JSON.")
        var json = false

        func run() async throws {
            let drained = try await place.withStore { try await $0.drainedProviders() }
            let now = SystemTime.now().milliseconds
            let status = ProviderStatus(directory: place.directory)
            let age = status.map { Duration.milliseconds(now - Int64($0.writtenAt)) }
            let isRunning = age.map { $0 < ProviderStatus.freshness } ?? false
            if json {
                printJSON(status, isRunning: isRunning, drained: drained)
            } else {
                printTable(status, isRunning: isRunning, drained: drained)
            }
        }

        private func printJSON(_ status: ProviderStatus?, isRunning: Bool, drained: Set<ProviderName>) {
            var object = JSONObject()
            object["running"] = .bool(isRunning)
            object["written_at"] = status.map { .integer($0.writtenAt) } ?? .null
            object["drained"] = .array(drained.map(\.rawValue).sorted().map(JSONValue.string))
            object["providers"] = .array((status?.accounts ?? []).map(\.json))
            print(String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self))
        }

        private func printTable(_ status: ProviderStatus?, isRunning: Bool, drained: Set<ProviderName>) {
            guard let status else {
                print("no server has run on this data directory")
                return
            }
            let moment = Timestamp(milliseconds: Int64(status.writtenAt)).iso8601
            if !isRunning { print("the server does not run; this is how it was at \(moment)") }
            print(Self.row("NAME", "DIALECT", "HEALTH", "OPEN", "FLEX", "DOUBT", "SUCCEEDED", "FAILED", "WHY"))
            for account in status.accounts {
                let isDrained = drained.contains(ProviderName(rawValue: account.name))
                let flex = account.flexConcurrency.map { "\(account.openFlex)/\($0)" } ?? "\(account.openFlex)"
                print(
                    Self.row(
                        account.name,
                        account.dialect,
                        isDrained ? "draining" : account.health,
                        "\(account.open)/\(account.concurrency)",
                        flex,
                        "\(account.doubtful)",
                        "\(account.outcomes["succeeded", default: 0])",
                        "\(account.outcomes["failed", default: 0])",
                        account.reason ?? ""
                    )
                )
            }
        }

        private static func row(_ cells: String...) -> String {
            zip(cells, [20, 14, 10, 10, 8, 7, 11, 8, 0])
                .map { $0.padding(toLength: max($1, $0.count + 1), withPad: " ", startingAt: 0) }
                .joined()
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call each configured account once and say what works: address, key, models.",
            discussion: "Makes no task and costs nothing. The exit code is 0 where every account works and 1 otherwise."
        )

        @Option(help: "Configuration file in YAML. (default: that of FILMGATE_CONFIG)")
        var config: String?

        @Argument(help: "The account. (default: all)")
        var name: String?

        func run() async throws {
            var source = SettingsSource(environment: ProcessInfo.processInfo.environment)
            source.config = config
            let (settings, problems) = source.read()
            if let problem = problems.first { throw ExitCode.report(problem.description, code: .configuration) }
            let chosen = settings.providers.filter { name == nil || $0.name.rawValue == name }
            guard !chosen.isEmpty else {
                let what = name.map { "there is no provider \($0)" } ?? "no provider is configured"
                throw ExitCode.report(what, code: .noInput)
            }
            let transport = AsyncHTTPTransport()
            var isWell = true
            do {
                for provider in chosen {
                    let probe = try await ProviderProbe.ask(
                        provider,
                        among: settings.providers,
                        transport: transport,
                        now: SystemTime.now()
                    )
                    isWell = isWell && probe.isWell
                    Self.describe(probe)
                }
            } catch {
                try await transport.shutdown()
                throw ExitCode.report("\(error)", code: .configuration)
            }
            try await transport.shutdown()
            if !isWell { throw ExitCode(1) }
        }

        private static func describe(_ probe: ProviderProbe) {
            let words =
                switch probe.finding {
                case .isHere: "is here"
                case .works(let milliseconds): "works: reached in \(milliseconds) ms, the key counts"
                case .keyRefused(let detail): "is reached, but refuses the key: \(detail)"
                case .answered(let status, let detail): "is reached, but answers \(status): \(detail)"
                case .unreached(let reason): "is not reached: \(reason)"
                }
            print("\(probe.name.rawValue) (\(probe.dialect)) \(words)")
            for (model, isNamed) in probe.models.sorted(by: { $0.key < $1.key }) {
                let note =
                    switch isNamed {
                    case true?: "the account names it"
                    case false?: "the account does not name it"
                    case nil: "configured"
                    }
                print("  \(model): \(note)")
            }
        }
    }

    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send an account nothing new; what is open there is followed to its end.",
            discussion: "The running server notices within a second. It holds until it is undone, also over restarts."
        )

        @OptionGroup var place: DataPlace

        @Argument(help: "The account, by its name in the configuration.")
        var name: String

        @Flag(help: "Let it work again.")
        var undo = false

        func run() async throws {
            let provider = ProviderName(rawValue: name)
            let isDrained = !undo
            let known = ProviderStatus(directory: place.directory)?.accounts.map(\.name) ?? []
            let wasDrained = try await place.withStore { store in
                let before = try await store.drainedProviders()
                guard known.contains(name) || before.contains(provider) else {
                    throw ExitCode.report(
                        "the server on this data directory knows no provider \(name); it knows "
                            + (known.isEmpty ? "none" : known.joined(separator: ", ")),
                        code: .noInput
                    )
                }
                try await store.administer(
                    [isDrained ? .drain(provider) : .undrain(provider)],
                    by: AuditEntry.commandLine,
                    at: SystemTime.now()
                )
                return before.contains(provider)
            }
            let change = isDrained ? "drains" : "works again"
            print(
                wasDrained == isDrained
                    ? "\(name) \(isDrained ? "drains already" : "was at work")" : "\(name) \(change)"
            )
        }
    }
}
