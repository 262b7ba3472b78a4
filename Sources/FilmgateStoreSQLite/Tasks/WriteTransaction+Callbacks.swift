import FilmgateDomain

extension WriteTransaction {
    private static let settle = SQL("DELETE FROM outbox WHERE number = ?")
    private static let postpone = SQL("UPDATE outbox SET tries = tries + 1, due = ?2 WHERE number = ?1")
    private static let oweAgain = SQL("UPDATE outbox SET due = ?2 WHERE number = ?1")
    private static let insertLog = SQL(
        """
        INSERT INTO callback_log
            (callback, task, project, state, address, event_at, at, status, detail, next, next_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    private static let deleteLog = SQL(
        """
        DELETE FROM callback_log WHERE number IN (
            SELECT number FROM callback_log WHERE at < ? ORDER BY at, number LIMIT ?
        )
        """
    )

    func record(_ attempt: CallbackTry, epoch: Epoch) throws {
        try check(epoch)
        let isOver = attempt.next == .done
        try connection.statement(isOver ? WriteTransaction.settle : WriteTransaction.postpone).run {
            $0.add(attempt.number)
            if !isOver { $0.add(attempt.next.moment) }
        }
        guard connection.changes > 0 else { throw StoreError.stale }
        let project = try project(attempt.event.project).number
        try connection.statement(WriteTransaction.insertLog).run {
            $0.add(attempt.number)
            $0.add(attempt.event.task)
            $0.add(project)
            $0.add(attempt.event.state)
            $0.add(attempt.event.address)
            $0.add(attempt.event.at)
            $0.add(attempt.at)
            $0.add(attempt.status)
            $0.add(attempt.detail)
            $0.add(attempt.next.code)
            $0.add(attempt.next.moment)
        }
    }

    func retryCallback(_ number: Int64, at moment: Timestamp) throws -> Bool {
        try connection.statement(WriteTransaction.oweAgain).run {
            $0.add(number)
            $0.add(moment)
        }
        return connection.changes > 0
    }

    func removeCallbackLog(before moment: Timestamp, limit: Int) throws -> Int {
        try connection.statement(WriteTransaction.deleteLog).run {
            $0.add(moment)
            $0.add(max(limit, 0))
        }
        return connection.changes
    }
}
