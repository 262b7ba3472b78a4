import FilmgateDomain
import FilmgateStoreSQLite
import FilmgateTelemetry

extension StoreStanding {
    /// The store's part of the metrics.
    func families(at now: Timestamp) -> [MetricFamily] {
        [tasksFamily, heldFamily, exposuresFamily] + ages(at: now) + commitFamilies
    }

    private var tasksFamily: MetricFamily {
        MetricFamily(
            "filmgate_tasks",
            .gauge,
            "Tasks by state.",
            VideoTask.State.allCases.map {
                MetricFamily.Sample(Double(tasks[$0] ?? 0), labels: [("state", $0.rawValue)])
            }
        )
    }

    private var heldFamily: MetricFamily {
        MetricFamily(
            "filmgate_money_held",
            .gauge,
            "Money that open tasks hold, in whole units of the currency.",
            held.sorted { $0.key < $1.key }.map {
                MetricFamily.Sample(Double($0.value) / 1_000_000, labels: [("currency", $0.key)])
            }
        )
    }

    private var exposuresFamily: MetricFamily {
        MetricFamily(
            "filmgate_exposures",
            .gauge,
            "Records of what an upstream may charge and no customer pays, by kind.",
            Exposure.Kind.allCases.map {
                MetricFamily.Sample(Double(exposures[$0.rawValue] ?? 0), labels: [("kind", $0.rawValue)])
            }
        )
    }

    private func ages(at now: Timestamp) -> [MetricFamily] {
        func age(_ moment: Timestamp?) -> Double {
            moment.map { Double(max(now.milliseconds - $0.milliseconds, 0)) / 1000 } ?? 0
        }
        return [
            MetricFamily(
                "filmgate_queue_oldest_seconds",
                .gauge,
                "Age of the queued task that waits longest; 0 without one.",
                age(oldestQueued)
            ),
            MetricFamily(
                "filmgate_callbacks_due",
                .gauge,
                "Callbacks that are due and not delivered.",
                Double(dueCallbacks)
            ),
            MetricFamily(
                "filmgate_callback_lag_seconds",
                .gauge,
                "Time for which the callback that waits longest has been due; 0 without one.",
                age(oldestCallback)
            ),
        ]
    }

    private var commitFamilies: [MetricFamily] {
        [
            MetricFamily(
                "filmgate_store_commit_seconds",
                .histogram,
                "Time of a commit until it is synced.",
                HistogramVector.samples(
                    counts: commits.times.counts,
                    bounds: commits.times.bounds,
                    sum: commits.times.sum
                )
            ),
            MetricFamily(
                "filmgate_store_commit_writes",
                .histogram,
                "Writes that shared a commit.",
                HistogramVector.samples(
                    counts: commits.sizes.counts,
                    bounds: commits.sizes.bounds,
                    sum: commits.sizes.sum
                )
            ),
            MetricFamily(
                "filmgate_store_commits_failed_total",
                .counter,
                "Commits that were lost.",
                Double(commits.failed)
            ),
            MetricFamily(
                "filmgate_store_wal_bytes",
                .gauge,
                "Size of the write-ahead log after the newest commit.",
                Double(commits.logBytes)
            ),
            MetricFamily(
                "filmgate_store_waiting_writes",
                .gauge,
                "Writes that wait for a commit.",
                Double(waitingWrites)
            ),
        ]
    }
}
