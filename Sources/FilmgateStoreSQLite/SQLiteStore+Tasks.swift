package import FilmgateDomain

extension SQLiteStore: TaskStore {
    package func openEpoch() async throws -> Epoch {
        try await writer.write { try $0.openEpoch() }
    }

    /// Waits for no write, so that a busy disk does not look like a dead engine.
    package func renew(_ epoch: Epoch) async throws {
        try await readers.read { try $0.check(epoch) }
    }

    @discardableResult
    package func accept(_ acceptance: Acceptance) async throws -> Accepted {
        try await writer.write { try $0.accept(acceptance) }
    }

    package func apply(_ change: TaskChange, epoch: Epoch) async throws {
        try await writer.write { try $0.apply(change, epoch: epoch) }
    }

    package func claim(
        limit: Int,
        lanes: Set<Lane>,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange?
    ) async throws -> [VideoTask] {
        try await writer.write { try $0.claim(limit: limit, lanes: lanes, epoch: epoch, start: start) }
    }

    package func queuedLanes() async throws -> Set<Lane> {
        try await readers.read { try $0.queuedLanes() }
    }

    package func answer(
        to idempotency: IdempotencyKey,
        in project: Project.ID,
        since: Timestamp
    ) async throws -> KeptAnswer? {
        try await readers.read { try $0.answer(to: idempotency, in: project, since: since) }
    }

    package func removeIdempotencyKeys(before moment: Timestamp, limit: Int) async throws -> Int {
        try await writer.write { try $0.removeIdempotencyKeys(before: moment, limit: limit) }
    }

    package func task(_ id: VideoTask.ID, in project: Project.ID?) async throws -> VideoTask? {
        try await readers.read { try $0.task(id, in: project) }
    }

    package func task(reference: String, in project: Project.ID) async throws -> VideoTask? {
        try await readers.read { try $0.task(reference: reference, in: project) }
    }

    package func tasks(_ query: TaskQuery) async throws -> TaskPage {
        try await readers.read { try $0.tasks(query) }
    }

    package func tasks(matching search: TaskSearch) async throws -> [VideoTask] {
        try await readers.read { try $0.tasks(matching: search) }
    }

    package func openAttempts() async throws -> [OpenAttempt] {
        try await readers.read { try $0.openAttempts() }
    }

    package func tokens(of provider: ProviderName, since: Timestamp) async throws -> [String] {
        try await readers.read { try $0.tokens(of: provider, since: since) }
    }

    package func task(upstreamID: String, at provider: ProviderName) async throws -> VideoTask? {
        try await readers.read { try $0.task(upstreamID: upstreamID, at: provider) }
    }

    package func expose(_ exposure: Exposure, epoch: Epoch) async throws {
        try await writer.write { try $0.expose(exposure, epoch: epoch) }
    }

    package func exposures(limit: Int) async throws -> [Exposure] {
        try await readers.read { try $0.exposures(limit: limit) }
    }

    package func exposureTotals() async throws -> [ExposureTotal] {
        try await readers.read { try $0.exposureTotals() }
    }

    package func overdue(at moment: Timestamp, limit: Int) async throws -> [VideoTask] {
        try await readers.read { try $0.overdue(at: moment, limit: limit) }
    }

    package func timeline(of id: VideoTask.ID) async throws -> [TimelineEntry] {
        try await readers.read { try $0.timeline(of: id) }
    }

    package func attempts(of id: VideoTask.ID) async throws -> [AttemptRecord] {
        try await readers.read { try $0.attempts(of: id) }
    }

    package func remove(_ id: VideoTask.ID, in project: Project.ID) async throws -> Bool {
        try await writer.write { try $0.remove(id, in: project) }
    }

    package func removeEnded(
        before moment: Timestamp,
        states: Set<VideoTask.State>,
        limit: Int
    ) async throws -> Int {
        try await writer.write { try $0.removeEnded(before: moment, states: states, limit: limit) }
    }

    package func counts(in project: Project.ID?) async throws -> [VideoTask.State: Int] {
        try await readers.read { try $0.counts(in: project) }
    }

    package func balance(of project: Project.ID) async throws -> Money {
        try await readers.read { try $0.balance(of: project) }
    }

    package func ledger(of project: Project.ID) async throws -> [LedgerEntry] {
        try await readers.read { try $0.ledger(of: project) }
    }

    package func ledger(of project: Project.ID, skipping: Int, limit: Int) async throws -> [LedgerEntry] {
        try await readers.read { try $0.ledger(of: project, skipping: skipping, limit: limit) }
    }

    package func usage(of project: Project.ID) async throws -> [UsageRow] {
        try await readers.read { try $0.usage(of: project) }
    }

    package func outbox(limit: Int) async throws -> [OutboxEvent] {
        try await readers.read { try $0.outbox(limit: limit) }
    }

    package func dueCallbacks(at moment: Timestamp, limit: Int) async throws -> [OwedCallback] {
        try await readers.read { try $0.dueCallbacks(at: moment, limit: limit) }
    }

    package func record(_ attempt: CallbackTry, epoch: Epoch) async throws {
        try await writer.write { try $0.record(attempt, epoch: epoch) }
    }

    package func callbackLog(of task: VideoTask.ID?, limit: Int) async throws -> [CallbackTry] {
        try await readers.read { try $0.callbackLog(of: task, limit: limit) }
    }

    package func removeCallbackLog(before moment: Timestamp, limit: Int) async throws -> Int {
        try await writer.write { try $0.removeCallbackLog(before: moment, limit: limit) }
    }

    package func drainedProviders() async throws -> Set<ProviderName> {
        try await readers.read { try $0.drainedProviders() }
    }

    package func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash] {
        try await readers.read { try $0.unreferenced(hashes, resultsSince: resultsSince) }
    }
}
