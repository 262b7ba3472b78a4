import Synchronization

/// The reference of ``TaskStore`` and ``AccountStore``: what they promise but the disk, in the plainest words.
package final class InMemoryTaskStore: Sendable {
    private let contents = Mutex(Contents())
    let makeID: @Sendable () -> ULID

    /// An empty store; `makeID` makes what the id of a new project is made from.
    package init(makeID: @escaping @Sendable () -> ULID = ULID.random) {
        self.makeID = makeID
    }

    /// `body` checks everything before it changes anything.
    func access<Value: Sendable>(_ body: (inout Contents) throws -> Value) rethrows -> Value {
        try contents.withLock { try body(&$0) }
    }
}

extension InMemoryTaskStore: TaskStore {
    package func openEpoch() async throws -> Epoch {
        access { $0.openEpoch() }
    }

    package func renew(_ epoch: Epoch) async throws {
        try access { try $0.check(epoch) }
    }

    @discardableResult
    package func accept(_ acceptance: Acceptance) async throws -> Accepted {
        try access { try $0.accept(acceptance) }
    }

    package func apply(_ change: TaskChange, epoch: Epoch) async throws {
        try access { try $0.apply(change, epoch: epoch) }
    }

    package func claim(
        limit: Int,
        lanes: Set<Lane>,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange?
    ) async throws -> [VideoTask] {
        try access { contents in
            // Of a claim that fails halfway nothing stays.
            var copy = contents
            let tasks = try copy.claim(limit: limit, lanes: lanes, epoch: epoch, start: start)
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
            let listed = query.isAscending ? matching : matching.reversed()
            let page = contents.following(query, in: listed).dropFirst(max(query.offset, 0))
            return TaskPage(tasks: Array(page.prefix(max(query.limit, 0))), total: matching.count)
        }
    }

    package func tasks(matching search: TaskSearch) async throws -> [VideoTask] {
        access { contents in
            let found = contents.tasks.values.map(\.task).filter { task in
                (search.project ?? task.project) == task.project && (search.states?.contains(task.state) ?? true)
                    && (search.provider == nil || search.provider == task.provider)
                    && (search.model ?? task.order.model) == task.order.model
                    && (search.before.map { task.id < $0 } ?? true)
            }
            return Array(found.sorted { $0.id > $1.id }.prefix(max(search.limit, 0)))
        }
    }

    package func queuedLanes() async throws -> Set<Lane> {
        access { Set($0.tasks.values.filter { $0.task.state == .queued }.map(\.task.lane)) }
    }

    package func answer(
        to idempotency: IdempotencyKey,
        in project: Project.ID,
        since: Timestamp
    ) async throws -> KeptAnswer? {
        try access { try $0.answer(to: idempotency, in: project, since: since) }
    }

    package func removeIdempotencyKeys(before moment: Timestamp, limit: Int) async throws -> Int {
        access { contents in
            contents.removeIdempotencyKeys(before: moment, limit: limit)
        }
    }

    package func openAttempts() async throws -> [OpenAttempt] {
        access { contents in
            contents.sorted { $0.state == .running }.compactMap { task in
                guard let attempt = contents.tasks[task.id]?.attempts.last else { return nil }
                return OpenAttempt(
                    task: task.id,
                    number: attempt.number,
                    provider: attempt.provider,
                    upstreamID: attempt.upstreamID,
                    token: attempt.token.map(AttemptToken.init(record:)),
                    doubtedAt: attempt.outcome == .doubtful ? task.updatedAt : nil,
                    tier: task.order.serviceTier,
                    startedAt: attempt.startedAt,
                    deadline: task.deadline
                )
            }
        }
    }

    package func tokens(of provider: ProviderName, since: Timestamp) async throws -> [String] {
        access { contents in
            contents.tasks.values.flatMap(\.attempts)
                .filter { $0.provider == provider && $0.startedAt >= since }
                .compactMap(\.token)
        }
    }

