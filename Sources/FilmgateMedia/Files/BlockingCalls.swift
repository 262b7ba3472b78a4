package import NIOPosix

/// Runs calls that block on threads of their own, so that they never hold up the cooperative pool.
package struct BlockingCalls: Sendable {
    private let threads: NIOThreadPool

    /// - Parameter threads: a running pool; its owner shuts it down.
    package init(_ threads: NIOThreadPool) {
        self.threads = threads
    }

    /// Runs `body` to its end, also when the task is cancelled meanwhile: what was begun on a file is finished.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            threads.submit { state in
                switch state {
                case .active: continuation.resume(with: Result(catching: body))
                case .cancelled: continuation.resume(throwing: CancellationError())
                }
            }
        }
    }
}
