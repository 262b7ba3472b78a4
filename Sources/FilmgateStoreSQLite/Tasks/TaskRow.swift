import FilmgateDomain

/// How a task stands in its row.
enum TaskRow {
    /// Written once, in the order that ``insert(_:project:lane:on:)`` binds them.
    private static let fixed = """
        id, key, dialect, client_reference, created_at, deadline, hold, currency, model, mode, prompt, media, extras, \
        resolution, ratio, fitted_ratio, duration, frames, seed, camera_fixed, watermark, generate_audio, draft, \
        draft_task, return_last_frame, tier, priced_tier, expires_after, callback_url, safety_identifier
        """

    /// Written with each change.
    private static let changing = """
        state, version, updated_at, started_at, ended_at, attempt, provider, upstream_id, served_model, \
        failure_code, failure_message, tokens
        """

    private static let result = """
        r.video, r.video_size, r.video_type, r.last_frame, r.last_frame_size, r.last_frame_type, r.width, r.height, \
        r.resolution, r.ratio, r.seconds, r.frames, r.frame_rate, r.has_audio, r.seed
        """

    private static func marks(_ columns: String) -> String {
        columns.split(separator: ",").map { _ in "?" }.joined(separator: ", ")
    }

    private static func qualified(_ columns: String) -> String {
        columns.split(separator: ", ").map { "t.\($0)" }.joined(separator: ", ")
    }

    /// The beginning of every statement that answers whole tasks: `t` is the task, `p` its project. A task that had
    /// ended when lanes came has none in the file.
    static let select = select(from: "tasks t")

    /// The same with `tasks t` in words of its own, which may name the index.
    static func select(from tasks: String) -> String {
        """
        SELECT t.number, p.id, l.name, t.held_tokens, \(qualified(fixed)), \(qualified(changing)), \(result)
        FROM \(tasks) JOIN projects p ON p.number = t.project
        LEFT JOIN lanes l ON l.number = t.lane LEFT JOIN results r ON r.task = t.number
        """
    }

    private static let insertion = SQL(
        """
        INSERT INTO tasks (project, lane, held_tokens, \(fixed), version, updated_at, state, attempt)
        VALUES (?, ?, ?, \(marks(fixed)), ?, ?, 0, 0)
        """
    )

    private static let update = SQL(
        "UPDATE tasks SET (\(changing)) = (\(marks(changing))) WHERE number = ?"
    )

    /// Writes a new, queued task; the number that it is known by inside the file.
    static func insert(
        _ task: VideoTask,
        project: Int64,
        lane: Int64,
        on connection: Connection
    ) throws -> Int64 {
        try connection.statement(insertion).run { values in
            values.add(project)
            values.add(lane)
            values.add(task.heldTokens)
            values.add(task.id)
            values.add(task.key?.rawValue)
            values.add(task.dialect.rawValue)
            values.add(task.clientReference)
            values.add(task.createdAt)
            values.add(task.deadline)
            values.add(task.hold.micros)
            values.add(task.hold.currency.rawValue)
            values.add(task.order)
            values.add(task.version)
            values.add(task.updatedAt)
        }
        return connection.lastInsertedRow
    }

    /// Writes what changes in the life of a task.
    static func update(_ task: VideoTask, number: Int64, on connection: Connection) throws {
        try connection.statement(update).run { values in
            values.add(task.state)
            values.add(task.version)
            values.add(task.updatedAt)
            values.add(task.startedAt)
            values.add(task.endedAt)
            values.add(task.attempt)
            values.add(task.provider?.rawValue)
            values.add(task.upstreamID)
            values.add(task.servedModel)
            values.add(task.failure?.code)
            values.add(task.failure?.message)
            values.add(task.usage?.completionTokens)
            values.add(number)
        }
    }

    /// Reads a row of ``select``; `belongings` fills in what the row only counts, where there is any.
    static func read(
        _ row: inout RowReader,
        belongings: (inout VideoOrder, _ number: Int64) throws -> Void
    ) throws -> VideoTask {
        let number = row.integer()
        let project = Project.ID(rawValue: row.text())
        let lane = row.optionalText().map(Lane.init(rawValue:))
        let heldTokens = row.optionalInt()
        let id = try row.taskID()
        let key = row.optionalText().map(APIKey.ID.init(rawValue:))
        let dialect: DialectName = try row.word()
        let clientReference = row.optionalText()
        let createdAt = row.timestamp()
        let deadline = row.timestamp()
        let hold = Money(micros: row.integer(), currency: try row.word())
        let order = try row.order { try belongings(&$0, number) }
        var task = VideoTask(
            id: id,
            project: project,
            key: key,
            dialect: dialect,
            clientReference: clientReference,
            order: order,
            createdAt: createdAt,
            deadline: deadline,
            hold: hold,
            heldTokens: heldTokens,
            lane: lane
        )
        task.state = try row.state()
        task.version = row.int()
        task.updatedAt = row.timestamp()
        task.startedAt = row.optionalTimestamp()
        task.endedAt = row.optionalTimestamp()
        task.attempt = row.int()
        task.provider = try row.optionalWord()
        task.upstreamID = row.optionalText()
        task.servedModel = row.optionalText()
        let code = row.optionalText()
        let message = row.optionalText()
        if let code, let message { task.failure = TaskFailure(code: code, message: message) }
        task.usage = row.optionalInt().map(TokenUsage.init(completionTokens:))
        if task.state == .succeeded { task.result = try row.result() }
        return task
    }
}
