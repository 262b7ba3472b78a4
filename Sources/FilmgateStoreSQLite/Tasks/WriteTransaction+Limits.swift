import FilmgateDomain

extension WriteTransaction {
    private static let recentCreates = SQL("SELECT count(*), min(at) FROM recent_creates WHERE owner = ? AND at > ?")
    private static let newestCreate = SQL("SELECT coalesce(max(at), 0) FROM recent_creates WHERE owner = ?")
    private static let forgetCreates = SQL("DELETE FROM recent_creates WHERE owner = ? AND at <= ?")
    private static let noteCreate = SQL("INSERT INTO recent_creates VALUES (?, ?, ?)")
    private static let openOfKey = SQL("SELECT count(*) FROM tasks WHERE key = ? AND state < 2")
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
        for owned in limits {
            let reached = try owned.broken(by: task) { kind in
                switch kind {
                case .createsPerMinute: return try recentCreates(of: owned.owner, at: task.createdAt)
                case .openTasks: return (try open(owned.owner, project: project), nil)
                case .queuedTasks: return (try queued(owned.owner, project: project), nil)
                case .moneyPerDay: return (try spent(owned.owner, project, on: kind, task.createdAt).micros, nil)
                case .moneyPerMonth: return (try spent(owned.owner, project, on: kind, task.createdAt).micros, nil)
                case .tokensPerDay: return (try spent(owned.owner, project, on: kind, task.createdAt).tokens, nil)
                case .tokensPerMonth: return (try spent(owned.owner, project, on: kind, task.createdAt).tokens, nil)
                case .readsPerSecond, .uploadBytesPerDay, .maximumResolution, .maximumDuration: return (0, nil)
                }
            }
            if let reached { throw StoreError.limitReached(reached) }
        }
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
        let charged = change.ledger.filter { $0.kind == .charge }.reduce(0) { $0 - $1.amount.micros }
        for key in ["", task.key?.rawValue] {
            guard let key else { continue }
            try connection.statement(WriteTransaction.settleSpending).run {
                $0.add(charged - task.hold.micros)
                $0.add(Int64((task.usage?.totalTokens ?? 0) - held))
                $0.add(project)
                $0.add(key)
                $0.add(Day(task.createdAt).number)
            }
        }
    }

    func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) throws {
        let number = try project(principal.project.id).number
        for owned in principal.limits {
            guard let limit = owned.limits[.uploadBytesPerDay] else { continue }
            let used = try spent(owned.owner, number, on: .uploadBytesPerDay, now).uploadedBytes
            guard used + Int64(bytes) > limit else { continue }
            throw StoreError.limitReached(
                LimitReached(
                    kind: .uploadBytesPerDay,
                    owner: owned.owner,
                    limit: limit,
                    used: used,
                    asked: Int64(bytes),
                    resetAt: LimitKind.uploadBytesPerDay.reset(after: now)
                )
            )
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

    /// A clock that went back does not take the creates back with it.
    private func moment(of owner: LimitOwner, _ now: Timestamp) throws -> Timestamp {
        let newest = try connection.statement(WriteTransaction.newestCreate).first {
            $0.add(owner.word)
        } _: {
            $0.timestamp()
        }
        return max(newest ?? now, now)
    }

    private func recentCreates(of owner: LimitOwner, at now: Timestamp) throws -> (Int64, Timestamp?) {
        let from = try moment(of: owner, now) - WriteTransaction.minute
        return try connection.statement(WriteTransaction.recentCreates).first {
            $0.add(owner.word)
            $0.add(from)
        } _: {
            ($0.integer(), $0.optionalTimestamp().map { $0 + WriteTransaction.minute })
        } ?? (0, nil)
    }

    private func open(_ owner: LimitOwner, project: Int64) throws -> Int64 {
        switch owner {
        case .project: Int64(try tasks(of: project, in: .queued) + tasks(of: project, in: .running))
        case .key(let key): try count(WriteTransaction.openOfKey, key)
        }
    }

    private func queued(_ owner: LimitOwner, project: Int64) throws -> Int64 {
        switch owner {
        case .project: Int64(try tasks(of: project, in: .queued))
        case .key(let key): try count(WriteTransaction.queuedOfKey, key)
        }
    }

    private func count(_ sql: SQL, _ key: APIKey.ID) throws -> Int64 {
        try connection.statement(sql).first {
            $0.add(key.rawValue)
        } _: {
            $0.integer()
        } ?? 0
    }

    private func spent(
        _ owner: LimitOwner,
        _ project: Int64,
        on kind: LimitKind,
        _ now: Timestamp
    ) throws -> Spending {
        let today = Day(now)
        let isMonth = kind == .moneyPerMonth || kind == .tokensPerMonth
        return try ReadTransaction(connection: connection)
            .spending(project: project, key: owner.key, days: (isMonth ? today.firstOfMonth : today)...today)
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
