package import FilmgateDomain

/// How a store stands, for metrics.
package struct StoreStanding: Sendable, Equatable {
    package var tasks: [VideoTask.State: Int]
    /// When the queued task that waits longest was created.
    package var oldestQueued: Timestamp?
    /// Micro-units that open tasks hold, by currency.
    package var held: [String: Int64]
    /// What the operator is exposed to, by kind.
    package var exposures: [String: Int]
    /// Callbacks that are due and not delivered.
    package var dueCallbacks: Int
    /// Since when the one that waits longest has been due.
    package var oldestCallback: Timestamp?
    package var commits: CommitStatistics
    /// Writes that wait for a transaction.
    package var waitingWrites: Int
}

extension SQLiteStore {
    /// Reads counters and the ends of indexes; only the money of open tasks is added up.
    package func standing(at now: Timestamp) async throws -> StoreStanding {
        let statistics = meter.statistics
        let waiting = writer.waiting
        return try await readers.read { transaction in
            var standing = try transaction.standing(at: now)
            standing.commits = statistics
            standing.waitingWrites = waiting
            return standing
        }
    }
}

extension ReadTransaction {
    private static let oldestQueued = SQL("SELECT min(created_at) FROM tasks INDEXED BY tasks_queue WHERE state = 0")
    private static let held = SQL(
        "SELECT currency, sum(hold) FROM tasks INDEXED BY tasks_by_deadline WHERE state < 2 GROUP BY currency"
    )
    private static let exposures = SQL("SELECT kind, count(*) FROM exposures GROUP BY kind")
    private static let callbacks = SQL("SELECT count(*), min(due) FROM outbox WHERE due IS NOT NULL AND due <= ?")

    func standing(at now: Timestamp) throws -> StoreStanding {
        let callbacks = try connection.statement(ReadTransaction.callbacks).first {
            $0.add(now)
        } _: {
            (count: $0.int(), oldest: $0.optionalTimestamp())
        }
        let held = try connection.statement(ReadTransaction.held).all { ($0.text(), $0.integer()) }
        let exposures = try connection.statement(ReadTransaction.exposures).all { ($0.text(), $0.int()) }
        return StoreStanding(
            tasks: try counts(in: nil),
            oldestQueued: try connection.statement(ReadTransaction.oldestQueued).first { $0.optionalTimestamp() }
                .flatMap { $0 },
            held: Dictionary(held, uniquingKeysWith: +),
            exposures: Dictionary(exposures, uniquingKeysWith: +),
            dueCallbacks: callbacks?.count ?? 0,
            oldestCallback: callbacks?.oldest,
            commits: CommitStatistics(),
            waitingWrites: 0
        )
    }
}
