import FilmgateDomain

extension ReadTransaction {
    func tasks(_ query: TaskQuery) throws -> TaskPage {
        guard query.states?.isEmpty != true, query.ids?.isEmpty != true else { return TaskPage(tasks: [], total: 0) }
        let tasks = try tasks(connection.prepare(listText(query))) {
            bind(query, to: &$0)
            if let after = query.after { $0.add(after) }
            $0.add(max(query.limit, 0))
            $0.add(max(query.offset, 0))
        }
        return TaskPage(tasks: tasks, total: try total(query))
    }

    /// Ids grow with time, so their own index has the order.
    func tasks(matching search: TaskSearch) throws -> [VideoTask] {
        guard search.states?.isEmpty != true else { return [] }
        var conditions: [String] = []
        if search.project != nil { conditions.append("p.id = ?") }
        if search.provider != nil { conditions.append("t.provider = ?") }
        if search.model != nil { conditions.append("t.model = ?") }
        if search.before != nil { conditions.append("t.id < ?") }
        if let states = search.states { conditions.append("t.state IN (\(ReadTransaction.list(states)))") }
        // Those that have not ended are few among many, and have an index of their own.
        let isOpen = search.states?.isSubset(of: [.queued, .running]) ?? false
        if isOpen { conditions.append("t.state < 2") }
        let source = isOpen ? "tasks t INDEXED BY tasks_by_deadline" : "tasks t"
        let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
        let text = "\(TaskRow.select(from: source)) \(filter) ORDER BY t.id DESC LIMIT ?"
        return try tasks(connection.prepare(text)) {
            if let project = search.project { $0.add(project.rawValue) }
            if let provider = search.provider { $0.add(provider.rawValue) }
            if let model = search.model { $0.add(model) }
            if let before = search.before { $0.add(before) }
            $0.add(max(search.limit, 0))
        }
    }

    /// The statement that answers the query's page. The page is found first, where an index knows all that is asked for in
    /// that index alone, so that the rows before it are skipped without being read.
    func listText(_ query: TaskQuery) -> String {
        """
        \(TaskRow.select(from: "tasks t")) WHERE t.number IN (\(pageText(query))) \(ReadTransaction.order(query))
        """
    }

    /// The statement for the numbers of the tasks of the query's page.
    func pageText(_ query: TaskQuery) -> String {
        let cursor = query.after == nil ? "" : " AND \(ReadTransaction.follows(query.isAscending ? ">" : "<"))"
        return """
            SELECT t.number FROM \(ReadTransaction.source(query)) JOIN projects p ON p.number = t.project
            WHERE \(filter(query))\(cursor) \(ReadTransaction.order(query)) LIMIT ? OFFSET ?
            """
    }

    private static func order(_ query: TaskQuery) -> String {
        let direction = query.isAscending ? "ASC" : "DESC"
        return "ORDER BY t.created_at \(direction), t.number \(direction)"
    }

    /// How many tasks match. Where only the state is asked for, the counters know all but the few tasks that are too
    /// old; else the rows are counted.
    private func total(_ query: TaskQuery) throws -> Int {
        let isCounted = query.ids == nil && query.model == nil && query.tier == nil
        guard isCounted else {
            return try connection.prepare(
                """
                SELECT count(*) FROM \(ReadTransaction.source(query)) JOIN projects p ON p.number = t.project
                WHERE \(filter(query))
                """
            ).first {
                bind(query, to: &$0)
            } _: {
                $0.int()
            } ?? 0
        }
        let states = query.states ?? Set(VideoTask.State.allCases)
        let older = try connection.prepare(
            """
            SELECT count(*) FROM tasks t JOIN projects p ON p.number = t.project
            WHERE p.id = ? AND t.created_at < ? AND \(ReadTransaction.stands(in: states))
            """
        ).first {
            bind(query, to: &$0)
        } _: {
            $0.int()
        }
        let counts = try counts(in: query.project)
        return counts.filter { states.contains($0.key) }.values.reduce(0, +) - (older ?? 0)
    }

    /// Whether a task follows the cursor, which counts only within the same project; beside one that is gone, none does.
    private static func follows(_ sign: String) -> String {
        """
        (t.created_at, t.number) \(sign)
            (SELECT c.created_at, c.number FROM tasks c WHERE c.id = ? AND c.project = p.number)
        """
    }

    /// The index of the queue serves where only queued tasks are asked for; ids lead there faster.
    private static func source(_ query: TaskQuery) -> String {
        query.states == [.queued] && query.ids == nil ? "tasks t INDEXED BY tasks_queue" : "tasks t"
    }

    /// Each case says of itself what its index says, word for word: the queue's goes lane by lane.
    private static func stands(in states: Set<VideoTask.State>) -> String {
        let condition = "t.state IN (\(list(states)))"
        if states == [.queued] { return "\(condition) AND t.state = 0 AND t.lane IN (SELECT number FROM lanes)" }
        return states.contains(.queued) ? condition : "\(condition) AND t.state <> 0"
    }

    private static func list(_ states: Set<VideoTask.State>) -> String {
        states.map { "\($0.code)" }.sorted().joined(separator: ", ")
    }

    private func filter(_ query: TaskQuery) -> String {
        var conditions = ["p.id = ?", "t.created_at >= ?"]
        if let states = query.states { conditions.append(ReadTransaction.stands(in: states)) }
        if query.model != nil { conditions.append("t.model = ?") }
        if query.tier != nil { conditions.append("t.tier = ?") }
        if let ids = query.ids {
            conditions.append("t.id IN (\(ids.map { _ in "?" }.joined(separator: ", ")))")
        }
        return conditions.joined(separator: " AND ")
    }

    private func bind(_ query: TaskQuery, to values: inout Binder) {
        values.add(query.project.rawValue)
        values.add(query.createdSince)
        if let model = query.model { values.add(model) }
        if let tier = query.tier { values.add(tier.rawValue) }
        for id in query.ids ?? [] { values.add(id) }
    }

    private static let countsOfProject = SQL(
        """
        SELECT c.state, c.tasks FROM counters c JOIN projects p ON p.number = c.project
        WHERE p.id = ? AND c.tasks > 0
        """
    )
    private static let countsOfAll = SQL("SELECT state, sum(tasks) FROM counters WHERE tasks > 0 GROUP BY state")

    func counts(in project: Project.ID?) throws -> [VideoTask.State: Int] {
        let sql = project == nil ? ReadTransaction.countsOfAll : ReadTransaction.countsOfProject
        let counts = try connection.statement(sql).all {
            if let project { $0.add(project.rawValue) }
        } _: {
            (try $0.state(), $0.int())
        }
        return Dictionary(counts) { $0 + $1 }
    }
}
