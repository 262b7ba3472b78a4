import Dispatch
import FilmgateDomain

@testable import FilmgateStoreSQLite

/// Holds the writer's thread inside a transaction, so that writes gather behind it.
struct Gate {
    private let semaphore = DispatchSemaphore(value: 0)

    /// Begins a write that does not end before ``open()``; returns once the writer is busy with it.
    func close(_ store: SQLiteStore) async -> Task<Void, any Error> {
        let entered = AsyncStream<Void>.makeStream()
        let held = Task { [semaphore] in
            try await store.writer.write { _ in
                entered.continuation.finish()
                semaphore.wait()
            }
        }
        for await _ in entered.stream {}
        return held
    }

    func open() {
        semaphore.signal()
    }

    /// Returns once `count` writes wait behind the gate.
    static func waiting(_ count: Int, in store: SQLiteStore) async {
        while store.writer.waiting < count { await Task.yield() }
    }
}
