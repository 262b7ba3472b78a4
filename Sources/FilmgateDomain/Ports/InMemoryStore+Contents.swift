extension InMemoryTaskStore {
    /// Everything that is kept.
    struct Contents: Sendable {
        /// A task and what goes when it goes.
        struct Entry: Sendable {
            /// Grows in the order of acceptance.
            let number: Int
            var task: VideoTask
            var attempts: [AttemptRecord] = []
            var timeline: [TimelineEntry]
        }

        /// A callback in the outbox.
        struct Owed: Sendable {
            let number: Int64
            let event: OutboxEvent
            var tries = 0
            /// `nil` where it was given up.
            var due: Timestamp?
        }

        /// An idempotency key that was used.
        struct Kept: Sendable {
            let key: IdempotencyKey
            let answer: KeptAnswer
            let at: Timestamp
        }

        var tasks: [VideoTask.ID: Entry] = [:]
        var ledger: [LedgerEntry] = []
        /// What is owed, oldest first.
        var outbox: [Owed] = []
        var callbackLog: [CallbackTry] = []
        var exposures: [Exposure] = []
        var idempotency: [Project.ID: [Kept]] = [:]
        var secrets: [Project.ID: [WebhookSecret]] = [:]
        var drained: Set<ProviderName> = []
        var usage: [Project.ID: [UsageRow]] = [:]
        var projects: [Project] = []
        var keys: [APIKey] = []
        var audit: [AuditEntry] = []
        var spending: [LimitOwner: [Day: Spending]] = [:]
        var recentCreates: [LimitOwner: [Timestamp]] = [:]
        private var accepted = 0
        private var owed: Int64 = 0
        private var epoch = Epoch(number: 0)

        mutating func openEpoch() -> Epoch {
            epoch = Epoch(number: epoch.number + 1)
            return epoch
        }

        /// The tasks that `condition` holds for, oldest first.
        func sorted(where condition: (VideoTask) -> Bool) -> [VideoTask] {
            tasks.values
                .filter { condition($0.task) }
                .sorted { ($0.task.createdAt, $0.number) < ($1.task.createdAt, $1.number) }
                .map(\.task)
        }

        /// Those of `tasks` that follow the query's cursor in its order.
        func following(_ query: TaskQuery, in tasks: [VideoTask]) -> [VideoTask] {
            guard let cursor = query.after else { return tasks }
            guard let last = self.tasks[cursor], last.task.project == query.project else { return [] }
            return tasks.filter { task in
                guard let number = self.tasks[task.id]?.number else { return false }
                let place = (task.createdAt, number)
                let end = (last.task.createdAt, last.number)
                return query.isAscending ? place > end : place < end
            }
        }

        func task(reference: String, in project: Project.ID) -> VideoTask? {
            // By its bytes: strings that look the same are equal to Swift.
            tasks.values.first { entry in
                entry.task.project == project
                    && entry.task.clientReference.map { $0.utf8.elementsEqual(reference.utf8) } == true
            }?.task
        }

        mutating func accept(_ acceptance: Acceptance) throws(StoreError) -> Accepted {
            let task = acceptance.task
            guard task.state == .queued, task.attempt == 0 else { throw .stale }
            let project = try project(task.project)
            if let (key, _) = acceptance.idempotency,
                let kept = try answer(to: key, in: project.id, since: Timestamp(milliseconds: .min))
            {
                return .repeated(kept)
            }
            if let reference = task.clientReference, let known = self.task(reference: reference, in: project.id) {
                return .known(known)
            }
            if !project.isUnlimited, !task.hold.isZero {
                let change = acceptance.ledger.reduce(0) { $0 + $1.amount.micros }
                guard balance(of: project.id) + change >= 0 else { throw .insufficientFunds }
            }
            if let most = acceptance.maximumQueued {
                let queued = tasks.values.filter { $0.task.project == project.id && $0.task.state == .queued }.count
                guard queued < most else { throw .queueFull }
            }
            if let most = acceptance.maximumQueuedInAll {
                guard tasks.values.count(where: { $0.task.state == .queued }) < most else { throw .allQueuesFull }
            }
            if let reached = broken(acceptance.limits, by: task) { throw .limitReached(reached) }
            guard tasks[task.id] == nil else { throw .duplicate }
            count(task, limits: acceptance.limits)
            accepted += 1
            tasks[task.id] = Entry(number: accepted, task: task, timeline: acceptance.timeline)
            ledger += acceptance.ledger
            owe(acceptance.outbox)
            if let (key, answer) = acceptance.idempotency {
                idempotency[project.id, default: []].append(Kept(key: key, answer: answer, at: task.createdAt))
            }
            return .new(task)
        }

        private mutating func owe(_ events: [OutboxEvent]) {
            for event in events {
                owed += 1
                outbox.append(Owed(number: owed, event: event, due: event.at))
            }
        }

        func answer(
            to key: IdempotencyKey,
            in project: Project.ID,
            since: Timestamp
        ) throws(StoreError) -> KeptAnswer? {
            let kept = idempotency[project]?.last { kept in
                kept.key.operation == key.operation && kept.key.key.utf8.elementsEqual(key.key.utf8)
            }
            guard let kept, kept.at >= since else { return nil }
            guard kept.key.fingerprint == key.fingerprint else { throw .idempotencyMismatch }
            return kept.answer
        }

        mutating func removeIdempotencyKeys(before moment: Timestamp, limit: Int) -> Int {
            let old = idempotency.values.joined().filter { $0.at < moment }.map(\.at).sorted().prefix(max(limit, 0))
            for at in old {
                for (project, kept) in idempotency {
                    guard let index = kept.firstIndex(where: { $0.at == at }) else { continue }
                    idempotency[project]?.remove(at: index)
                    break
                }
            }
            return old.count
        }

        func check(_ epoch: Epoch) throws(StoreError) {
            guard epoch == self.epoch else { throw .superseded }
        }

        mutating func apply(_ change: TaskChange, epoch: Epoch) throws(StoreError) {
            try check(epoch)
            let task = change.task
            guard
                var entry = tasks[task.id],
                entry.task.version == change.expectedVersion,
                !entry.task.state.isFinal
            else { throw .stale }
            entry.task = task
            entry.timeline += change.timeline
            for attempt in change.attempts { entry.write(attempt) }
            tasks[task.id] = entry
            ledger += change.ledger
            owe(change.outbox)
            exposures += change.exposures
            guard task.state.isFinal else { return }
            rollUp(UsageRow(of: change), project: task.project)
            settle(change)
        }

        mutating func claim(
            limit: Int,
            lanes: Set<Lane>,
            epoch: Epoch,
            start: (VideoTask) throws -> TaskChange?
        ) throws -> [VideoTask] {
            try check(epoch)
            var queue = sorted { $0.state == .queued && lanes.contains($0.lane) }
            var running = Dictionary(
                tasks.values.filter { $0.task.state == .running }.map { ($0.task.project, 1) },
                uniquingKeysWith: +
            )
            var started: [VideoTask] = []
            while started.count < limit {
                // `min` answers the first of equals: the project whose task is the oldest.
                let next = queue.indices.min { left, right in
                    running[queue[left].project, default: 0] < running[queue[right].project, default: 0]
                }
                guard let next else { break }
                let task = queue.remove(at: next)
                let change: TaskChange
                do {
                    guard let made = try start(task) else {
                        queue.removeAll { $0.lane == task.lane }
                        continue
                    }
                    change = made
                } catch is TaskSkipped {
                    continue
                }
                try apply(change, epoch: epoch)
                running[change.task.project, default: 0] += 1
                started.append(change.task)
            }
            return started
        }

        mutating func remove(_ id: VideoTask.ID) {
            tasks[id] = nil
            outbox.removeAll { $0.event.task == id }
        }

        func balance(of project: Project.ID) -> Int64 {
            ledger.reduce(0) { $1.project == project ? $0 + $1.amount.micros : $0 }
        }

        private mutating func rollUp(_ row: UsageRow, project: Project.ID) {
            var rows = usage[project, default: []]
            if let index = rows.firstIndex(where: { $0.isSameKind(as: row) }) {
                rows[index].tasks += row.tasks
                rows[index].tokens += row.tokens
                rows[index].chargedMicros += row.chargedMicros
                rows[index].costMicros += row.costMicros
            } else {
                rows.append(row)
                rows.sort { $0.place.lexicographicallyPrecedes($1.place) }
            }
            usage[project] = rows
        }
    }
}

