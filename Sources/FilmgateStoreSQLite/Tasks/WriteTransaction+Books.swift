import FilmgateDomain

extension WriteTransaction {
    private static let countTasks = SQL(
        """
        INSERT INTO counters VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks
        """
    )
    private static let uncountTasks = SQL("UPDATE counters SET tasks = tasks + ? WHERE project = ? AND state = ?")
    private static let readCount = SQL("SELECT tasks FROM counters WHERE project = ? AND state = ?")
    private static let readQueued = SQL("SELECT coalesce(sum(tasks), 0) FROM counters WHERE state = 0")
    private static let readBalance = SQL("SELECT amount FROM balances WHERE project = ?")
    private static let addToBalance = SQL(
        "INSERT INTO balances VALUES (?, ?) ON CONFLICT DO UPDATE SET amount = amount + excluded.amount"
    )
    private static let insertLedger = SQL(
        "INSERT INTO ledger (project, task, kind, amount, currency, at, note, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    private static let addUsage = SQL(
        """
        INSERT INTO usage (project, day, key, provider, model, state, tasks, tokens, charged, cost)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET tasks = tasks + excluded.tasks, tokens = tokens + excluded.tokens,
            charged = charged + excluded.charged, cost = cost + excluded.cost
        """
    )

    /// Keeps the number of tasks in a state; it never goes below zero, or the transaction is refused.
    func count(_ change: Int, project: Int64, state: VideoTask.State) throws {
        if state == .queued, let queued = knownQueued { knownQueued = queued + change }
        guard change < 0 else {
            return try connection.statement(WriteTransaction.countTasks).run {
                $0.add(project)
                $0.add(state)
                $0.add(change)
            }
        }
        try connection.statement(WriteTransaction.uncountTasks).run {
            $0.add(change)
            $0.add(project)
            $0.add(state)
        }
    }

    /// How many tasks of a project stand in a state.
    func tasks(of project: Int64, in state: VideoTask.State) throws -> Int {
        try connection.statement(WriteTransaction.readCount).first {
            $0.add(project)
            $0.add(state)
        } _: {
            $0.int()
        } ?? 0
    }

    /// How many tasks of all projects are queued.
    func queuedInAll() throws -> Int {
        if let knownQueued { return knownQueued }
        let queued = try connection.statement(WriteTransaction.readQueued).first { $0.int() } ?? 0
        knownQueued = queued
        return queued
    }

    func balance(project: Int64) throws -> Int64 {
        try connection.statement(WriteTransaction.readBalance).first {
            $0.add(project)
        } _: {
            $0.integer()
        } ?? 0
    }

    /// Writes entries and moves the balance by their sum.
    func write(_ ledger: [LedgerEntry], project: Int64) throws {
        guard !ledger.isEmpty else { return }
        for entry in ledger {
            try connection.statement(WriteTransaction.insertLedger).run {
                $0.add(project)
                $0.add(entry.task)
                $0.add(entry.kind.rawValue)
                $0.add(entry.amount.micros)
                $0.add(entry.amount.currency.rawValue)
                $0.add(entry.at)
                $0.add(entry.note)
                $0.add(entry.actor)
            }
        }
        try connection.statement(WriteTransaction.addToBalance).run {
            $0.add(project)
            $0.add(ledger.reduce(0) { $0 + $1.amount.micros })
        }
    }

    func rollUp(_ usage: UsageRow, project: Int64) throws {
        try connection.statement(WriteTransaction.addUsage).run {
            $0.add(project)
            $0.add(usage.day)
            $0.add(usage.key?.rawValue ?? "")
            $0.add(usage.provider?.rawValue ?? "")
            $0.add(usage.model)
            $0.add(usage.state)
            $0.add(usage.tasks)
            $0.add(usage.tokens)
            $0.add(usage.chargedMicros)
            $0.add(usage.costMicros)
        }
    }
}
