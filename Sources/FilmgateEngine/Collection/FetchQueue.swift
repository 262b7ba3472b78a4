import FilmgateDomain
import Synchronization

/// Finished tasks whose files are to be fetched: so many at a time, the others wait as small values.
final class FetchQueue: Sendable {
    struct Item: Sendable {
        let task: VideoTask.ID
        let attempt: Int
        let account: LiveAccount
        var report: UpstreamReport
        /// When the account said that it is done, in milliseconds of the steady clock.
        let since: Int64
        var tries = 0
        /// Tries that brought something that is no video.
        var damaged = 0
    }

    private struct State {
        var ready: [Item] = []
        var first = 0
        var later: [(at: Int64, item: Item)] = []
        var running = 0
    }

    private let state = Mutex(State())
    let bell = Bell()

    func add(_ item: Item) {
        state.withLock { $0.ready.append(item) }
        bell.ring()
    }

    /// The same again, at that time.
    func add(_ item: Item, at moment: Int64) {
        state.withLock { $0.later.append((moment, item)) }
        bell.ring()
    }

    /// The next to be fetched, at most `limit` at a time; ``done()`` gives its place back.
    func take(at now: Int64, limit: Int) -> Item? {
        state.withLock { state in
            if state.later.contains(where: { $0.at <= now }) {
                state.ready += state.later.filter { $0.at <= now }.map(\.item)
                state.later.removeAll { $0.at <= now }
            }
            guard state.running < limit, state.first < state.ready.count else { return nil }
            let item = state.ready[state.first]
            state.first += 1
            if state.first > 512 || state.first == state.ready.count {
                state.ready.removeFirst(state.first)
                state.first = 0
            }
            state.running += 1
            return item
        }
    }

    func done() {
        state.withLock { $0.running -= 1 }
        bell.ring()
    }

    /// When the next of those that wait is to be tried again.
    var next: Int64? { state.withLock { $0.later.lazy.map(\.at).min() } }
}
