import Synchronization

/// Events by the values of a few labels.
///
/// The number of series is bounded: what comes beyond it is counted under `other`.
package final class CounterVector: Sendable {
    private let name: String
    private let help: String
    private let labels: [String]
    private let limit: Int
    private let counts = Mutex<[[String]: Int]>([:])

    package init(_ name: String, _ help: String, labels: [String], limit: Int = 1000) {
        self.name = name
        self.help = help
        self.labels = labels
        self.limit = limit
    }

    /// Counts one event; `values` stand in the order of the labels.
    package func add(_ values: [String]) {
        counts.withLock { counts in
            let isKnown = counts[values] != nil || counts.count < limit
            counts[isKnown ? values : labels.map { _ in "other" }, default: 0] += 1
        }
    }

    package var family: MetricFamily {
        let all = counts.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return MetricFamily(
            name,
            .counter,
            help,
            all.map { key, count in
                MetricFamily.Sample(Double(count), labels: zip(labels, key).map { (name: $0, value: $1) })
            }
        )
    }
}
