import FilmgateDomain

extension WriteTransaction {
    private static let find = SQL(
        """
        SELECT t.number, t.project, t.state FROM tasks t JOIN projects p ON p.number = t.project
        WHERE t.id = ? AND p.id = ? AND t.state > 1
        """
    )
    private static let delete = SQL("DELETE FROM tasks WHERE number = ?")
    private static let freePages = SQL("PRAGMA freelist_count")
    private static let shrink = SQL("PRAGMA incremental_vacuum(256)")
    /// Free pages that the file may keep for what comes next.
    private static let spare = 4096

    private struct Ended {
        let number: Int64
        let project: Int64
        let state: VideoTask.State

        init(_ row: inout RowReader) throws {
            number = row.integer()
            project = row.integer()
            state = try row.state()
        }
    }

    func remove(_ id: VideoTask.ID, in project: Project.ID) throws -> Bool {
        let ended = try connection.statement(WriteTransaction.find).first {
            $0.add(id)
            $0.add(project.rawValue)
        } _: {
            try Ended(&$0)
        }
        guard let ended else { return false }
        try delete(ended)
        return true
    }

    func removeEnded(before moment: Timestamp, states: Set<VideoTask.State>, limit: Int) throws -> Int {
        let list = states.filter(\.isFinal).map { "\($0.code)" }.sorted().joined(separator: ", ")
        let ended = try connection.prepare(
            """
            SELECT number, project, state FROM tasks WHERE state IN (\(list)) AND state > 1 AND ended_at < ?
            ORDER BY ended_at, number LIMIT ?
            """
        ).all {
            $0.add(moment)
            $0.add(limit)
        } _: {
            try Ended(&$0)
        }
        for task in ended { try delete(task) }
        try giveBackSpace()
        return ended.count
    }

    private func delete(_ task: Ended) throws {
        try connection.statement(WriteTransaction.delete).run { $0.add(task.number) }
        try count(-1, project: task.project, state: task.state)
    }

    private func giveBackSpace() throws {
        let free = try connection.statement(WriteTransaction.freePages).first { $0.int() } ?? 0
        if free > WriteTransaction.spare { try connection.statement(WriteTransaction.shrink).run() }
    }
}
