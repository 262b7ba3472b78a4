import FilmgateDomain

extension RowReader {
    /// The columns `task`, `project`, `state`, `address` and `at` of what tells of a callback.
    fileprivate mutating func outboxEvent() throws -> OutboxEvent {
        OutboxEvent(
            task: try taskID(),
            project: Project.ID(rawValue: text()),
            state: try state(),
            address: text(),
            at: timestamp()
        )
    }
}

extension ReadTransaction {
    private static let event = "t.id, p.id, o.state, o.address, o.at"
    private static let owner = "JOIN tasks t ON t.number = o.task JOIN projects p ON p.number = t.project"

    private static let outbox = SQL(
        "SELECT \(event) FROM outbox o \(owner) WHERE o.due IS NOT NULL ORDER BY o.number LIMIT ?"
    )
    static let due = SQL(
        """
        SELECT o.number, o.tries,
            EXISTS (SELECT 1 FROM outbox n WHERE n.task = o.task AND n.number > o.number AND n.due IS NOT NULL),
            \(event)
        FROM outbox o INDEXED BY outbox_due \(owner)
        WHERE o.due <= ?
            AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.task = o.task AND e.number < o.number AND e.due IS NOT NULL)
        ORDER BY o.due, o.number LIMIT ?
        """
    )
    private static let logColumns = """
        SELECT l.callback, l.at, l.status, l.detail, l.next, l.next_at, l.task, p.id, l.state, l.address, l.event_at
        FROM callback_log l JOIN projects p ON p.number = l.project
        """
    private static let log = SQL("\(logColumns) ORDER BY l.number DESC LIMIT ?")
    private static let logOfTask = SQL("\(logColumns) WHERE l.task = ? ORDER BY l.number DESC LIMIT ?")

    func outbox(limit: Int) throws -> [OutboxEvent] {
        try connection.statement(ReadTransaction.outbox).all {
            $0.add(max(limit, 0))
        } _: {
            try $0.outboxEvent()
        }
    }

    func dueCallbacks(at moment: Timestamp, limit: Int) throws -> [OwedCallback] {
        try connection.statement(ReadTransaction.due).all {
            $0.add(moment)
            $0.add(max(limit, 0))
        } _: {
            let number = $0.integer()
            let tries = $0.int()
            let isStale = $0.bool()
            return OwedCallback(number: number, event: try $0.outboxEvent(), tries: tries, isStale: isStale)
        }
    }

    func callbackLog(of task: VideoTask.ID?, limit: Int) throws -> [CallbackTry] {
        try connection.statement(task == nil ? ReadTransaction.log : ReadTransaction.logOfTask).all {
            if let task { $0.add(task) }
            $0.add(max(limit, 0))
        } _: {
            let number = $0.integer()
            let at = $0.timestamp()
            let status = $0.optionalInt()
            let detail = $0.text()
            let next = try CallbackTry.Next(code: $0.integer(), moment: $0.optionalTimestamp())
            return CallbackTry(
                number: number,
                event: try $0.outboxEvent(),
                at: at,
                status: status,
                detail: detail,
                next: next
            )
        }
    }
}

extension CallbackTry.Next {
    /// The number that stands for it in the file; never change one.
    var code: Int64 {
        switch self {
        case .done: 0
        case .givenUp: 1
        case .again: 2
        }
    }

    /// When it is tried again.
    var moment: Timestamp? {
        switch self {
        case .done, .givenUp: nil
        case .again(let moment): moment
        }
    }

    init(code: Int64, moment: Timestamp?) throws {
        switch (code, moment) {
        case (0, nil): self = .done
        case (1, nil): self = .givenUp
        case (2, let moment?): self = .again(at: moment)
        default: throw DamagedRow("callback_log.next")
        }
    }
}
