import FilmgateProviders
import Yams

/// `simulate:`, which makes a bad upstream of the server.
extension ConfigurationReader {
    func simulation(_ node: Node) throws(ConfigurationError) -> SimulationSettings {
        var result = SimulationSettings()
        try section(node, key: "simulate") { (key, node) throws(ConfigurationError) in
            switch key {
            case "simulate.seed": result.seed = UInt64(try integer(node, key, 0...Int.max))
            case "simulate.videos": result.isInstant = try word(node, key, ["instant", "render"]) == "instant"
            case "simulate.concurrency": result.concurrency = try integer(node, key, 1...1_000_000)
            case "simulate.retry_after": result.retryAfter = try duration(node, key)
            case "simulate.latency": result.latencies = try latencies(node)
            case "simulate.faults": result.faults = try faults(node)
            default:
                throw unknown(
                    key,
                    node,
                    known: ["seed", "videos", "concurrency", "retry_after", "latency", "faults"]
                )
            }
        }
        return result
    }

    private func latencies(_ node: Node) throws(ConfigurationError) -> [SimulatedLatency: LatencyDistribution] {
        var result: [SimulatedLatency: LatencyDistribution] = [:]
        try section(node, key: "simulate.latency") { (key, node) throws(ConfigurationError) in
            let name = String(key.dropFirst("simulate.latency.".count))
            guard let latency = SimulatedLatency(rawValue: name) else {
                throw unknown(key, node, known: SimulatedLatency.allCases.map(\.rawValue))
            }
            result[latency] = try distribution(node, key)
        }
        return result
    }

    /// A time, or `{min, median, p99}`.
    private func distribution(_ node: Node, _ key: String) throws(ConfigurationError) -> LatencyDistribution {
        guard let mapping = node.mapping else { return .fixed(try duration(node, key, least: .zero)) }
        var times: [String: Duration] = [:]
        for (name, value) in mapping {
            let word = name.string ?? ""
            guard ["min", "median", "p99"].contains(word) else {
                throw unknown("\(key).\(word)", value, known: ["min", "median", "p99"])
            }
            times[word] = try duration(value, "\(key).\(word)", least: .zero)
        }
        guard let median = times["median"], let p99 = times["p99"] else {
            throw wrong(key, node, "must be a time, or have median and p99, and may have min")
        }
        let least = times["min"] ?? .zero
        guard least <= median, median <= p99 else {
            throw wrong(key, node, "must have min <= median <= p99")
        }
        return .spread(least: least, median: median, p99: p99)
    }

    private func faults(_ node: Node) throws(ConfigurationError) -> [SimulatedFault: Double] {
        var result: [SimulatedFault: Double] = [:]
        let groups = SimulatedOperation.allCases.map(\.rawValue) + ["task"]
        try section(node, key: "simulate.faults") { (key, node) throws(ConfigurationError) in
            let group = String(key.dropFirst("simulate.faults.".count))
            guard groups.contains(group) else { throw unknown(key, node, known: groups) }
            var sum = 0.0
            try section(node, key: key) { (key, node) throws(ConfigurationError) in
                guard let fault = SimulatedFault(rawValue: String(key.dropFirst("simulate.faults.".count))) else {
                    throw unknown(key, node, known: SimulatedFault.of(group).map(\.name))
                }
                let value = try probability(node, key)
                result[fault] = value
                sum += value
            }
            // Twelve tenths of a hundredth may add up to a little more than 1.
            guard sum <= 1 + 1e-9 else {
                throw wrong(key, node, "must hold probabilities that add up to 1 at most, not to \(sum)")
            }
        }
        return result
    }
}
