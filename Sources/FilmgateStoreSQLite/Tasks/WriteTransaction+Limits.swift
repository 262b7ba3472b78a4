import FilmgateDomain

extension WriteTransaction {
    private static let recentCreates = SQL("SELECT count(*), min(at) FROM recent_creates WHERE owner = ? AND at > ?")
    private static let newestCreate = SQL("SELECT coalesce(max(at), 0) FROM recent_creates WHERE owner = ?")
    private static let forgetCreates = SQL("DELETE FROM recent_creates WHERE owner = ? AND at <= ?")
    private static let forgetFuture = SQL("DELETE FROM recent_creates WHERE owner = ? AND at > ?")
    private static let noteCreate = SQL("INSERT INTO recent_creates VALUES (?, ?, ?)")
    private static let openOfKey = SQL("SELECT count(*) FROM tasks WHERE key = ? AND state < 2")
    /// `state < 2` is what the index of open tasks is for.
    private static let queuedOfKey = SQL("SELECT count(*) FROM tasks WHERE key = ? AND state < 2 AND state = 0")
    private static let spend = SQL(
        """
        INSERT INTO spending VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET micros = micros + excluded.micros, tokens = tokens + excluded.tokens,
            uploaded = uploaded + excluded.uploaded
        """
    )
    private static let settleSpending = SQL(
        """
        UPDATE spending SET micros = max(micros + ?, 0), tokens = max(tokens + ?, 0)
        WHERE project = ? AND key = ? AND day = ?
        """
    )

    private static let minute = Duration.seconds(60)

    /// Refuses a task that a limit leaves no room for.
    func check(_ limits: [OwnedLimits], for task: VideoTask, project: Int64) throws {
        let readings = Readings(transaction: self, project: project)
        if let reached = try readings.broken(limits, by: task) { throw StoreError.limitReached(reached) }
    }

    /// Counts what was accepted: for the limits of later ones.
    func count(_ task: VideoTask, number: Int64, limits: [OwnedLimits], project: Int64) throws {
        for owned in limits where owned.limits[.createsPerMinute] != nil {
            let at = try moment(of: owned.owner, task.createdAt)
            try connection.statement(WriteTransaction.forgetCreates).run {
                $0.add(owned.owner.word)
                $0.add(at - WriteTransaction.minute)
            }
            try connection.statement(WriteTransaction.noteCreate).run {
                $0.add(owned.owner.word)
                $0.add(at)
                $0.add(number)
            }
        }
        guard let tokens = task.heldTokens else { return }
        var spending = Spending()
        spending.micros = task.hold.micros
        spending.tokens = Int64(tokens)
        try add(spending, project: project, keys: ["", task.key?.rawValue], day: Day(task.createdAt))
    }

    /// The end of a task: what it came to in place of what it might have.
    func settle(_ change: TaskChange, project: Int64) throws {
        let task = change.task
        guard let held = task.heldTokens else { return }
        for key in ["", task.key?.rawValue] {
            guard let key else { continue }
            try connection.statement(WriteTransaction.settleSpending).run {
                $0.add(change.chargedMicros - task.hold.micros)
                $0.add(Int64((task.usage?.totalTokens ?? 0) - held))
                $0.add(project)
                $0.add(key)
                $0.add(Day(task.createdAt).number)
            }
        }
    }

