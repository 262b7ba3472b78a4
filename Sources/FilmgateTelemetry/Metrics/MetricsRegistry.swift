/// Where everything that can be measured is asked at the moment of a scrape.
package final class MetricsRegistry: Sendable {
    package typealias Source = @Sendable () async throws -> [MetricFamily]

    private let sources: [(name: String, read: Source)]

    /// - Parameter sources: each with a name that stands in `filmgate_scrape_failed` where it could not be asked.
    package init(_ sources: [(name: String, read: Source)]) {
        self.sources = sources
    }

    /// Asks all sources. One that fails leaves its families out and says so; the others are told all the same.
    package func collect() async -> [MetricFamily] {
        var families: [MetricFamily] = []
        var failed: [MetricFamily.Sample] = []
        for (name, read) in sources {
            do {
                families += try await read()
                failed.append(MetricFamily.Sample(0, labels: [("source", name)]))
            } catch {
                failed.append(MetricFamily.Sample(1, labels: [("source", name)]))
            }
        }
        families.append(
            MetricFamily("filmgate_scrape_failed", .gauge, "1 where a source of metrics could not be asked.", failed)
        )
        return families
    }
}
