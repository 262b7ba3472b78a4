import FilmgateDomain

extension WriteTransaction {
    /// The queue of one project in one lane, which is not empty.
    private struct Contender {
        let lane: Int64
        let project: Int64
        var head: Head
    }

    /// The oldest queued task of a project in a lane that was not chosen yet.
    private struct Head {
        let createdAt: Timestamp
        let number: Int64

        func isOlder(than other: Head) -> Bool {
            (createdAt.milliseconds, number) < (other.createdAt.milliseconds, other.number)
        }
    }

    private static let runningByProject = SQL("SELECT project, tasks FROM counters WHERE state = 1")
    private static let nextProject = SQL(
        """
        SELECT project, created_at, number FROM tasks INDEXED BY tasks_queue
        WHERE lane = ? AND state = 0 AND project > ? ORDER BY project, created_at, number LIMIT 1
        """
    )
    private static let nextTask = SQL(
        """
        SELECT created_at, number FROM tasks INDEXED BY tasks_queue
        WHERE lane = ? AND project = ? AND state = 0 AND (created_at, number) > (?, ?)
        ORDER BY created_at, number LIMIT 1
        """
    )
    private static let byNumber = SQL("\(TaskRow.select) WHERE t.number = ?")

    /// One search in the queue's index for each project of each lane, however much is queued, and one for each task that
    /// is started or skipped.
    func claim(
        limit: Int,
        lanes: Set<Lane>,
        epoch: Epoch,
        start: (VideoTask) throws -> TaskChange?
    ) throws -> [VideoTask] {
        try check(epoch)
        guard limit > 0 else { return [] }
        var contenders = try lanes.compactMap { try knownLane($0) }.flatMap { try self.contenders(in: $0) }
        var running = Dictionary(
            try connection.statement(WriteTransaction.runningByProject).all { ($0.integer(), $0.integer()) }
        ) { $1 }
        var tasks: [VideoTask] = []
        while tasks.count < limit, let index = WriteTransaction.next(of: contenders, running: running) {
            let chosen = contenders[index]
            switch try answer(of: start, to: task(number: chosen.head.number)) {
            case .leaveLane:
                contenders.removeAll { $0.lane == chosen.lane }
                continue
            case .skip: break
            case .start(let change):
                try apply(change, epoch: epoch)
                tasks.append(change.task)
                running[chosen.project, default: 0] += 1
            }
            if let head = try head(after: chosen) {
                contenders[index].head = head
            } else {
                contenders.remove(at: index)
            }
        }
        return tasks
    }

    /// What a claim does about a task.
    private enum Answer {
        case start(TaskChange)
        case skip
        case leaveLane
    }

    private func answer(of start: (VideoTask) throws -> TaskChange?, to task: VideoTask) throws -> Answer {
        do {
            return try start(task).map { .start($0) } ?? .leaveLane
        } catch is TaskSkipped {
            return .skip
        }
    }

    private func contenders(in lane: Int64) throws -> [Contender] {
        var contenders: [Contender] = []
        while let next = try contender(in: lane, after: contenders.last?.project ?? .min) { contenders.append(next) }
        return contenders
    }

    private func contender(in lane: Int64, after project: Int64) throws -> Contender? {
        try connection.statement(WriteTransaction.nextProject).first {
            $0.add(lane)
            $0.add(project)
        } _: {
            Contender(
                lane: lane,
                project: $0.integer(),
                head: Head(createdAt: $0.timestamp(), number: $0.integer())
            )
        }
    }

    /// The queue of the project with the fewest running tasks; among equals the one whose task is the oldest.
    private static func next(of contenders: [Contender], running: [Int64: Int64]) -> Int? {
        contenders.indices.min { left, right in
            let (left, right) = (contenders[left], contenders[right])
            let (before, after) = (running[left.project] ?? 0, running[right.project] ?? 0)
            return before == after ? left.head.isOlder(than: right.head) : before < after
        }
    }

    private func head(after chosen: Contender) throws -> Head? {
        try connection.statement(WriteTransaction.nextTask).first {
            $0.add(chosen.lane)
            $0.add(chosen.project)
            $0.add(chosen.head.createdAt)
            $0.add(chosen.head.number)
        } _: {
            Head(createdAt: $0.timestamp(), number: $0.integer())
        }
    }

    private func task(number: Int64) throws -> VideoTask {
        let reader = ReadTransaction(connection: connection)
        guard let task = try reader.tasks(WriteTransaction.byNumber, bind: { $0.add(number) }).first else {
            throw DamagedRow("tasks_queue")
        }
        return task
    }
}
