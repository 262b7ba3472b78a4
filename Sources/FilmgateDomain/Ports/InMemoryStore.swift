import Synchronization

/// The reference of ``TaskStore`` and ``AccountStore``: what they promise but the disk, in the plainest words.
package final class InMemoryTaskStore: Sendable {
    private let contents = Mutex(Contents())
    private let makeID: @Sendable () -> ULID

    /// An empty store; `makeID` makes what the id of a new project is made from.
    package init(makeID: @escaping @Sendable () -> ULID = ULID.random) {
        self.makeID = makeID
    }

    /// `body` checks everything before it changes anything.
    private func access<Value: Sendable>(_ body: (inout Contents) throws -> Value) rethrows -> Value {
        try contents.withLock { try body(&$0) }
    }
}

extension InMemoryTaskStore: TaskStore {
    package func openEpoch() async throws -> Epoch {
        access { $0.openEpoch() }
    }

    @discardableResult
    package func accept(_ acceptance: Acceptance) async throws -> VideoTask {
        try access { try $0.accept(acceptance) }
    }

    package func apply(_ change: TaskChange, epoch: Epoch) async throws {
        try access { try $0.apply(change, epoch: epoch) }
    }

    package func claim(
        limit: Int,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange
    ) async throws -> [VideoTask] {
        try access { contents in
            // Of a claim that fails halfway nothing stays.
            var copy = contents
            let tasks = try copy.claim(limit: limit, epoch: epoch, start: start)
            contents = copy
            return tasks
        }
    }

    package func task(_ id: VideoTask.ID, in project: Project.ID?) async throws -> VideoTask? {
        access { contents in
            guard let task = contents.tasks[id]?.task else { return nil }
            return project == nil || task.project == project ? task : nil
        }
    }

    package func task(reference: String, in project: Project.ID) async throws -> VideoTask? {
        access { $0.task(reference: reference, in: project) }
    }

    package func tasks(_ query: TaskQuery) async throws -> TaskPage {
        access { contents in
            let matching = contents.sorted { query.matches($0) }
            let page = matching.reversed().dropFirst(max(query.offset, 0)).prefix(max(query.limit, 0))
            return TaskPage(tasks: Array(page), total: matching.count)
        }
    }

    package func runningTasks() async throws -> [VideoTask] {
        access { $0.sorted { $0.state == .running } }
    }

    package func overdue(at moment: Timestamp, limit: Int) async throws -> [VideoTask] {
        access { contents in
            let overdue = contents.tasks.values
                .filter { !$0.task.state.isFinal && $0.task.deadline <= moment }
                .sorted { ($0.task.deadline, $0.number) < ($1.task.deadline, $1.number) }
            return overdue.prefix(limit).map(\.task)
        }
    }

    package func timeline(of id: VideoTask.ID) async throws -> [TimelineEntry] {
        access { $0.tasks[id]?.timeline ?? [] }
    }

    package func attempts(of id: VideoTask.ID) async throws -> [AttemptRecord] {
        access { $0.tasks[id]?.attempts ?? [] }
    }

    package func remove(_ id: VideoTask.ID, in project: Project.ID) async throws -> Bool {
        access { contents in
            guard let task = contents.tasks[id]?.task, task.project == project, task.state.isFinal else {
                return false
            }
            contents.remove(id)
            return true
        }
    }

    package func removeEnded(
        before moment: Timestamp,
        states: Set<VideoTask.State>,
        limit: Int
    ) async throws -> Int {
        access { contents in
            let ended = contents.tasks.values.filter { entry in
                guard let endedAt = entry.task.endedAt else { return false }
                return states.contains(entry.task.state) && endedAt < moment
            }
            let oldest = ended.sorted {
                ($0.task.endedAt ?? moment, $0.number) < ($1.task.endedAt ?? moment, $1.number)
            }
            for entry in oldest.prefix(limit) { contents.remove(entry.task.id) }
            return min(limit, oldest.count)
        }
    }

    package func counts(in project: Project.ID?) async throws -> [VideoTask.State: Int] {
        access { contents in
            let tasks = contents.tasks.values.filter { project == nil || $0.task.project == project }
            return Dictionary(tasks.map { ($0.task.state, 1) }, uniquingKeysWith: +)
        }
    }

    package func balance(of project: Project.ID) async throws -> Money {
        try access { contents in
            let project = try contents.project(project)
            return Money(micros: contents.balance(of: project.id), currency: project.currency)
        }
    }

    package func ledger(of project: Project.ID) async throws -> [LedgerEntry] {
        access { $0.ledger.filter { $0.project == project } }
    }

    package func usage(of project: Project.ID) async throws -> [UsageRow] {
        access { $0.usage[project] ?? [] }
    }

    package func outbox(limit: Int) async throws -> [OutboxEvent] {
        access { Array($0.outbox.prefix(limit)) }
    }

    package func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash] {
        access { contents in
            hashes.filter { hash in
                !contents.tasks.values.contains { $0.task.refers(to: hash, resultsSince: resultsSince) }
            }
        }
    }
}

extension InMemoryTaskStore: AccountStore {
    package func principal(keyHash: ContentHash) async throws -> Principal? {
        try access { contents in
            guard let key = contents.keys.first(where: { $0.hash == keyHash && $0.revokedAt == nil }) else {
                return nil
            }
            return Principal(key: key, project: try contents.project(key.project))
        }
    }

    package func project(named name: String, now: Timestamp) async throws -> Project {
        access { $0.project(named: name, now: now, makeID: makeID) }
    }

    package func save(_ project: Project) async throws {
        try access { try $0.save(project) }
    }

    package func enter(_ entry: LedgerEntry) async throws {
        try access { contents in
            _ = try contents.project(entry.project)
            contents.ledger.append(entry)
        }
    }

    package func add(_ key: APIKey) async throws {
        try access { try $0.add(key) }
    }

    package func keys() async throws -> [(key: APIKey, projectName: String)] {
        try access { contents in
            try contents.keys
                .enumerated()
                .sorted { ($0.element.createdAt, $0.offset) < ($1.element.createdAt, $1.offset) }
                .map { (key: $0.element, projectName: try contents.project($0.element.project).name) }
        }
    }

    package func revoke(_ id: APIKey.ID, now: Timestamp) async throws -> Bool {
        access { contents in
            guard let index = contents.keys.firstIndex(where: { $0.id == id }) else { return false }
            contents.keys[index].revokedAt = contents.keys[index].revokedAt ?? now
            return true
        }
    }
}

extension TaskQuery {
    fileprivate func matches(_ task: VideoTask) -> Bool {
        task.project == project
            && task.createdAt >= createdSince
            && states?.contains(task.state) != false
            && ids?.contains(task.id) != false
            && (model == nil || task.order.model == model)
            && (tier == nil || task.order.serviceTier == tier)
    }
}

extension VideoTask {
    fileprivate func refers(to hash: ContentHash, resultsSince: Timestamp) -> Bool {
        if order.media.contains(where: { $0.artifact.hash == hash }) { return true }
        guard let result, let endedAt, endedAt > resultsSince else { return false }
        return result.video.hash == hash || result.lastFrame?.hash == hash
    }
}
