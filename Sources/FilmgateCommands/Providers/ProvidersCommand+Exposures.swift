import ArgumentParser
import FilmgateDomain
import FilmgateStoreSQLite

extension ProvidersCommand {
    struct Exposures: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what accounts may charge and no customer pays: doubts, lost results, deviations, orphans.",
            discussion: """
                First how many there are of each kind at each account, then the newest one by one, each with the most \
                that the account may charge for it: list price times cost_factor. Of a deviation, the customer has \
                paid for what was delivered.
                """
        )

        @OptionGroup var place: DataPlace

        @Option(help: "The most lines.")
        var limit = 50

        func run() async throws {
            let limit = max(limit, 1)
            let (totals, newest) = try await place.withStore { store in
                (try await store.exposureTotals(), try await store.exposures(limit: limit))
            }
            for total in totals {
                print(
                    "\(total.count)  \(total.kind.rawValue)  \(total.provider.rawValue)  at most \(total.most.text)  "
                        + "newest \(total.newest.iso8601)"
                )
            }
            for exposure in newest {
                print(
                    [
                        exposure.at.iso8601, exposure.kind.rawValue, exposure.provider.rawValue,
                        exposure.task.ulid.text, exposure.upstreamID ?? "-", exposure.most?.text ?? "-",
                        exposure.detail,
                    ].joined(separator: "  ")
                )
            }
        }
    }
}
