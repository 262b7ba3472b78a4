import FilmgateDomain

/// One state of the file, for as long as a reader looks at it.
struct ReadTransaction {
    let connection: Connection

    private static let mediaOfTask = SQL(
        """
        SELECT kind, role, hash, size, type, width, height, origin, milliseconds FROM media
        WHERE task = ? ORDER BY position
        """
    )

    private static let extrasOfTask = SQL("SELECT name, value FROM extras WHERE task = ?")

    /// The tasks that a statement beginning with ``TaskRow/select`` answers.
    func tasks(_ sql: SQL, bind: (inout Binder) -> Void) throws -> [VideoTask] {
        try tasks(connection.statement(sql), bind: bind)
    }

    func tasks(_ statement: Statement, bind: (inout Binder) -> Void) throws -> [VideoTask] {
        try statement.all(bind) { row in
            try TaskRow.read(&row) { order, number in
                order.media = try connection.statement(ReadTransaction.mediaOfTask).all {
                    $0.add(number)
                } _: {
                    try $0.medium()
                }
                let extras = try connection.statement(ReadTransaction.extrasOfTask).all {
                    $0.add(number)
                } _: {
                    (Parameter(rawValue: $0.text()), $0.text())
                }
                order.extras = Dictionary(extras) { $1 }
            }
        }
    }

    private static let taskByID = SQL("\(TaskRow.select) WHERE t.id = ?")
    private static let taskByReference = SQL("\(TaskRow.select) WHERE p.id = ? AND t.client_reference = ?")
    static let taskByUpstreamID = SQL(
        "\(TaskRow.select) WHERE t.state = 1 AND t.provider = ? AND t.upstream_id = ? ORDER BY t.number"
    )
    private static let overdue = SQL(
        "\(TaskRow.select) WHERE t.state < 2 AND t.deadline <= ? ORDER BY t.deadline, t.number LIMIT ?"
    )

    func task(_ id: VideoTask.ID, in project: Project.ID?) throws -> VideoTask? {
        guard let task = try tasks(ReadTransaction.taskByID, bind: { $0.add(id) }).first else { return nil }
        return project == nil || task.project == project ? task : nil
    }

    func task(reference: String, in project: Project.ID) throws -> VideoTask? {
        try tasks(ReadTransaction.taskByReference) {
            $0.add(project.rawValue)
            $0.add(reference)
        }.first
    }

    func task(upstreamID: String, at provider: ProviderName) throws -> VideoTask? {
        try tasks(ReadTransaction.taskByUpstreamID) {
            $0.add(provider.rawValue)
            $0.add(upstreamID)
        }.first
    }

    func overdue(at moment: Timestamp, limit: Int) throws -> [VideoTask] {
        try tasks(ReadTransaction.overdue) {
            $0.add(moment)
            $0.add(limit)
        }
    }

    private static let timeline = SQL(
        """
        SELECT l.at, l.kind, l.detail FROM timeline l JOIN tasks t ON t.number = l.task
        WHERE t.id = ? ORDER BY l.version, l.position
        """
    )
    private static let attempts = SQL(
        """
        SELECT a.number, a.provider, a.started_at, a.upstream_id, a.token, a.ended_at, a.outcome, a.detail,
            a.cost, t.currency
        FROM attempts a JOIN tasks t ON t.number = a.task WHERE t.id = ? ORDER BY a.number
        """
    )

    func timeline(of id: VideoTask.ID) throws -> [TimelineEntry] {
        try connection.statement(ReadTransaction.timeline).all {
            $0.add(id)
        } _: {
            TimelineEntry(task: id, at: $0.timestamp(), kind: try $0.word(), detail: $0.text())
        }
    }

    func attempts(of id: VideoTask.ID) throws -> [AttemptRecord] {
        try connection.statement(ReadTransaction.attempts).all {
            $0.add(id)
        } _: {
            var attempt = AttemptRecord(
                task: id,
                number: $0.int(),
                provider: try $0.word(),
                startedAt: $0.timestamp()
            )
            attempt.upstreamID = $0.optionalText()
            attempt.token = $0.optionalText()
            attempt.endedAt = $0.optionalTimestamp()
            attempt.outcome = try $0.word()
            attempt.detail = $0.optionalText()
            attempt.cost = try $0.optionalMoney()
            return attempt
        }
    }

    private static let isReferenced = SQL(
        """
        SELECT EXISTS (SELECT 1 FROM media WHERE hash = ?1)
            OR EXISTS (SELECT 1 FROM results r JOIN tasks t ON t.number = r.task
                       WHERE r.video = ?1 AND t.ended_at > ?2)
            OR EXISTS (SELECT 1 FROM results r JOIN tasks t ON t.number = r.task
                       WHERE r.last_frame = ?1 AND t.ended_at > ?2)
        """
    )

    func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) throws -> [ContentHash] {
        try hashes.filter { hash in
            let isReferenced = try connection.statement(ReadTransaction.isReferenced).first {
                $0.add(hash)
                $0.add(resultsSince)
            } _: {
                $0.bool()
            }
            return isReferenced != true
        }
    }
}
