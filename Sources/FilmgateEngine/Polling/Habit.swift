/// How long tasks of an account and tier take, as far as it was seen: a running mean and spread, in milliseconds.
struct Habit {
    private var mean: Double = 0
    private var spread: Double = 0
    private(set) var count = 0

    mutating func learn(_ duration: Int64) {
        let value = Double(max(duration, 0))
        count += 1
        let weight = max(1 / Double(count), 0.05)
        let distance = value - mean
        mean += weight * distance
        spread += weight * (abs(distance) - spread)
    }

    /// The age from which the end is likely; `nil` before anything was seen.
    var likelyFrom: Int64? { count >= 5 ? Int64(max(mean - 1.5 * spread, mean * 0.5)) : nil }

    /// The age beyond which it takes as long as it takes.
    var likelyUntil: Int64? { count >= 5 ? Int64(mean * 3 + 30_000) : nil }
}
