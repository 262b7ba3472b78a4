import Synchronization

/// Counts what the writer commits, for metrics.
final class CommitMeter: Sendable {
    private let state = Mutex(CommitStatistics())

    func count(writes: Int, time: Duration, failed: Bool, logPages: Int) {
        let parts = time.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        state.withLock { state in
            state.times.add(seconds)
            state.sizes.add(Double(writes))
            if failed { state.failed += 1 }
            state.logBytes = logPages * 4096
        }
    }

    var statistics: CommitStatistics { state.withLock { $0 } }
}

/// What the writer has committed since the store was opened.
package struct CommitStatistics: Sendable, Equatable {
    /// Numbers counted in buckets.
    package struct Distribution: Sendable, Equatable {
        /// The upper ends of the buckets, rising.
        package let bounds: [Double]
        /// One for each bound, and one for what is above all of them.
        package private(set) var counts: [Int]
        package private(set) var sum = 0.0

        init(_ bounds: [Double]) {
            self.bounds = bounds
            counts = Array(repeating: 0, count: bounds.count + 1)
        }

        mutating func add(_ value: Double) {
            counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
            sum += value
        }
    }

    /// Seconds from the beginning of a transaction until it was synced.
    package internal(set) var times = Distribution([0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5])
    /// Writes that shared a transaction.
    package internal(set) var sizes = Distribution([1, 2, 4, 8, 16, 32, 64, 128, 256])
    /// Transactions that were lost.
    package internal(set) var failed = 0
    /// The write-ahead log after the newest commit.
    package internal(set) var logBytes = 0
}
