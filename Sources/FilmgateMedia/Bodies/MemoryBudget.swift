internal import Synchronization

/// A number of bytes of memory that everybody shares: who wants more than is free waits, first come, first served.
///
/// Waiting while holding memory can block everybody for ever, so a body that grows asks with ``tryAcquire(_:)`` or
/// ``MemoryLease/tryGrow(by:)``, which never wait, and goes to disk when refused. ``acquire(_:)`` is for those who hold
/// nothing yet and know what they need.
package final class MemoryBudget: Sendable {
    /// Bytes in all.
    package let capacity: Int

    private struct Waiter {
        let id: Int
        let bytes: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Ledger {
        var free: Int
        var nextID = 0
        var waiters: [Waiter] = []
    }

    private let ledger: Mutex<Ledger>

    package init(capacity: Int) {
        self.capacity = capacity
        ledger = Mutex(Ledger(free: capacity))
    }

    /// Bytes that nobody holds.
    package var free: Int { ledger.withLock(\.free) }

    /// How many wait.
    package var waiting: Int { ledger.withLock(\.waiters.count) }

    /// Waits for `bytes` (more than there are in all count as all). Fails only when the task is cancelled.
    package func acquire(_ bytes: Int) async throws(CancellationError) -> MemoryLease {
        let bytes = min(bytes, capacity)
        let id = ledger.withLock { ledger in
            ledger.nextID += 1
            return ledger.nextID
        }
        do {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    enqueue(Waiter(id: id, bytes: bytes, continuation: continuation))
                }
            } onCancel: {
                giveUp(id)
            }
        } catch {
            throw CancellationError()
        }
        return MemoryLease(self, bytes: bytes)
    }

    /// `bytes`, if they are free and nobody waits; `nil` else.
    package func tryAcquire(_ bytes: Int) -> MemoryLease? {
        tryTake(bytes) ? MemoryLease(self, bytes: bytes) : nil
    }

    fileprivate func tryTake(_ bytes: Int) -> Bool {
        ledger.withLock { ledger in
            guard ledger.waiters.isEmpty, bytes <= ledger.free else { return false }
            ledger.free -= bytes
            return true
        }
    }

    fileprivate func giveBack(_ bytes: Int) {
        settle { ledger in ledger.free += bytes }
    }

    private func enqueue(_ waiter: Waiter) {
        // A cancellation that came first found nobody to wake; it is looked for under the same lock that it takes.
        let isCancelled = ledger.withLock { ledger in
            guard !Task.isCancelled else { return true }
            ledger.waiters.append(waiter)
            return false
        }
        if isCancelled {
            waiter.continuation.resume(throwing: CancellationError())
        } else {
            settle { _ in }
        }
    }

    private func giveUp(_ id: Int) {
        let waiter = ledger.withLock { ledger -> Waiter? in
            guard let index = ledger.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return ledger.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
        // It may have stood before others that need less.
        settle { _ in }
    }

    /// Makes a change and wakes those at the head of the queue for whom there is enough then.
    private func settle(_ change: (inout Ledger) -> Void) {
        let ready = ledger.withLock { ledger -> [Waiter] in
            change(&ledger)
            var ready: [Waiter] = []
            while let first = ledger.waiters.first, first.bytes <= ledger.free {
                ledger.free -= first.bytes
                ready.append(ledger.waiters.removeFirst())
            }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }
}

/// A share of a ``MemoryBudget``, given back when nobody holds it any more.
package final class MemoryLease: Sendable {
    private let budget: MemoryBudget
    private let held: Mutex<Int>

    fileprivate init(_ budget: MemoryBudget, bytes: Int) {
        self.budget = budget
        held = Mutex(bytes)
    }

    deinit {
        release()
    }

    /// Bytes.
    package var size: Int { held.withLock { $0 } }

    /// Takes `bytes` more without waiting; `false` when they are not free.
    package func tryGrow(by bytes: Int) -> Bool {
        held.withLock { held in
            guard budget.tryTake(bytes) else { return false }
            held += bytes
            return true
        }
    }

    /// Gives everything back now; once more is fine.
    package func release() {
        let bytes = held.withLock { held in
            defer { held = 0 }
            return held
        }
        if bytes > 0 { budget.giveBack(bytes) }
    }
}
