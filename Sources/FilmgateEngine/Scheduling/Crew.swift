import Synchronization

/// Runs what is to be done, each job a child of the engine; the engine's end waits for all of them.
final class Crew: Sendable {
    typealias Job = @Sendable () async -> Void

    private let jobs: AsyncStream<Job>
    private let entrance: AsyncStream<Job>.Continuation
    private let stopping = Atomic(false)

    init() {
        (jobs, entrance) = AsyncStream.makeStream()
    }

    /// Whether the engine is being stopped: nothing new is to be sent.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    func add(_ job: @escaping Job) {
        entrance.yield(job)
    }

    /// Nothing new is begun from here on.
    func stop() {
        stopping.store(true, ordering: .releasing)
    }

    /// No job is taken any more; those under way end.
    func close() {
        entrance.finish()
    }

    /// Works until it is closed and every job has ended.
    func work() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await job() } }
        }
    }
}
