import Testing

@testable import FilmgateTelemetry

@Suite("Metrics")
struct MetricsTests {
    @Test("the text is Prometheus' own, with everything escaped")
    func text() {
        let family = MetricFamily(
            "a_total",
            .counter,
            "One\nline \\",
            [MetricFamily.Sample(3, labels: [("route", "/a\"b\\\n")]), MetricFamily.Sample(0.5)]
        )
        #expect(
            MetricsText.text([family, MetricFamily("none", .gauge, "left out", [])])
                == "# HELP a_total One\\nline \\\\\n# TYPE a_total counter\n"
                + "a_total{route=\"/a\\\"b\\\\\\n\"} 3\na_total 0.5\n"
        )
    }

    @Test("numbers that are none are written as Prometheus reads them")
    func numbers() {
        #expect(
            [.infinity, -.infinity, .nan, 1e18, 0.25].map(MetricsText.number) == [
                "+Inf", "-Inf", "NaN", "1000000000000000000", "0.25",
            ]
        )
    }

    @Test("buckets are cumulative, and a value on a bound belongs to it")
    func histogram() {
        let vector = HistogramVector("h", "", labels: ["route"], bounds: [1, 2])
        for value in [0.5, 1, 1.5, 9] { vector.observe(value, ["r"]) }
        let family = vector.family
        #expect(family.samples.map(\.value) == [2, 3, 4, 12, 4])
        #expect(family.samples.map(\.suffix) == ["_bucket", "_bucket", "_bucket", "_sum", "_count"])
        #expect(family.samples.compactMap { $0.labels.first { $0.name == "le" }?.value } == ["1", "2", "+Inf"])
    }

    @Test("series beyond the limit are counted together")
    func bounded() {
        let counter = CounterVector("c", "", labels: ["a", "b"], limit: 2)
        let histogram = HistogramVector("h", "", labels: ["a"], bounds: [1], limit: 2)
        for number in 0..<10 {
            counter.add(["\(number)", "x"])
            histogram.observe(0, ["\(number)"])
        }
        #expect(counter.family.samples.map(\.value) == [1, 1, 8])
        #expect(counter.family.samples.last?.labels.map(\.value) == ["other", "other"])
        #expect(histogram.family.samples.count == 3 * 4)
    }

    @Test("a source that fails says so and takes nothing else with it")
    func failing() async {
        struct Broken: Error {}
        let registry = MetricsRegistry([
            ("good", { [MetricFamily("x", .gauge, "", 1)] }), ("bad", { throw Broken() }),
        ])
        let families = await registry.collect()
        #expect(families.map(\.name) == ["x", "filmgate_scrape_failed"])
        #expect(families.last?.samples.map(\.value) == [0, 1])
    }
}
