import FilmgateDomain
import FilmgateEngine
import FilmgateTelemetry

/// The accounts' part of the metrics.
enum ProviderMetrics {
    static func families(_ standings: [AccountStanding]) -> [MetricFamily] {
        [
            each(standings, "filmgate_provider_open_tasks", .gauge, "Tasks open at an account, by tier.") {
                [("tier", "default", Double($0.open)), ("tier", "flex", Double($0.openFlex))]
            },
            each(standings, "filmgate_provider_health", .gauge, "1 for how an account stands, 0 for the rest.") {
                standing in
                [AccountStanding.Health.well, .resting, .draining, .gone].map {
                    ("health", $0.rawValue, standing.health == $0 ? 1 : 0)
                }
            },
            each(standings, "filmgate_attempts_total", .counter, "Attempts by what became of them.") { standing in
                AccountStatistics.Outcome.allCases.map {
                    ("outcome", $0.rawValue, Double(standing.statistics.counts[$0] ?? 0))
                }
            },
            each(standings, "filmgate_provider_calls_total", .counter, "Calls to an account, by kind.") { standing in
                standing.statistics.calls.sorted { $0.key < $1.key }.map { ("call", $0.key, Double($0.value)) }
            },
            one(
                standings,
                "filmgate_provider_doubtful_tasks",
                .gauge,
                "Tasks of which nobody knows whether an account has them."
            ) {
                Double($0.doubtful)
            },
            one(
                standings,
                "filmgate_provider_poll_lag_seconds",
                .gauge,
                "The longest that an open task has not been asked for."
            ) {
                let parts = $0.pollLag.components
                return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
            },
            one(standings, "filmgate_deviations_total", .counter, "Videos that were not as ordered.") {
                Double($0.statistics.deviations)
            },
        ]
    }

    private static func one(
        _ standings: [AccountStanding],
        _ name: String,
        _ kind: MetricFamily.Kind,
        _ help: String,
        _ value: (AccountStanding) -> Double
    ) -> MetricFamily {
        MetricFamily(
            name,
            kind,
            help,
            standings.map { MetricFamily.Sample(value($0), labels: [("provider", $0.name.rawValue)]) }
        )
    }

    private static func each(
        _ standings: [AccountStanding],
        _ name: String,
        _ kind: MetricFamily.Kind,
        _ help: String,
        _ values: (AccountStanding) -> [(label: String, word: String, value: Double)]
    ) -> MetricFamily {
        let samples = standings.flatMap { standing in
            values(standing).map { label, word, value in
                MetricFamily.Sample(value, labels: [("provider", standing.name.rawValue), (label, word)])
            }
        }
        return MetricFamily(name, kind, help, samples)
    }
}