extension InMemoryTaskStore.Contents {
    func project(_ id: Project.ID) throws(StoreError) -> Project {
        guard let project = projects.first(where: { $0.id == id }) else { throw .unknownProject }
        return project
    }

    mutating func save(_ project: Project) throws(StoreError) {
        guard let index = projects.firstIndex(where: { $0.id == project.id }) else { throw .unknownProject }
        projects[index].priceFactor = project.priceFactor
        projects[index].isUnlimited = project.isUnlimited
        projects[index].limits = project.limits
    }

    mutating func add(_ key: APIKey) throws(StoreError) {
        _ = try project(key.project)
        guard !keys.contains(where: { $0.id == key.id || $0.hash == key.hash }) else { throw .duplicate }
        keys.append(key)
    }
}

extension InMemoryTaskStore.Contents.Entry {
    /// An attempt keeps the moment and the provider that it began with.
    fileprivate mutating func write(_ attempt: AttemptRecord) {
        guard let index = attempts.firstIndex(where: { $0.number == attempt.number }) else {
            attempts.append(attempt)
            return
        }
        attempts[index].upstreamID = attempt.upstreamID
        attempts[index].endedAt = attempt.endedAt
        attempts[index].outcome = attempt.outcome
        attempts[index].detail = attempt.detail
        attempts[index].cost = attempt.cost
    }
}

extension UsageRow {
    fileprivate func isSameKind(as other: UsageRow) -> Bool {
        place == other.place
    }

    fileprivate var place: [String] {
        [String(100_000 + day), model, String(state.order), key?.rawValue ?? "", provider?.rawValue ?? ""]
    }
}

extension VideoTask.State {
    fileprivate var order: Int {
        VideoTask.State.allCases.firstIndex(of: self) ?? 0
    }
}
