import Dispatch
import Foundation
import Synchronization

/// One blocking job on a thread of its own, so that the cooperative pool never blocks, with a result to wait for.
final class Worker<Result: Sendable>: Sendable {
    private let result = Mutex<Result?>(nil)
    private let ended = DispatchSemaphore(value: 0)

    init(_ name: String, _ body: @escaping @Sendable () -> Result) {
        let thread = Thread { [self] in
            let value = body()
            result.withLock { $0 = value }
            ended.signal()
        }
        thread.name = name
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Blocks until the job has ended. May be called more than once.
    func wait() -> Result {
        ended.wait()
        ended.signal()
        return result.withLock { value in
            guard let value else { preconditionFailure("the semaphore is signalled after the result is stored") }
            return value
        }
    }
}
