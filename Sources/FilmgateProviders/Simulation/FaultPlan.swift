/// Decides what goes wrong and how long it takes: a pure function of the seed, of what is asked, and of how often it was
/// asked before, so that a run can be repeated whatever the order in which its requests come.
package struct FaultPlan: Sendable {
    private let settings: SimulationSettings

    package init(_ settings: SimulationSettings) {
        self.settings = settings
    }

    /// What the `number`th request of that operation about `subject` meets; `nil` where nothing.
    func fault(of operation: SimulatedOperation, about subject: String, number: Int) -> SimulatedFault? {
        fault(in: operation.rawValue, about: subject, number: number)
    }

    /// What becomes of a task that the `number`th create about `subject` made; `nil` where it does well.
    func fate(about subject: String, number: Int) -> SimulatedFault? {
        fault(in: "task", about: subject, number: number)
    }

    func delay(of latency: SimulatedLatency, about subject: String, number: Int) -> Duration {
        let distribution =
            switch latency {
            case .renderFlex: settings.latencies[.renderFlex] ?? settings.latencies[.render]
            case .create, .read, .render, .download: settings.latencies[latency]
            }
        guard let distribution else { return .zero }
        return distribution.value(at: share("latency." + latency.rawValue, subject, number))
    }

    private func fault(in group: String, about subject: String, number: Int) -> SimulatedFault? {
        var left = share(group, subject, number)
        for fault in SimulatedFault.of(group) {
            guard let probability = settings.faults[fault] else { continue }
            if left < probability { return fault }
            left -= probability
        }
        return nil
    }

    /// A number from 0 to below 1, each as likely, always the same for the same question.
    private func share(_ group: String, _ subject: String, _ number: Int) -> Double {
        // FNV-1a over the words, then the finish of SplitMix64, which spreads what differs little.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        func mix(_ value: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: value >> shift)) }
        }
        mix(settings.seed)
        for byte in group.utf8 { mix(byte) }
        mix(UInt8(0))
        for byte in subject.utf8 { mix(byte) }
        mix(UInt8(0))
        mix(UInt64(bitPattern: Int64(number)))
        var value = hash &+ 0x9e37_79b9_7f4a_7c15
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        value ^= value >> 31
        return Double(value >> 11) / Double(1 << 53)
    }
}
