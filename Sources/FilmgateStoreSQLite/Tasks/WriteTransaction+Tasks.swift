internal import CSQLite
import FilmgateDomain

extension WriteTransaction {
    func accept(_ acceptance: Acceptance) throws -> Accepted {
        let task = acceptance.task
        guard task.state == .queued, task.attempt == 0 else { throw StoreError.stale }
        let project = try project(task.project)
        let reader = ReadTransaction(connection: connection)
        if let (key, _) = acceptance.idempotency, let kept = try reader.answer(to: key, in: task.project, since: nil) {
            return .repeated(kept)
        }
        if let reference = task.clientReference, let known = try reader.task(reference: reference, in: task.project) {
            return .known(known)
        }
        if !project.isUnlimited, !task.hold.isZero {
            let change = acceptance.ledger.reduce(0) { $0 + $1.amount.micros }
            guard try balance(project: project.number) + change >= 0 else { throw StoreError.insufficientFunds }
        }
        if let most = acceptance.maximumQueued {
            guard try tasks(of: project.number, in: .queued) < most else { throw StoreError.queueFull }
        }
        if let most = acceptance.maximumQueuedInAll {
            guard try queuedInAll() < most else { throw StoreError.allQueuesFull }
        }
        try check(acceptance.limits, for: task, project: project.number)
        let number: Int64
        do {
            let lane = try lane(task.lane)
            number = try TaskRow.insert(task, project: project.number, lane: lane, on: connection)
        } catch let failure as SQLiteFailure where failure.code == WriteTransaction.notUnique {
            throw StoreError.duplicate
        }
        for (position, medium) in task.order.media.enumerated() {
            try insert(medium, task: number, position: position)
        }
        for (name, value) in task.order.extras {
            try connection.statement(WriteTransaction.insertExtra).run {
                $0.add(number)
                $0.add(name.rawValue)
                $0.add(value)
            }
        }
        try count(1, project: project.number, state: .queued)
        try count(task, number: number, limits: acceptance.limits, project: project.number)
        try write(acceptance.ledger, project: project.number)
        try write(acceptance.outbox, task: number)
        try write(acceptance.timeline, task: number, version: task.version)
        if let (key, answer) = acceptance.idempotency {
            try keep(answer, for: key, project: project.number, at: task.createdAt)
        }
        return .new(task)
    }

    func apply(_ change: TaskChange, epoch: Epoch) throws {
        try check(epoch)
        let row = try connection.statement(WriteTransaction.standing).first {
            $0.add(change.task.id)
        } _: {
            (number: $0.integer(), project: $0.integer(), state: try $0.state(), version: $0.int())
        }
        guard let row, row.version == change.expectedVersion, !row.state.isFinal else { throw StoreError.stale }
        let task = change.task
        try TaskRow.update(task, number: row.number, on: connection)
        if let result = task.result, task.state == .succeeded {
            try connection.statement(WriteTransaction.insertResult).run {
                $0.add(row.number)
                $0.add(result)
            }
        }
        if task.state != row.state {
            try count(-1, project: row.project, state: row.state)
            try count(1, project: row.project, state: task.state)
        }
        for attempt in change.attempts { try write(attempt, task: row.number) }
        try write(change.ledger, project: row.project)
        try write(change.outbox, task: row.number)
        try write(change.timeline, task: row.number, version: task.version)
        for exposure in change.exposures { try write(exposure, project: row.project) }
        guard task.state.isFinal else { return }
        try rollUp(UsageRow(of: change), project: row.project)
        try settle(change, project: row.project)
    }

    /// SQLITE_CONSTRAINT_UNIQUE, which Swift cannot import.
    static let notUnique = SQLITE_CONSTRAINT | 8 << 8

    private static let standing = SQL("SELECT number, project, state, version FROM tasks WHERE id = ?")
    private static let insertResult = SQL("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    private static let insertMedium = SQL("INSERT INTO media VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    private static let insertExtra = SQL("INSERT INTO extras VALUES (?, ?, ?)")
    private static let writeAttempt = SQL(
        """
        INSERT INTO attempts (task, number, provider, upstream_id, token, started_at, ended_at, outcome, detail, cost)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET upstream_id = excluded.upstream_id, ended_at = excluded.ended_at,
            outcome = excluded.outcome, detail = excluded.detail, cost = excluded.cost
        """
    )
    private static let insertTimeline = SQL("INSERT INTO timeline VALUES (?, ?, ?, ?, ?, ?)")
    private static let insertOutbox = SQL(
        "INSERT INTO outbox (task, state, address, at, due) VALUES (?1, ?2, ?3, ?4, ?4)"
    )

    private func insert(_ medium: OrderedMedium, task: Int64, position: Int) throws {
        try connection.statement(WriteTransaction.insertMedium).run {
            $0.add(task)
            $0.add(position)
            $0.add(medium.kind.rawValue)
            $0.add(medium.role.rawValue)
            $0.add(medium.artifact.hash)
            $0.add(medium.artifact.size)
            $0.add(medium.artifact.mediaType)
            $0.add(medium.pixels.width)
            $0.add(medium.pixels.height)
            $0.add(medium.origin)
            $0.add(medium.milliseconds)
        }
    }

    /// An attempt keeps the moment, the provider and the token that it began with.
    private func write(_ attempt: AttemptRecord, task: Int64) throws {
        try connection.statement(WriteTransaction.writeAttempt).run {
            $0.add(task)
            $0.add(attempt.number)
            $0.add(attempt.provider.rawValue)
            $0.add(attempt.upstreamID)
            $0.add(attempt.token)
            $0.add(attempt.startedAt)
            $0.add(attempt.endedAt)
            $0.add(attempt.outcome.rawValue)
            $0.add(attempt.detail)
            $0.add(attempt.cost?.micros)
        }
    }

    private func write(_ timeline: [TimelineEntry], task: Int64, version: Int) throws {
        for (position, entry) in timeline.enumerated() {
            try connection.statement(WriteTransaction.insertTimeline).run {
                $0.add(task)
                $0.add(version)
                $0.add(position)
                $0.add(entry.at)
                $0.add(entry.kind.rawValue)
                $0.add(entry.detail)
            }
        }
    }

    private func write(_ events: [OutboxEvent], task: Int64) throws {
        for event in events {
            try connection.statement(WriteTransaction.insertOutbox).run {
                $0.add(task)
                $0.add(event.state)
                $0.add(event.address)
                $0.add(event.at)
            }
        }
    }
}
