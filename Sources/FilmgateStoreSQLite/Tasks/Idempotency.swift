import FilmgateDomain

extension ReadTransaction {
    private static let answer = SQL(
        """
        SELECT i.fingerprint, i.task, i.status, i.body
        FROM idempotency i JOIN projects p ON p.number = i.project
        WHERE p.id = ? AND i.operation = ? AND i.key = ? AND i.created_at >= ?
        """
    )

    /// The answer kept for the key; `nil` as moment takes one of any age.
    ///
    /// - Throws: ``StoreError/idempotencyMismatch`` where it came with another request.
    func answer(to key: IdempotencyKey, in project: Project.ID, since: Timestamp?) throws -> KeptAnswer? {
        let kept = try connection.statement(ReadTransaction.answer).first {
            $0.add(project.rawValue)
            $0.add(key.operation)
            $0.add(key.key)
            $0.add(since?.milliseconds ?? .min)
        } _: {
            (
                fingerprint: try $0.hash(),
                answer: KeptAnswer(task: try $0.taskID(), status: $0.int(), body: $0.bytes())
            )
        }
        guard let kept else { return nil }
        guard kept.fingerprint == key.fingerprint else { throw StoreError.idempotencyMismatch }
        return kept.answer
    }
}

extension WriteTransaction {
    private static let insertKept = SQL("INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    private static let oldKeys = SQL(
        "SELECT project, operation, key FROM idempotency WHERE created_at < ? ORDER BY created_at LIMIT ?"
    )
    private static let deleteKept = SQL("DELETE FROM idempotency WHERE project = ? AND operation = ? AND key = ?")

    func keep(_ answer: KeptAnswer, for key: IdempotencyKey, project: Int64, at moment: Timestamp) throws {
        try connection.statement(WriteTransaction.insertKept).run {
            $0.add(project)
            $0.add(key.operation)
            $0.add(key.key)
            $0.add(key.fingerprint)
            $0.add(answer.task)
            $0.add(answer.status)
            $0.add(answer.body)
            $0.add(moment)
        }
    }

    func removeIdempotencyKeys(before moment: Timestamp, limit: Int) throws -> Int {
        let old = try connection.statement(WriteTransaction.oldKeys).all {
            $0.add(moment)
            $0.add(max(limit, 0))
        } _: {
            (project: $0.integer(), operation: $0.text(), key: $0.text())
        }
        for key in old {
            try connection.statement(WriteTransaction.deleteKept).run {
                $0.add(key.project)
                $0.add(key.operation)
                $0.add(key.key)
            }
        }
        return old.count
    }
}
