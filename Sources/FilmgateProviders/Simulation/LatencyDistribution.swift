#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How long something takes: always the same, or log-normal above a least time.
package enum LatencyDistribution: Sendable, Equatable {
    case fixed(Duration)
    /// Half of the times are up to `median`, of a hundred all but one up to `p99`; `least <= median <= p99`.
    case spread(least: Duration, median: Duration, p99: Duration)

    /// The time for a number from 0 to 1, of which each is as likely: 0.5 is the median.
    package func value(at share: Double) -> Duration {
        switch self {
        case .fixed(let duration): return duration
        case .spread(let least, let median, let p99):
            let middle = Self.seconds(median - least)
            let late = Self.seconds(p99 - least)
            guard middle > 0 else { return share < 0.99 ? median : p99 }
            let width = max(log(late / middle), 0) / Self.deviations(of: 0.99)
            let above = middle * exp(width * Self.deviations(of: min(max(share, 1e-9), 1 - 1e-9)))
            return min(least + .nanoseconds(Int64(above * 1e9)), p99 * 3)
        }
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    /// How many standard deviations of a normal distribution lie below that share of it, to three digits (Abramowitz and
    /// Stegun 26.2.23).
    static func deviations(of share: Double) -> Double {
        let tail = min(share, 1 - share)
        let t = sqrt(-2 * log(tail))
        let above = 2.515517 + t * (0.802853 + t * 0.010328)
        let below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        let distance = t - above / below
        return share < 0.5 ? -distance : distance
    }
}