    func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) throws {
        let number = try project(principal.project.id).number
        let readings = Readings(transaction: self, project: number)
        if let reached = try readings.broken(principal.limits, byUploading: bytes, at: now) {
            throw StoreError.limitReached(reached)
        }
        var spending = Spending()
        spending.uploadedBytes = Int64(bytes)
        try add(spending, project: number, keys: ["", principal.key.id.rawValue], day: Day(now))
    }

    private func add(_ spending: Spending, project: Int64, keys: [String?], day: Day) throws {
        for key in keys {
            guard let key else { continue }
            try connection.statement(WriteTransaction.spend).run {
                $0.add(project)
                $0.add(key)
                $0.add(day.number)
                $0.add(spending.micros)
                $0.add(spending.tokens)
                $0.add(spending.uploadedBytes)
            }
        }
    }

    /// A clock that went back a little does not take the creates back with it. One that had run far ahead left creates in
    /// a future that nobody can wait for: they are older than a minute by any right clock.
    private func moment(of owner: LimitOwner, _ now: Timestamp) throws -> Timestamp {
        let newest = try connection.statement(WriteTransaction.newestCreate).first {
            $0.add(owner.word)
        } _: {
            $0.timestamp()
        }
        guard let newest, newest > now else { return now }
        guard newest > now + WriteTransaction.minute else { return newest }
        try connection.statement(WriteTransaction.forgetFuture).run {
            $0.add(owner.word)
            $0.add(now + WriteTransaction.minute)
        }
        return try moment(of: owner, now)
    }

    /// What limits are decided by, of one project.
    private struct Readings: LimitReadings {
        typealias Failure = any Error

        let transaction: WriteTransaction
        let project: Int64

        func recentCreates(of owner: LimitOwner, at now: Timestamp) throws -> (count: Int64, roomAt: Timestamp?) {
            let from = try transaction.moment(of: owner, now) - WriteTransaction.minute
            return try transaction.connection.statement(WriteTransaction.recentCreates).first {
                $0.add(owner.word)
                $0.add(from)
            } _: {
                ($0.integer(), $0.optionalTimestamp().map { $0 + WriteTransaction.minute })
            } ?? (0, nil)
        }

        func openTasks(of owner: LimitOwner, queuedAlone: Bool) throws -> Int64 {
            switch owner {
            case .project:
                let queued = try transaction.tasks(of: project, in: .queued)
                return Int64(queuedAlone ? queued : queued + (try transaction.tasks(of: project, in: .running)))
            case .key(let key):
                let sql = queuedAlone ? WriteTransaction.queuedOfKey : WriteTransaction.openOfKey
                return try transaction.connection.statement(sql).first {
                    $0.add(key.rawValue)
                } _: {
                    $0.integer()
                } ?? 0
            }
        }

        func spending(of owner: LimitOwner, days: ClosedRange<Day>) throws -> Spending {
            try ReadTransaction(connection: transaction.connection)
                .spending(project: project, key: owner.key, days: days)
        }
    }
}

extension ReadTransaction {
    private static let spending = SQL(
        """
        SELECT coalesce(sum(micros), 0), coalesce(sum(tokens), 0), coalesce(sum(uploaded), 0) FROM spending
        WHERE project = ? AND key = ? AND day BETWEEN ? AND ?
        """
    )
    private static let projectOfKey = SQL("SELECT project FROM keys WHERE id = ?")
    private static let projectNumber = SQL("SELECT number FROM projects WHERE id = ?")

    func spending(project: Int64, key: String, days: ClosedRange<Day>) throws -> Spending {
        try connection.statement(ReadTransaction.spending).first {
            $0.add(project)
            $0.add(key)
            $0.add(days.lowerBound.number)
            $0.add(days.upperBound.number)
        } _: {
            var spending = Spending()
            spending.micros = $0.integer()
            spending.tokens = $0.integer()
            spending.uploadedBytes = $0.integer()
            return spending
        } ?? Spending()
    }

    func spending(of owner: LimitOwner, days: ClosedRange<Day>) throws -> Spending {
        let (sql, id) =
            switch owner {
            case .project(let id): (ReadTransaction.projectNumber, id.rawValue)
            case .key(let id): (ReadTransaction.projectOfKey, id.rawValue)
            }
        let number = try connection.statement(sql).first {
            $0.add(id)
        } _: {
            $0.integer()
        }
        guard let number else { throw StoreError.unknownProject }
        return try spending(project: number, key: owner.key, days: days)
    }
}

extension LimitOwner {
    /// The key's id, empty for a project: as `spending` names it.
    fileprivate var key: String {
        switch self {
        case .project: ""
        case .key(let id): id.rawValue
        }
    }

    /// As `recent_creates` names it.
    fileprivate var word: String {
        switch self {
        case .project(let id): id.rawValue
        case .key(let id): id.rawValue
        }
    }
}