    package func task(upstreamID: String, at provider: ProviderName) async throws -> VideoTask? {
        access { contents in
            contents.sorted { task in
                task.state == .running && task.provider == provider && task.upstreamID == upstreamID
            }.first
        }
    }

    package func expose(_ exposure: Exposure, epoch: Epoch) async throws {
        try access { contents in
            try contents.check(epoch)
            _ = try contents.project(exposure.project)
            contents.exposures.append(exposure)
        }
    }

    package func exposures(limit: Int) async throws -> [Exposure] {
        access { Array($0.exposures.reversed().prefix(max(limit, 0))) }
    }

    package func exposureTotals() async throws -> [ExposureTotal] {
        try access { contents in
            let groups = try Dictionary(grouping: contents.exposures) {
                [$0.provider.rawValue, $0.kind.rawValue, try contents.project($0.project).currency.rawValue]
            }
            return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { names, all in
                ExposureTotal(
                    provider: all[0].provider,
                    kind: all[0].kind,
                    count: all.count,
                    newest: all.map(\.at).max() ?? all[0].at,
                    most: Money(
                        micros: all.reduce(0) { $0 + ($1.most?.micros ?? 0) },
                        currency: Currency(rawValue: names[2])
                    )
                )
            }
        }
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

    package func ledger(of project: Project.ID, skipping: Int, limit: Int) async throws -> [LedgerEntry] {
        Array(try await ledger(of: project).reversed().dropFirst(max(skipping, 0)).prefix(max(limit, 0)))
    }

    package func usage(of project: Project.ID) async throws -> [UsageRow] {
        access { $0.usage[project] ?? [] }
    }

    package func outbox(limit: Int) async throws -> [OutboxEvent] {
        access { $0.outbox.filter { $0.due != nil }.prefix(limit).map(\.event) }
    }

    package func dueCallbacks(at moment: Timestamp, limit: Int) async throws -> [OwedCallback] {
        access { contents in
            let owed = contents.outbox.filter { $0.due != nil }
            let first = Dictionary(owed.map { ($0.event.task, $0.number) }) { first, _ in first }
            return
                owed
                .filter { first[$0.event.task] == $0.number && ($0.due ?? moment) <= moment }
                .sorted { ($0.due ?? moment, $0.number) < ($1.due ?? moment, $1.number) }
                .prefix(limit)
                .map { entry in
                    OwedCallback(
                        number: entry.number,
                        event: entry.event,
                        tries: entry.tries,
                        isStale: owed.contains { $0.event.task == entry.event.task && $0.number > entry.number }
                    )
                }
        }
    }

    package func record(_ attempt: CallbackTry, epoch: Epoch) async throws {
        try access { contents in
            try contents.check(epoch)
            guard let index = contents.outbox.firstIndex(where: { $0.number == attempt.number }) else {
                throw StoreError.stale
            }
            contents.callbackLog.append(attempt)
            contents.outbox[index].tries += 1
            switch attempt.next {
            case .done: contents.outbox.remove(at: index)
            case .givenUp: contents.outbox[index].due = nil
            case .again(let moment): contents.outbox[index].due = moment
            }
        }
    }

    package func callbackLog(of task: VideoTask.ID?, limit: Int) async throws -> [CallbackTry] {
        access { contents in
            Array(
                contents.callbackLog.reversed().filter { task == nil || $0.event.task == task }.prefix(limit)
            )
        }
    }

    package func removeCallbackLog(before moment: Timestamp, limit: Int) async throws -> Int {
        access { contents in
            let old = contents.callbackLog.filter { $0.at < moment }.map(\.at).sorted().prefix(max(limit, 0))
            for at in old {
                guard let index = contents.callbackLog.firstIndex(where: { $0.at == at }) else { continue }
                contents.callbackLog.remove(at: index)
            }
            return old.count
        }
    }

    package func drainedProviders() async throws -> Set<ProviderName> {
        access { $0.drained }
    }

    package func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash] {
        access { contents in
            hashes.filter { hash in
                !contents.tasks.values.contains { $0.task.refers(to: hash, resultsSince: resultsSince) }
            }
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
