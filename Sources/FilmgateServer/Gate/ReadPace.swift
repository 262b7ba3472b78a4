import FilmgateDomain
import FilmgateEngine
import Synchronization

/// The token buckets of reads, lists and deletes, or of creates that are refused: one for each owner that has the limit,
/// twice the rate deep. They live in memory: what they guard costs nothing but work.
final class ReadPace: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Timestamp
    }

    /// Owners that are remembered at a time; a full table is begun anew, which only gives.
    private static let capacity = 10_000

    private let buckets = Mutex<[LimitOwner: Bucket]>([:])

    /// Takes one read of each owner.
    func take(_ principal: Principal, at now: Timestamp) throws(Refusal) { try take(1, principal, at: now) }

    /// Refuses where nothing is left, and takes nothing.
    func check(_ principal: Principal, at now: Timestamp) throws(Refusal) { try take(0, principal, at: now) }

    private func take(_ count: Double, _ principal: Principal, at now: Timestamp) throws(Refusal) {
        for owned in principal.limits {
            guard let rate = owned.limits[.readsPerSecond] else { continue }
            guard !take(count, owned.owner, rate: rate, at: now) else { continue }
            throw LimitReached(
                kind: .readsPerSecond,
                owner: owned.owner,
                limit: rate,
                used: rate,
                asked: 1,
                resetAt: now + .seconds(1)
            ).refusal(at: now, currency: principal.project.currency)
        }
    }

    private func take(_ count: Double, _ owner: LimitOwner, rate: Int64, at now: Timestamp) -> Bool {
        buckets.withLock { buckets in
            if buckets.count >= Self.capacity, buckets[owner] == nil { buckets = [:] }
            let depth = Double(rate) * 2
            var bucket = buckets[owner] ?? Bucket(tokens: depth, at: now)
            let elapsed = Double(max((now - bucket.at).milliseconds, 0)) / 1000
            bucket.tokens = min(depth, bucket.tokens + elapsed * Double(rate))
            // Also where the clock was set back.
            bucket.at = now
            let isEnough = bucket.tokens >= 1
            if isEnough { bucket.tokens -= count }
            buckets[owner] = bucket
            return isEnough
        }
    }
}
