import FilmgateDomain
import Testing

@Suite("A store lists a project's tasks")
struct ListTests {
    /// Twelve tasks, one a second, of two models and tiers, every fourth one running.
    private func fill(_ store: AnyStore, _ project: Project) async throws -> [VideoTask] {
        let epoch = try await store.openEpoch()
        var tasks: [VideoTask] = []
        for number in 0..<12 {
            let task = sample(UInt64(100 - number), in: project, at: second(Int64(number))) { order in
                order.model = number.isMultiple(of: 2) ? "model-a" : "model-b"
                order.serviceTier = number.isMultiple(of: 3) ? .flex : .standard
            }
            try await store.accept(task)
            let isRunning = number.isMultiple(of: 4)
            tasks.append(
                isRunning
                    ? try await store.happen(.started(AttemptStart(provider: .preview)), to: task.id, epoch: epoch)
                    : task
            )
        }
        return tasks
    }

    @Test("newest first, in pages that do not overlap", arguments: StoreKind.allCases)
    func pages(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let tasks = try await fill(store, project)
            try await store.accept(sample(1, in: try await store.project("other")))
            var seen: [VideoTask] = []
            for offset in stride(from: 0, to: 15, by: 5) {
                let query = TaskQuery(project: project.id, createdSince: second(0), offset: offset, limit: 5)
                let page = try await store.tasks(query)
                #expect(page.total == 12)
                seen += page.tasks
            }
            #expect(seen == tasks.reversed())
        }
    }

    @Test("tasks of the same millisecond stand in the order of acceptance", arguments: StoreKind.allCases)
    func ties(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let tasks = [5, 3, 9, 1].map { sample($0, in: project) }
            for task in tasks { try await store.accept(task) }
            let page = try await store.tasks(TaskQuery(project: project.id, createdSince: second(0)))
            #expect(page.tasks == tasks.reversed())
        }
    }

    @Test("pages by cursor do not overlap, in either order, whatever comes meanwhile", arguments: StoreKind.allCases)
    func cursors(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let tasks = try await fill(store, project)
            for isAscending in [false, true] {
                var query = TaskQuery(project: project.id, createdSince: second(0), limit: 5)
                query.isAscending = isAscending
                var seen: [VideoTask] = []
                while true {
                    let page = try await store.tasks(query)
                    #expect(page.total == 12)
                    guard let last = page.tasks.last else { break }
                    seen += page.tasks
                    query.after = last.id
                }
                #expect(seen == (isAscending ? tasks : tasks.reversed()))
            }
        }
    }

    @Test(
        "a cursor goes by acceptance within a millisecond, keeps to the filters, and is worth nothing elsewhere",
        arguments: StoreKind.allCases
    )
    func cursorsBesideFilters(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let other = try await store.project("other")
            let tasks = [5, 3, 9, 1].map { sample($0, in: project) }
            for task in tasks { try await store.accept(task) }
            let foreign = sample(2, in: other)
            try await store.accept(foreign)
            var query = TaskQuery(project: project.id, createdSince: second(0))
            query.after = tasks[2].id
            #expect(try await store.tasks(query).tasks == [tasks[1], tasks[0]])
            query.isAscending = true
            #expect(try await store.tasks(query).tasks == [tasks[3]])
            query.states = [.queued]
            #expect(try await store.tasks(query).tasks == [tasks[3]])
            query.states = [.failed]
            #expect(try await store.tasks(query).tasks.isEmpty)
            query.states = nil
            for stranger in [foreign.id, sample(77, in: project).id] {
                query.after = stranger
                #expect(try await store.tasks(query).tasks.isEmpty)
            }
        }
    }

    @Test("each filter, alone and with the others", arguments: StoreKind.allCases)
    func filters(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let tasks = try await fill(store, project)
            let states: [Set<VideoTask.State>?] = [nil, [.queued], [.running], [.running, .failed], []]
            for states in states {
                for model in [nil, "model-a", "model-c"] {
                    for tier in [nil, ServiceTier.flex] {
                        for ids in [nil, [], tasks.prefix(5).map(\.id) + [sample(999, in: project).id]] {
                            for since in [second(-1), second(6), second(60)] {
                                var query = TaskQuery(project: project.id, createdSince: since, offset: 1, limit: 3)
                                (query.states, query.model, query.tier, query.ids) = (states, model, tier, ids)
                                let expected = tasks.reversed().filter { task in
                                    states?.contains(task.state) != false && ids?.contains(task.id) != false
                                        && [nil, task.order.model].contains(model)
                                        && [nil, task.order.serviceTier].contains(tier) && task.createdAt >= since
                                }
                                let page = try await store.tasks(query)
                                #expect(page.total == expected.count, "\(query)")
                                #expect(page.tasks == Array(expected.dropFirst().prefix(3)), "\(query)")
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("running tasks oldest first, overdue ones by deadline", arguments: StoreKind.allCases)
    func engineLists(kind: StoreKind) async throws {
        try await kind.run { store in
            let project = try await store.project()
            let tasks = try await fill(store, project)
            #expect(try await store.openAttempts().map(\.task) == tasks.filter { $0.state == .running }.map(\.id))
            #expect(try await store.overdue(at: second(3599), limit: 9) == [])
            #expect(try await store.overdue(at: second(3605), limit: 9) == Array(tasks.prefix(6)))
            #expect(try await store.overdue(at: second(3605), limit: 2) == Array(tasks.prefix(2)))
        }
    }
}
