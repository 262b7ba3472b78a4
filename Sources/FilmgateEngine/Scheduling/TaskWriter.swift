import FilmgateDomain
import Logging

/// Applies events to tasks: computes the change, writes it, and starts over where somebody else was faster.
struct TaskWriter: Sendable {
    let store: any TaskStore
    let epoch: Epoch
    let moments: Moments
    let logger: Logger

    /// Applies `event` to the task.
    ///
    /// - Returns: the task afterwards; `nil` where it is gone or its state does not allow the event any more.
    func apply(_ event: TaskEvent, to task: VideoTask) async throws -> VideoTask? {
        var current = task
        while true {
            let change: TaskChange
            do {
                change = try current.change(by: event, at: moments.now())
            } catch {
                return nil
            }
            do {
                try await store.apply(change, epoch: epoch)
                logger.info(
                    "task changed",
                    metadata: [
                        "task.id": "\(task.id.ulid.text)", "task.event": "\(event.name)",
                        "task.state": "\(change.task.state.rawValue)", "attempt": "\(change.task.attempt)",
                    ]
                )
                return change.task
            } catch StoreError.stale {
                guard let fresh = try await store.task(task.id, in: nil) else { return nil }
                current = fresh
            } catch StoreError.superseded {
                throw StoreError.superseded
            } catch {
                // A full disk, say: the event has happened, so it is written as soon as that works again.
                logger.error(
                    "change not written, trying again",
                    metadata: ["task.id": "\(task.id.ulid.text)", "error": "\(error)"])
                try await moments.sleep(.seconds(1))
            }
        }
    }
}
