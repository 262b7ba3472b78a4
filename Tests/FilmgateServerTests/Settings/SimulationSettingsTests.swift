import FilmgateProviders
import Foundation
import Testing

@testable import FilmgateServer

@Suite("The simulation in the configuration")
struct SimulationSettingsTests {
    @Test("every key is read")
    func everything() throws {
        let read = try ReadConfiguration(
            """
            simulate:
              seed: 7
              videos: instant
              concurrency: 12
              retry_after: 3s
              latency:
                create: { min: 5ms, median: 20ms, p99: 2s }
                read: 5ms
                render: { median: 1s, p99: 10s }
              faults:
                create: { throttled: 0.1, reset_after: 0.05 }
                task: { stuck: 1 }
            """
        )
        #expect(read.problems.isEmpty)
        var expected = SimulationSettings()
        expected.seed = 7
        expected.isInstant = true
        expected.concurrency = 12
        expected.retryAfter = .seconds(3)
        expected.latencies = [
            .create: .spread(least: .milliseconds(5), median: .milliseconds(20), p99: .seconds(2)),
            .read: .fixed(.milliseconds(5)), .render: .spread(least: .zero, median: .seconds(1), p99: .seconds(10)),
        ]
        expected.faults = [.createThrottled: 0.1, .createResetAfter: 0.05, .taskStuck: 1]
        #expect(read.settings.simulation == expected)
    }

    @Test("without the key nothing is simulated, and an empty one simulates a good upstream")
    func absence() throws {
        #expect(try ReadConfiguration("").settings.simulation == nil)
        #expect(try ReadConfiguration("simulate:\n").settings.simulation == SimulationSettings())
    }

    @Test("every fault can be set by its name", arguments: SimulatedFault.allCases)
    func names(fault: SimulatedFault) throws {
        let read = try ReadConfiguration("simulate: {faults: {\(fault.group): {\(fault.name): 0.25}}}")
        #expect(read.problems.isEmpty)
        #expect(read.settings.simulation?.faults == [fault: 0.25])
    }

    @Test(
        "what is wrong is named",
        arguments: [
            ("seed: -1", "simulate.seed"), ("videos: some", "simulate.videos"), ("colour: red", "simulate.colour"),
            ("concurrency: 0", "simulate.concurrency"), ("retry_after: 0s", "simulate.retry_after"),
            ("latency: {sleep: 5s}", "simulate.latency.sleep"), ("latency: {read: fast}", "simulate.latency.read"),
            ("latency: {read: {median: 1s}}", "simulate.latency.read"),
            ("latency: {read: {median: 2s, p99: 1s}}", "simulate.latency.read"),
            ("latency: {read: {median: 2s, p99: 3s, mean: 1s}}", "simulate.latency.read.mean"),
            ("faults: {upload: {reset: 1}}", "simulate.faults.upload"),
            ("faults: {create: {reset: 1}}", "simulate.faults.create.reset"),
            ("faults: {create: {throttled: 1.1}}", "simulate.faults.create.throttled"),
            ("faults: {create: {throttled: 0.6, reset_after: 0.5}}", "simulate.faults.create"),
        ]
    )
    func wrong(text: String, key: String) throws {
        let read = try ReadConfiguration("simulate:\n  \(text)\n")
        #expect(read.problems.map(\.key) == [key])
        #expect(read.problems.first?.line == 2)
    }
}
