import Synchronization

/// Copies the log into the file apart from the writer, so that no write waits for it.
///
/// A checkpoint that waits for nobody never catches up with a writer that does not pause: the log could only grow.
/// Beyond a second limit the writer therefore copies the little that is left itself, between two transactions, and
/// starts the log anew.
final class Checkpointer: Sendable {
    /// Pages of 4 KB after which the log is copied.
    static let pages = 4096
    /// Pages after which the writer helps.
    static let limit = 16384

    /// Shared with the thread.
    private final class Signals: Sendable {
        let queue = WorkQueue<Bool>(capacity: 1)
        let isCopying = Atomic(false)
    }

    private let signals: Signals
    private let thread: OwnThread

    /// Starts the thread, which owns `connection` from now on.
    init(_ connection: sending Connection) throws {
        let signals = Signals()
        self.signals = signals
        thread = try OwnThread {
            while !signals.queue.take(upTo: 1).isEmpty {
                // What could not be copied stays in the log, and the next commit asks again.
                do { try connection.checkpoint() } catch {}
                signals.isCopying.store(false, ordering: .releasing)
            }
            connection.close()
        }
    }

    deinit {
        signals.queue.close()
    }

    /// Starts a checkpoint where the log has grown long; called by the writer between transactions.
    func noteLog(pages: Int, writer: Connection) {
        guard pages > Checkpointer.pages, !signals.isCopying.load(ordering: .acquiring) else { return }
        do {
            if pages > Checkpointer.limit {
                try writer.checkpoint()
            } else {
                signals.isCopying.store(true, ordering: .releasing)
                try signals.queue.push(true)
            }
        } catch {
            // What could not be copied stays in the log, and the next commit asks again.
            signals.isCopying.store(false, ordering: .releasing)
        }
    }

    func close() async {
        signals.queue.close()
        await thread.ended()
    }
}
