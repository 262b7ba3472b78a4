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
    /// - Returns: the task afterwards; `nil` where it is gone, has gone on to another attempt, or its state does not
    ///   allow the event any more.
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
                // A full disk, say: the event has happened, so it is written as soon as that works again.
                try await persist("change not written, trying again") { [store, epoch] in
                    try await store.apply(change, epoch: epoch)
                }
                logger.info(
                    "task changed",
                    metadata: [
                        "task.id": "\(task.id.ulid.text)", "task.event": "\(event.name)",
                        "task.state": "\(change.task.state.rawValue)", "attempt": "\(change.task.attempt)",
                    ]
                )
                return change.task
            } catch StoreError.stale {
                let fresh = try await persist("task not read, trying again") { [store] in
                    try await store.task(task.id, in: nil)
                }
                // What an attempt came to must not be told of the next one; a deadline ends any.
                guard let fresh, fresh.attempt == task.attempt || event == .expired else { return nil }
                current = fresh
            }
        }
    }

    /// Does `work` again, a second apart, until the store can.
    ///
    /// - Throws: what waiting does not cure, and `CancellationError` where a wait was cut short; `work` itself always runs
    ///   to its end, because a change is small and half of one would be worse.
    func persist<Value: Sendable>(
        _ complaint: Logger.Message,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                return try await Task { try await work() }.value
            } catch let error where error.isPassing {
                logger.error(complaint, metadata: ["error": "\(error)"])
                try await moments.sleep(.seconds(1))
            }
        }
    }
}

extension Error {
    /// Whether a store that threw this may do better a second later.
    var isPassing: Bool {
        switch self {
        case let error as StoreError:
            switch error {
            case .busy, .full: true
            case .stale, .superseded, .duplicate, .unknownProject, .queueFull, .allQueuesFull, .idempotencyMismatch,
                .insufficientFunds, .balanceOutOfRange, .limitReached, .unknownKey, .unknownCallback, .newerSchema,
                .locked,
                .closed:
                false
            }
        case is CancellationError, is TransitionRefused: false
        default: true
        }
    }
}
