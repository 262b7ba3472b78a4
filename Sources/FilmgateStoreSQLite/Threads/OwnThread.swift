import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A thread for calls that block, so that they never hold up the cooperative pool.
final class OwnThread: Sendable {
    private struct State {
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Starts running `body`, which owns what it captures.
    init(_ body: sending @escaping () -> Void) throws {
        let job = Unmanaged.passRetained(Job(thread: self, body: body))
        #if canImport(Darwin)
        var thread: pthread_t?
        #else
        var thread = pthread_t()
        #endif
        let code = pthread_create(
            &thread,
            nil,
            { context in
                #if canImport(Darwin)
                Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run()
                #else
                if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run() }
                #endif
                return nil
            },
            job.toOpaque()
        )
        guard code == 0 else {
            job.release()
            throw SystemFailure("pthread_create", "", code: code)
        }
        #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
        #else
        pthread_detach(thread)
        #endif
    }

    /// Returns when the body has ended.
    func ended() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.waiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private final class Job {
        private let thread: OwnThread
        private var body: (() -> Void)?

        init(thread: OwnThread, body: @escaping () -> Void) {
            self.thread = thread
            self.body = body
        }

        func run() {
            body?()
            body = nil
            thread.end()
        }
    }
}
