package import FilmgateDomain

extension SQLiteStore: TaskStore {
    package func openEpoch() async throws -> Epoch {
        try await writer.write { try $0.openEpoch() }
    }

    @discardableResult
    package func accept(_ acceptance: Acceptance) async throws -> VideoTask {
        try await writer.write { try $0.accept(acceptance) }
    }

    package func apply(_ change: TaskChange, epoch: Epoch) async throws {
        try await writer.write { try $0.apply(change, epoch: epoch) }
    }

    package func claim(
        limit: Int,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange
    ) async throws -> [VideoTask] {
        try await writer.write { try $0.claim(limit: limit, epoch: epoch, start: start) }
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

    package func runningTasks() async throws -> [VideoTask] {
        try await readers.read { try $0.runningTasks() }
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

    package func usage(of project: Project.ID) async throws -> [UsageRow] {
        try await readers.read { try $0.usage(of: project) }
    }

    package func outbox(limit: Int) async throws -> [OutboxEvent] {
        try await readers.read { try $0.outbox(limit: limit) }
    }

    package func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash] {
        try await readers.read { try $0.unreferenced(hashes, resultsSince: resultsSince) }
    }
}
