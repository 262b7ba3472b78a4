import FilmgateDomain
import Synchronization

/// Queued tasks that were refused or failed a moment ago: until their time they go only to an account that has not had
/// them yet.
final class Deferrals: Sendable {
    private struct Deferral {
        var until: Int64
        var avoided: Set<ProviderName>
        var times: Int
    }

    private let deferrals = Mutex<[VideoTask.ID: Deferral]>([:])

    private static let first: Int64 = 1000
    private static let longest: Int64 = 60_000

    /// The account did not take the task. Each time the wait doubles, up to a minute.
    func refused(_ task: VideoTask.ID, by account: ProviderName, at now: Int64, chance: Double) {
        deferrals.withLock { deferrals in
            var deferral = deferrals[task] ?? Deferral(until: now, avoided: [], times: 0)
            let wait = min(Self.first << min(deferral.times, 10), Self.longest)
            deferral.times += 1
            deferral.avoided.insert(account)
            deferral.until = now + wait + Int64(Double(wait) * 0.25 * chance)
            deferrals[task] = deferral
        }
    }

    /// An attempt there failed; the task waits so long before it goes there again.
    func failed(_ task: VideoTask.ID, at account: ProviderName, wait: Duration, now: Int64) {
        deferrals.withLock { deferrals in
            let times = deferrals[task]?.times ?? 0
            deferrals[task] = Deferral(until: now + wait.milliseconds, avoided: [account], times: times)
        }
    }

    /// The accounts to avoid for the task, and whether it rather waits than goes there.
    func avoided(_ task: VideoTask.ID, at now: Int64) -> (accounts: Set<ProviderName>, isStrict: Bool) {
        deferrals.withLock { deferrals in
            guard let deferral = deferrals[task] else { return ([], false) }
            return (deferral.avoided, deferral.until > now)
        }
    }

    func forget(_ task: VideoTask.ID) {
        deferrals.withLock { $0[task] = nil }
    }

    /// When the next wait is over.
    func next(after now: Int64) -> Int64? {
        deferrals.withLock { $0.values.lazy.map(\.until).filter { $0 > now }.min() }
    }

    /// Forgets those of tasks that have ended elsewhere: their wait is long over.
    func tidy(at now: Int64) {
        deferrals.withLock { $0 = $0.filter { $0.value.until > now - 3_600_000 } }
    }
}
