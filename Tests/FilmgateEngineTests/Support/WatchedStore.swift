import FilmgateDomain
import Synchronization

/// The reference store, with eyes on every write, and troubles on order.
final class WatchedStore: Sendable {
    /// A call that can be made to fail or to wait.
    enum Call: Hashable {
        case accept
        case apply
        case claim
        /// A claim that was written, and whose answer is lost.
        case afterClaim
        case renew
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

    /// The running tasks.
    func running() async throws -> [VideoTask] {
        var tasks: [VideoTask] = []
        for attempt in try await plain.openAttempts() {
            if let task = try await plain.task(attempt.task, in: nil) { tasks.append(task) }
        }
        return tasks
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
    func accept(_ acceptance: Acceptance) async throws -> Accepted {
        try troubled(.accept)
        let accepted = try await plain.accept(acceptance)
        changed()
        return accepted
    }

    func renew(_ epoch: Epoch) async throws {
        try troubled(.renew)
        try await plain.renew(epoch)
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
        lanes: Set<Lane>,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange?
    ) async throws -> [VideoTask] {
        try troubled(.claim)
        let tasks = try await plain.claim(limit: limit, lanes: lanes, epoch: epoch, start: start)
        if !tasks.isEmpty { changed() }
        try troubled(.afterClaim)
        return tasks
    }

    func tasks(matching search: TaskSearch) async throws -> [VideoTask] { try await plain.tasks(matching: search) }

    func ledger(of project: Project.ID, skipping: Int, limit: Int) async throws -> [LedgerEntry] {
        try await plain.ledger(of: project, skipping: skipping, limit: limit)
    }

    func exposureTotals() async throws -> [ExposureTotal] { try await plain.exposureTotals() }

    func queuedLanes() async throws -> Set<Lane> { try await plain.queuedLanes() }

    func answer(to idempotency: IdempotencyKey, in project: Project.ID, since: Timestamp) async throws -> KeptAnswer? {
        try await plain.answer(to: idempotency, in: project, since: since)
    }

    func removeIdempotencyKeys(before moment: Timestamp, limit: Int) async throws -> Int {
        try await plain.removeIdempotencyKeys(before: moment, limit: limit)
    }

    func openAttempts() async throws -> [OpenAttempt] { try await plain.openAttempts() }

    func tokens(of provider: ProviderName, since: Timestamp) async throws -> [String] {
        try await plain.tokens(of: provider, since: since)
    }

    func task(upstreamID: String, at provider: ProviderName) async throws -> VideoTask? {
        try await plain.task(upstreamID: upstreamID, at: provider)
    }

    func expose(_ exposure: Exposure, epoch: Epoch) async throws {
        try await plain.expose(exposure, epoch: epoch)
        changed()
    }

    func exposures(limit: Int) async throws -> [Exposure] { try await plain.exposures(limit: limit) }

    func task(_ id: VideoTask.ID, in project: Project.ID?) async throws -> VideoTask? {
        try troubled(.task)
        return try await plain.task(id, in: project)
    }

    func task(reference: String, in project: Project.ID) async throws -> VideoTask? {
        try troubled(.taskByReference)
        return try await plain.task(reference: reference, in: project)
    }

    func tasks(_ query: TaskQuery) async throws -> TaskPage { try await plain.tasks(query) }

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

    func dueCallbacks(at moment: Timestamp, limit: Int) async throws -> [OwedCallback] {
        try await plain.dueCallbacks(at: moment, limit: limit)
    }

    func record(_ attempt: CallbackTry, epoch: Epoch) async throws { try await plain.record(attempt, epoch: epoch) }

    func callbackLog(of task: VideoTask.ID?, limit: Int) async throws -> [CallbackTry] {
        try await plain.callbackLog(of: task, limit: limit)
    }

    func removeCallbackLog(before moment: Timestamp, limit: Int) async throws -> Int {
        try await plain.removeCallbackLog(before: moment, limit: limit)
    }

    func drainedProviders() async throws -> Set<ProviderName> { try await plain.drainedProviders() }

    func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash] {
        try await plain.unreferenced(hashes, resultsSince: resultsSince)
    }
}
