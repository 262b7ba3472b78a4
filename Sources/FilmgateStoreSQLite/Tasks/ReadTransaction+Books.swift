import FilmgateDomain

extension ReadTransaction {
    private static let balance = SQL(
        """
        SELECT coalesce(b.amount, 0), p.currency FROM projects p LEFT JOIN balances b ON b.project = p.number
        WHERE p.id = ?
        """
    )
    private static let entries = """
        SELECT l.task, l.kind, l.amount, l.currency, l.at, l.note, l.actor
        FROM ledger l JOIN projects p ON p.number = l.project WHERE p.id = ?
        """
    private static let ledger = SQL("\(entries) ORDER BY l.number")
    private static let newestEntries = SQL("\(entries) ORDER BY l.number DESC LIMIT ? OFFSET ?")
    private static let usage = SQL(
        """
        SELECT u.day, u.key, u.provider, u.model, u.state, u.tasks, u.tokens, u.charged, u.cost
        FROM usage u JOIN projects p ON p.number = u.project WHERE p.id = ? ORDER BY u.day, u.model, u.state, u.key,
            u.provider
        """
    )

    func balance(of project: Project.ID) throws -> Money {
        let balance = try connection.statement(ReadTransaction.balance).first {
            $0.add(project.rawValue)
        } _: {
            Money(micros: $0.integer(), currency: try $0.word())
        }
        guard let balance else { throw StoreError.unknownProject }
        return balance
    }

    func ledger(of project: Project.ID) throws -> [LedgerEntry] {
        try connection.statement(ReadTransaction.ledger).all {
            $0.add(project.rawValue)
        } _: {
            try $0.ledgerEntry(of: project)
        }
    }

    func ledger(of project: Project.ID, skipping: Int, limit: Int) throws -> [LedgerEntry] {
        try connection.statement(ReadTransaction.newestEntries).all {
            $0.add(project.rawValue)
            $0.add(max(limit, 0))
            $0.add(max(skipping, 0))
        } _: {
            try $0.ledgerEntry(of: project)
        }
    }

    func usage(of project: Project.ID) throws -> [UsageRow] {
        try connection.statement(ReadTransaction.usage).all {
            $0.add(project.rawValue)
        } _: {
            UsageRow(
                day: $0.integer(),
                key: $0.name().map(APIKey.ID.init(rawValue:)),
                provider: $0.name().map(ProviderName.init(rawValue:)),
                model: $0.text(),
                state: try $0.state(),
                tasks: $0.int(),
                tokens: $0.int(),
                chargedMicros: $0.integer(),
                costMicros: $0.integer()
            )
        }
    }
}

extension RowReader {
    fileprivate mutating func ledgerEntry(of project: Project.ID) throws -> LedgerEntry {
        LedgerEntry(
            project: project,
            task: try optionalTaskID(),
            kind: try word(),
            amount: Money(micros: integer(), currency: try word()),
            at: timestamp(),
            note: optionalText(),
            actor: optionalText()
        )
    }

    /// A text that is empty where there is none.
    fileprivate mutating func name() -> String? {
        let text = text()
        return text.isEmpty ? nil : text
    }
}
