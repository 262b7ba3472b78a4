import FilmgateDomain
import FilmgateEngine
import Synchronization

/// A clock that only moves when a test says so.
final class HandTime: Sendable {
    private struct State {
        var now = Timestamp(seconds: 1_779_375_595)
        var nextID = 0
        var sleepers: [Int: (until: Timestamp, continuation: CheckedContinuation<Void, any Error>)] = [:]
    }

    private let state = Mutex(State())
    private let slept = Inbox<Void>()

    var now: Timestamp { state.withLock(\.now) }

    var moments: Moments {
        let start = now
        return Moments {
            self.now
        } elapsed: {
            self.now - start
        } chance: {
            0.5
        } sleep: {
            try await self.sleep($0)
        }
    }

    /// Moves on and wakes whoever has slept long enough.
    func advance(by duration: Duration) {
        let woken = state.withLock { state in
            state.now = state.now + duration
            let ready = state.sleepers.filter { $0.value.until <= state.now }
            for id in ready.keys { state.sleepers[id] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Returns once `count` sleep at the same time: then nobody is between reading the clock and lying down.
    func sleepers(_ count: Int) async throws {
        while state.withLock({ $0.sleepers.count }) < count { try await slept.take() }
    }

    private func sleep(_ duration: Duration) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.sleepers[id] = (state.now + duration, continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
                slept.put(())
            }
        } onCancel: {
            let continuation = state.withLock { $0.sleepers.removeValue(forKey: id)?.continuation }
            continuation?.resume(throwing: CancellationError())
        }
    }
}

/// Hands values from those who make them to the one who waits for them, in order.
final class Inbox<Value: Sendable>: Sendable {
    private let stream: AsyncStream<Value>
    private let continuation: AsyncStream<Value>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func put(_ value: Value) {
        continuation.yield(value)
    }

    /// The next value; throws when the waiting task is cancelled, which a test's time limit does.
    @discardableResult
    func take() async throws -> Value {
        for await value in stream { return value }
        throw CancellationError()
    }
}
