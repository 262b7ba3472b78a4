import FilmgateDomain
import Synchronization

/// The reference store, with eyes on every write, and troubles on order.
final class WatchedStore: Sendable {
    /// A call that can be made to fail or to wait.
    enum Call: Hashable {
        case accept
        case apply
        case claim
        case task
        case taskByReference
        case overdue
        case remove
    }

    private struct State {
        var troubles: [Call: [any Error]] = [:]
        var afterApply: (@Sendable (TaskChange) async throws -> Void)?
        var beforeApply: (@Sendable (TaskChange) async throws -> Void)?
        var watchers: [Inbox<Void>] = []
    }

    let plain = InMemoryTaskStore()
    private let state = Mutex(State())

    /// The next calls of this kind throw these, one each.
    func trouble(_ call: Call, _ errors: any Error...) {
        state.withLock { $0.troubles[call, default: []] += errors }
    }

    /// Runs `body` before a change is written.
    func beforeApply(_ body: @escaping @Sendable (TaskChange) async throws -> Void) {
        state.withLock { $0.beforeApply = body }
    }

    /// Runs `body` when a change has been written, before the writer hears of it.
    func afterApply(_ body: @escaping @Sendable (TaskChange) async throws -> Void) {
        state.withLock { $0.afterApply = body }
    }

    /// Waits until `condition` holds, looking again after every write.
    func wait(until condition: () async throws -> Bool) async throws {
        let changes = Inbox<Void>()
        state.withLock { $0.watchers.append(changes) }
        while try await !condition() { try await changes.take() }
    }

    /// The task, once it is in that state.
    @discardableResult
    func task(_ id: VideoTask.ID, in wanted: VideoTask.State, attempt: Int? = nil) async throws -> VideoTask {
        var found: VideoTask?
        try await wait {
            found = try await plain.task(id, in: nil)
            return found?.state == wanted && (attempt == nil || found?.attempt == attempt)
        }
        guard let found else { throw StoreError.stale }
        return found
    }

    private func troubled(_ call: Call) throws {
        let error = state.withLock { state -> (any Error)? in
            guard var errors = state.troubles[call], !errors.isEmpty else { return nil }
            defer { state.troubles[call] = errors }
            return errors.removeFirst()
        }
        if let error { throw error }
    }

    private func changed() {
        for watcher in state.withLock(\.watchers) { watcher.put(()) }
    }
}

extension WatchedStore: TaskStore {
    func openEpoch() async throws -> Epoch { try await plain.openEpoch() }

    @discardableResult
    func accept(_ acceptance: Acceptance) async throws -> VideoTask {
        try troubled(.accept)
        let task = try await plain.accept(acceptance)
        changed()
        return task
    }

    func apply(_ change: TaskChange, epoch: Epoch) async throws {
        try await state.withLock(\.beforeApply)?(change)
        try troubled(.apply)
        try await plain.apply(change, epoch: epoch)
        changed()
        try await state.withLock(\.afterApply)?(change)
    }

    func claim(
        limit: Int,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange
    ) async throws -> [VideoTask] {
        try troubled(.claim)
        let tasks = try await plain.claim(limit: limit, epoch: epoch, start: start)
        if !tasks.isEmpty { changed() }
        return tasks
    }

    func task(_ id: VideoTask.ID, in project: Project.ID?) async throws -> VideoTask? {
        try troubled(.task)
        return try await plain.task(id, in: project)
    }

    func task(reference: String, in project: Project.ID) async throws -> VideoTask? {
        try troubled(.taskByReference)
        return try await plain.task(reference: reference, in: project)
    }

    func tasks(_ query: TaskQuery) async throws -> TaskPage { try await plain.tasks(query) }

    func runningTasks() async throws -> [VideoTask] { try await plain.runningTasks() }

    func overdue(at moment: Timestamp, limit: Int) async throws -> [VideoTask] {
        try troubled(.overdue)
        return try await plain.overdue(at: moment, limit: limit)
    }

    func timeline(of id: VideoTask.ID) async throws -> [TimelineEntry] { try await plain.timeline(of: id) }

    func attempts(of id: VideoTask.ID) async throws -> [AttemptRecord] { try await plain.attempts(of: id) }

    func remove(_ id: VideoTask.ID, in project: Project.ID) async throws -> Bool {
        try troubled(.remove)
        defer { changed() }
        return try await plain.remove(id, in: project)
    }

    func removeEnded(before moment: Timestamp, states: Set<VideoTask.State>, limit: Int) async throws -> Int {
        defer { changed() }
        return try await plain.removeEnded(before: moment, states: states, limit: limit)
    }

    func counts(in project: Project.ID?) async throws -> [VideoTask.State: Int] {
        try await plain.counts(in: project)
    }

    func balance(of project: Project.ID) async throws -> Money { try await plain.balance(of: project) }

    func ledger(of project: Project.ID) async throws -> [LedgerEntry] { try await plain.ledger(of: project) }

    func usage(of project: Project.ID) async throws -> [UsageRow] { try await plain.usage(of: project) }

    func outbox(limit: Int) async throws -> [OutboxEvent] { try await plain.outbox(limit: limit) }

    func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash] {
        try await plain.unreferenced(hashes, resultsSince: resultsSince)
    }
}
