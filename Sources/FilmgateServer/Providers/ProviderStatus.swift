package import FilmgateDialects
import FilmgateDomain
import FilmgateEngine
import FilmgateMedia
import Foundation
import Logging
import ServiceLifecycle

/// How the accounts stand, as the running server writes it for `filmgate providers list`.
package struct ProviderStatus: Sendable {
    package struct Account: Sendable, Equatable {
        package var name: String
        package var dialect: String
        /// `well`, `resting`, `draining` or `gone`.
        package var health: String
        package var reason: String?
        package var open: Int
        package var concurrency: Int
        package var openFlex: Int
        package var flexConcurrency: Int?
        package var doubtful: Int
        /// Creates by what became of them, since the server's start.
        package var outcomes: [String: Int]
    }

    package var accounts: [Account]
    /// Milliseconds since 1970.
    package var writtenAt: Int

    /// A server that runs writes more often than this.
    package static let freshness = Duration.seconds(5)

    package static func path(in directory: String) -> String { directory + "/providers.json" }
}

extension ProviderStatus.Account {
    init(_ standing: AccountStanding) {
        name = standing.name.rawValue
        dialect = standing.dialect?.rawValue ?? "preview"
        health = standing.health.rawValue
        reason = standing.reason
        open = standing.open
        concurrency = standing.concurrency
        openFlex = standing.openFlex
        flexConcurrency = standing.flexConcurrency
        doubtful = standing.doubtful
        outcomes = Dictionary(
            standing.statistics.counts.map { ($0.key.rawValue, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

extension ProviderStatus {
    package var json: JSONValue {
        [
            "written_at": .integer(writtenAt),
            "providers": .array(accounts.map(\.json)),
        ]
    }

    /// What a server wrote last; `nil` where there is nothing of that kind.
    package init?(directory: String) {
        guard
            let data = FileManager.default.contents(atPath: Self.path(in: directory)),
            case .object(let object)? = try? JSONParser.parse(Array(data)),
            case .integer(let moment)? = object["written_at"],
            case .array(let entries)? = object["providers"]
        else { return nil }
        writtenAt = moment
        accounts = entries.compactMap(Account.init)
    }
}

extension ProviderStatus.Account {
    package var json: JSONValue {
        var counts = JSONObject()
        for (name, count) in outcomes.sorted(by: { $0.key < $1.key }) { counts[name] = .integer(count) }
        return [
            "name": .string(name), "dialect": .string(dialect), "health": .string(health),
            "reason": reason.map(JSONValue.string) ?? .null, "open": .integer(open),
            "concurrency": .integer(concurrency), "open_flex": .integer(openFlex),
            "flex_concurrency": flexConcurrency.map(JSONValue.integer) ?? .null, "doubtful": .integer(doubtful),
            "outcomes": .object(counts),
        ]
    }

    init?(_ value: JSONValue) {
        guard case .object(let object) = value else { return nil }
        func text(_ key: String) -> String? {
            if case .string(let text)? = object[key] { text } else { nil }
        }
        func number(_ key: String) -> Int? {
            if case .integer(let number)? = object[key] { number } else { nil }
        }
        guard let name = text("name"), let dialect = text("dialect"), let health = text("health") else { return nil }
        self.name = name
        self.dialect = dialect
        self.health = health
        reason = text("reason")
        open = number("open") ?? 0
        concurrency = number("concurrency") ?? 0
        openFlex = number("open_flex") ?? 0
        flexConcurrency = number("flex_concurrency")
        doubtful = number("doubtful") ?? 0
        outcomes = [:]
        guard case .object(let counts)? = object["outcomes"] else { return }
        for (key, value) in counts.members {
            if case .integer(let count) = value { outcomes[key] = count }
        }
    }
}

/// Writes the status while the server runs: once a second, and only into a file that is replaced whole.
struct StatusKeeper: Service {
    let providers: ProviderDirectory
    let directory: String
    let moments: Moments
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    write()
                    try await moments.sleep(.seconds(1))
                }
            }
        } catch is CancellationError {
            // The end of the server is no failure of this service.
        }
    }

    private func write() {
        let status = ProviderStatus(
            accounts: providers.standings.map(ProviderStatus.Account.init),
            writtenAt: Int(moments.now().milliseconds)
        )
        let path = ProviderStatus.path(in: directory)
        do {
            // Private like everything in the directory, and never seen half written.
            let fresh = path + ".new"
            try FileSystem.remove(fresh)
            let file = try OpenFile.creating(fresh)
            try JSONWriter.bytes(status.json).withUnsafeBytes { bytes in try file.write(bytes) }
            try FileSystem.move(fresh, to: path)
        } catch {
            logger.warning("status not written", metadata: ["error": "\(error)"])
        }
    }
}
