import FilmgateDomain

extension ReadTransaction {
    /// The index that holds the running tasks alone, so that the ended ones cost nothing.
    static let openAttempts = SQL(
        """
        SELECT t.id, a.number, a.provider, a.upstream_id, a.token,
            CASE a.outcome WHEN 'doubtful' THEN t.updated_at END, t.tier, a.started_at, t.deadline
        FROM tasks t INDEXED BY tasks_upstream JOIN attempts a ON a.task = t.number AND a.number = t.attempt
        WHERE t.state = 1 ORDER BY t.created_at, t.number
        """
    )
    static let tokens = SQL(
        "SELECT token FROM attempts WHERE provider = ? AND started_at >= ? AND token IS NOT NULL ORDER BY started_at"
    )
    private static let exposures = SQL(
        """
        SELECT p.id, e.task, e.attempt, e.provider, e.upstream_id, e.kind, e.at, e.detail, e.most, p.currency
        FROM exposures e JOIN projects p ON p.number = e.project ORDER BY e.number DESC LIMIT ?
        """
    )
    private static let drained = SQL("SELECT provider FROM drained_providers")
    private static let epoch = SQL("SELECT epoch FROM engine")

    func openAttempts() throws -> [OpenAttempt] {
        try connection.statement(ReadTransaction.openAttempts).all {
            OpenAttempt(
                task: try $0.taskID(),
                number: $0.int(),
                provider: try $0.word(),
                upstreamID: $0.optionalText(),
                token: $0.optionalText().map(AttemptToken.init(record:)),
                doubtedAt: $0.optionalTimestamp(),
                tier: try $0.word(),
                startedAt: $0.timestamp(),
                deadline: $0.timestamp()
            )
        }
    }

    func tokens(of provider: ProviderName, since: Timestamp) throws -> [String] {
        try connection.statement(ReadTransaction.tokens).all {
            $0.add(provider.rawValue)
            $0.add(since)
        } _: {
            $0.text()
        }
    }

    private static let exposureTotals = SQL(
        """
        SELECT e.provider, e.kind, count(*), max(e.at), coalesce(sum(e.most), 0), p.currency
        FROM exposures e JOIN projects p ON p.number = e.project
        GROUP BY e.provider, e.kind, p.currency ORDER BY e.provider, e.kind, p.currency
        """
    )

    func exposureTotals() throws -> [ExposureTotal] {
        try connection.statement(ReadTransaction.exposureTotals).all {
            ExposureTotal(
                provider: ProviderName(rawValue: $0.text()),
                kind: try $0.word(),
                count: $0.int(),
                newest: $0.timestamp(),
                most: Money(micros: $0.integer(), currency: try $0.word())
            )
        }
    }

    func exposures(limit: Int) throws -> [Exposure] {
        try connection.statement(ReadTransaction.exposures).all {
            $0.add(max(limit, 0))
        } _: {
            Exposure(
                project: Project.ID(rawValue: $0.text()),
                task: try $0.taskID(),
                attempt: $0.int(),
                provider: try $0.word(),
                upstreamID: $0.optionalText(),
                kind: try $0.word(),
                at: $0.timestamp(),
                detail: $0.text(),
                most: try $0.optionalMoney()
            )
        }
    }

    func drainedProviders() throws -> Set<ProviderName> {
        Set(try connection.statement(ReadTransaction.drained).all { try $0.word() })
    }

    /// Refuses an engine that was superseded.
    func check(_ epoch: Epoch) throws {
        let current = try connection.statement(ReadTransaction.epoch).first { $0.integer() }
        guard current == epoch.number else { throw StoreError.superseded }
    }
}
