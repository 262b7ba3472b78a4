package import FilmgateDomain
import Synchronization

/// Makes task ids: no two alike, and each later than the one before, even within a millisecond or when the clock steps
/// back.
package final class TaskIDSource: Sendable {
    private struct State {
        var last = ULID(high: 0, low: 0)
        var random: any RandomNumberGenerator & Sendable
    }

    private let state: Mutex<State>

    package init(random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        state = Mutex(State(random: random))
    }

    package func next(at now: Timestamp) -> VideoTask.ID {
        state.withLock { state in
            let fresh = ULID(
                milliseconds: UInt64(max(now.milliseconds, 0)),
                random: (
                    UInt16.random(in: 0...UInt16.max, using: &state.random),
                    UInt64.random(in: 0...UInt64.max, using: &state.random)
                )
            )
            let least = ULID(high: state.last.high &+ (state.last.low == .max ? 1 : 0), low: state.last.low &+ 1)
            state.last = fresh > state.last ? fresh : least
            return VideoTask.ID(state.last)
        }
    }
}
