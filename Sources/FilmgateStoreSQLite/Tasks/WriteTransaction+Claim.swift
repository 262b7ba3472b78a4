import FilmgateDomain

extension WriteTransaction {
    /// A project that has tasks in the queue.
    private struct Contender {
        let project: Int64
        var running: Int64
        var head: Head
    }

    /// The oldest queued task of a project that was not chosen yet.
    private struct Head {
        let createdAt: Timestamp
        let number: Int64

        func isOlder(than other: Head) -> Bool {
            (createdAt.milliseconds, number) < (other.createdAt.milliseconds, other.number)
        }
    }

    private static let contenders = SQL(
        """
        SELECT q.project, coalesce(r.tasks, 0)
        FROM counters q LEFT JOIN counters r ON r.project = q.project AND r.state = 1
        WHERE q.state = 0 AND q.tasks > 0
        """
    )
    private static let firstQueued = SQL(
        """
        SELECT created_at, number FROM tasks
        WHERE project = ? AND state = 0 AND (created_at, number) > (?, ?)
        ORDER BY created_at, number LIMIT 1
        """
    )
    private static let byNumber = SQL("\(TaskRow.select) WHERE t.number = ?")

    func claim(limit: Int, epoch: Epoch, start: (VideoTask) throws -> TaskChange) throws -> [VideoTask] {
        try check(epoch)
        var contenders = try contenders()
        var tasks: [VideoTask] = []
        while tasks.count < limit, let index = WriteTransaction.next(of: contenders) {
            let chosen = contenders[index]
            let change = try start(task(number: chosen.head.number))
            try apply(change, epoch: epoch)
            tasks.append(change.task)
            if let head = try head(of: chosen.project, after: chosen.head) {
                contenders[index].running += 1
                contenders[index].head = head
            } else {
                contenders.remove(at: index)
            }
        }
        return tasks
    }

    private func contenders() throws -> [Contender] {
        try connection.statement(WriteTransaction.contenders)
            .all { ($0.integer(), $0.integer()) }
            .compactMap { project, running in
                try head(of: project, after: nil).map { Contender(project: project, running: running, head: $0) }
            }
    }

    /// The project with the fewest running tasks; among equals the one whose task is the oldest.
    private static func next(of contenders: [Contender]) -> Int? {
        contenders.indices.min { left, right in
            let (left, right) = (contenders[left], contenders[right])
            return left.running == right.running ? left.head.isOlder(than: right.head) : left.running < right.running
        }
    }

    private func head(of project: Int64, after: Head?) throws -> Head? {
        try connection.statement(WriteTransaction.firstQueued).first {
            $0.add(project)
            $0.add(after?.createdAt.milliseconds ?? .min)
            $0.add(after?.number ?? .min)
        } _: {
            Head(createdAt: $0.timestamp(), number: $0.integer())
        }
    }

    private func task(number: Int64) throws -> VideoTask {
        let reader = ReadTransaction(connection: connection)
        guard let task = try reader.tasks(WriteTransaction.byNumber, bind: { $0.add(number) }).first else {
            throw DamagedRow("tasks_by_state")
        }
        return task
    }
}
