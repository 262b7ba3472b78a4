internal import FilmgateClient
internal import NIOCore
internal import Synchronization

/// Ends an exchange that takes too long or has gone silent.
enum TimeLimited {
    struct Expired: Error {
        let reason: String
    }

    /// When the last byte came.
    final class Activity: Sendable {
        private let last = Mutex(ContinuousClock.now)

        func note() {
            let now = ContinuousClock.now
            last.withLock { $0 = now }
        }

        var moment: ContinuousClock.Instant { last.withLock { $0 } }
    }

    static func run<Value: Sendable>(
        _ call: HTTPCall,
        on loop: any EventLoop,
        _ body: @escaping @Sendable (Activity) async throws -> Value
    ) async throws -> Value {
        let activity = Activity()
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body(activity) }
            group.addTask { throw try await expiry(call, activity, loop) }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    private static func expiry(
        _ call: HTTPCall,
        _ activity: Activity,
        _ loop: any EventLoop
    ) async throws -> Expired {
        let deadline = ContinuousClock.now + call.timeout
        while true {
            let silent = call.idle.map { activity.moment + $0 } ?? deadline
            let next = min(deadline, silent)
            if next <= .now {
                return deadline <= .now
                    ? Expired(reason: "no whole answer within \(call.timeout)")
                    : Expired(reason: "no byte within \(call.idle ?? call.timeout)")
            }
            try await sleep(for: next - .now, on: loop)
        }
    }

    /// By the event loop: a timer that is cancelled is gone there, while one of a task lies about until its time, and here
    /// there is one for every exchange.
    private static func sleep(for duration: Duration, on loop: any EventLoop) async throws {
        let timer = loop.scheduleTask(in: TimeAmount(duration)) {}
        try await withTaskCancellationHandler {
            try await timer.futureResult.get()
        } onCancel: {
            timer.cancel()
        }
    }
}
