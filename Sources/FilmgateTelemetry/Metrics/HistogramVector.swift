import Synchronization

/// Times or sizes by the values of a few labels, counted in buckets.
///
/// The number of series is bounded: what comes beyond it is counted under `other`.
package final class HistogramVector: Sendable {
    private struct Series {
        /// One for each bound, and one for what is above all of them.
        var counts: [Int]
        var sum = 0.0
    }

    /// Seconds, from what memory answers to what a slow upload takes.
    package static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    private let name: String
    private let help: String
    private let labels: [String]
    private let bounds: [Double]
    private let limit: Int
    private let series = Mutex<[[String]: Series]>([:])

    /// The `bounds` are the upper ends of the buckets, rising.
    package init(
        _ name: String,
        _ help: String,
        labels: [String],
        bounds: [Double] = HistogramVector.seconds,
        limit: Int = 500
    ) {
        self.name = name
        self.help = help
        self.labels = labels
        self.bounds = bounds
        self.limit = limit
    }

    /// Counts `value`; `values` stand in the order of the labels.
    package func observe(_ value: Double, _ values: [String]) {
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        series.withLock { series in
            let isKnown = series[values] != nil || series.count < limit
            let key = isKnown ? values : labels.map { _ in "other" }
            var one = series[key] ?? Series(counts: Array(repeating: 0, count: bounds.count + 1))
            one.counts[place] += 1
            one.sum += value
            series[key] = one
        }
    }

    package var family: MetricFamily {
        let all = series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let samples = all.flatMap { key, one in
            Self.samples(
                counts: one.counts,
                bounds: bounds,
                sum: one.sum,
                labels: Array(zip(labels, key).map { (name: $0, value: $1) })
            )
        }
        return MetricFamily(name, .histogram, help, samples)
    }

    /// The lines of one histogram: cumulative buckets, the sum, the count. `counts` has one more than `bounds`.
    package static func samples(
        counts: [Int],
        bounds: [Double],
        sum: Double,
        labels: [(name: String, value: String)] = []
    ) -> [MetricFamily.Sample] {
        var total = 0
        var samples: [MetricFamily.Sample] = []
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            let place = labels + [(name: "le", value: MetricsText.number(bound))]
            samples.append(MetricFamily.Sample(Double(total), suffix: "_bucket", labels: place))
        }
        samples.append(MetricFamily.Sample(sum, suffix: "_sum", labels: labels))
        samples.append(MetricFamily.Sample(Double(total), suffix: "_count", labels: labels))
        return samples
    }
}
