import FilmgateMedia
import Testing

@Suite("Memory budget")
struct MemoryBudgetTests {
    private let budget = MemoryBudget(capacity: 100)

    @Test("Memory is given back when its lease is let go of or released, once")
    func scope() async throws {
        do {
            let lease = try await budget.acquire(60)
            #expect(lease.size == 60)
            #expect(budget.free == 40)
        }
        #expect(budget.free == 100)
        let lease = try await budget.acquire(60)
        lease.release()
        lease.release()
        #expect(budget.free == 100)
    }

    @Test("More than there is counts as all")
    func excess() async throws {
        let lease = try await budget.acquire(1000)
        #expect(lease.size == 100)
        #expect(budget.tryAcquire(1) == nil)
    }

    @Test("A lease grows only by what is free")
    func growth() throws {
        let lease = try #require(budget.tryAcquire(50))
        #expect(!lease.tryGrow(by: 51))
        #expect(lease.tryGrow(by: 50))
        #expect(budget.free == 0)
        lease.release()
        #expect(budget.free == 100)
    }

    @Test("Who came first is served first, and nobody overtakes")
    func order() async throws {
        let all = try await budget.acquire(100)
        let (served, log) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<5 {
                group.addTask { [budget] in
                    let lease = try await budget.acquire(100)
                    log.yield(index)
                    lease.release()
                }
                try await waiters(index + 1)
            }
            #expect(budget.tryAcquire(0) == nil)
            all.release()
            try await group.waitForAll()
        }
        log.finish()
        let order = await served.reduce(into: []) { $0.append($1) }
        #expect(order == [0, 1, 2, 3, 4])
        #expect(budget.free == 100)
    }

    @Test("A waiter who is cancelled leaves the queue, and those behind come up")
    func cancellation() async throws {
        let some = try await budget.acquire(50)
        let budget = budget
        let large = Task { try await budget.acquire(80) }
        try await waiters(1)
        let small = Task { try await budget.acquire(10).release() }
        try await waiters(2)
        large.cancel()
        await #expect(throws: CancellationError.self) { try await large.value }
        try await small.value
        some.release()
        #expect(budget.free == 100)
    }

    @Test("Who is cancelled already does not wait")
    func cancelledBefore() async throws {
        let all = try await budget.acquire(100)
        let budget = budget
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await budget.acquire(1)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(budget.waiting == 0)
        all.release()
    }

    @Test("Nothing is lost under load", arguments: UInt64(1)...4)
    func load(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let sizes = (0..<400).map { _ in Int.random(in: 0...100, using: &generator) }
        await withTaskGroup(of: Void.self) { group in
            for (index, size) in sizes.enumerated() {
                group.addTask { [budget] in
                    if index.isMultiple(of: 7) { withUnsafeCurrentTask { $0?.cancel() } }
                    guard let lease = try? await budget.acquire(size) else { return }
                    await Task.yield()
                    _ = lease.tryGrow(by: 3)
                }
            }
        }
        #expect(budget.free == 100, "seed \(seed)")
        #expect(budget.waiting == 0)
    }

    /// Returns once `count` wait.
    private func waiters(_ count: Int) async throws {
        while budget.waiting < count {
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
