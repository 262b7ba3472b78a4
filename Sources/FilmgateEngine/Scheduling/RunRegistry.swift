import FilmgateDomain
import Synchronization

/// The runs under way: how many hold a slot, and how to give one up.
final class RunRegistry: Sendable {
    private struct State {
        var slots = 0
        var runs: [VideoTask.ID: (attempt: Int, handle: Task<Void, Never>)] = [:]
    }

    private let state = Mutex(State())
    /// Fires whenever a slot may have become free or a task may have come.
    let wakeups: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    init() {
        (wakeups, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func signal() {
        wake.yield()
    }

    func finish() {
        wake.finish()
    }

    var occupied: Int {
        state.withLock { $0.slots }
    }

    var isIdle: Bool {
        state.withLock { $0.runs.isEmpty }
    }

    func takeSlots(_ count: Int) {
        state.withLock { $0.slots += count }
    }

    func freeSlot() {
        state.withLock { $0.slots -= 1 }
        signal()
    }

    func has(_ id: VideoTask.ID) -> Bool {
        state.withLock { $0.runs[id] != nil }
    }

    func add(_ run: Task<Void, Never>, for task: VideoTask) {
        state.withLock { $0.runs[task.id] = (task.attempt, run) }
    }

    /// Forgets the run of this attempt. The next attempt may have begun already, and stays.
    func remove(_ task: VideoTask) {
        state.withLock { state in
            if state.runs[task.id]?.attempt == task.attempt { state.runs[task.id] = nil }
        }
    }

    /// Gives the run of a task up; nothing happens where it has none.
    func cancel(_ id: VideoTask.ID) {
        state.withLock { $0.runs[id] }?.handle.cancel()
    }

    func cancelAll() {
        for run in state.withLock({ Array($0.runs.values) }) { run.handle.cancel() }
    }
}

/// One slot of a provider, given back exactly once.
final class Slot: Sendable {
    private let held: Mutex<Bool>
    private let registry: RunRegistry

    init(in registry: RunRegistry) {
        held = Mutex(true)
        self.registry = registry
    }

    /// Gives the slot back; the second call does nothing.
    func release() {
        let first = held.withLock { held in
            defer { held = false }
            return held
        }
        if first { registry.freeSlot() }
    }
}
