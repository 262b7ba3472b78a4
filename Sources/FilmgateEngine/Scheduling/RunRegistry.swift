import FilmgateDomain
import Synchronization

/// The runs of what is made here: how to give one up, and the bell that calls for new work.
final class RunRegistry: Sendable {
    private let runs = Mutex<[VideoTask.ID: (attempt: Int, handle: Task<Void, Never>)]>([:])
    /// Rung whenever a slot may have become free, or a task may have come.
    let bell: Bell

    init(bell: Bell) {
        self.bell = bell
    }

    func signal() {
        bell.ring()
    }

    func add(_ run: Task<Void, Never>, for task: VideoTask) {
        runs.withLock { $0[task.id] = (task.attempt, run) }
    }

    /// Forgets the run of this attempt. The next attempt may have begun already, and stays.
    func remove(_ task: VideoTask) {
        runs.withLock { runs in
            if runs[task.id]?.attempt == task.attempt { runs[task.id] = nil }
        }
    }

    /// Gives the run of a task up; nothing happens where it has none.
    func cancel(_ id: VideoTask.ID) {
        runs.withLock { $0[id] }?.handle.cancel()
    }

    func cancelAll() {
        for run in runs.withLock({ Array($0.values) }) { run.handle.cancel() }
    }
}
