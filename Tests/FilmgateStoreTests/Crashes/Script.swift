import FilmgateDomain

/// One thing that is done to a store.
enum Step: Sendable {
    case accept(VideoTask)
    case event(TaskEvent, VideoTask.ID)
    case claim(Int)
    case remove(VideoTask.ID, Project.ID)
    case removeEnded(before: Timestamp, limit: Int)
    case enter(LedgerEntry)
    case save(Project)
    case add(APIKey)
    case revoke(APIKey.ID)
    case project(String)
    case openEpoch
}

/// A random but repeatable sequence of steps.
struct Script {
    private(set) var seed: UInt64
    private(set) var now = second(0)
    private var accepted: [VideoTask] = []
    private var count = 0
    private let projects: [Project]

    /// The beginning of a script about the given projects.
    init(seed: UInt64, projects: [Project]) {
        self.seed = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        self.projects = projects
    }

    private mutating func random(_ bound: Int) -> Int {
        seed ^= seed << 13
        seed ^= seed >> 7
        seed ^= seed << 17
        return Int(seed >> 33) % bound
    }

    mutating func next() -> Step {
        count += 1
        now = now + .milliseconds(random(3) * 500)
        let project = projects[random(projects.count)]
        let known = accepted.isEmpty ? nil : accepted[random(accepted.count)]
        switch (random(20), known) {
        case (0..<7, _), (_, nil):
            let task = acceptedTask(in: project)
            accepted.append(task)
            return .accept(task)
        case (7, let known?): return .accept(known)
        case (8..<14, let known?): return .event(event(), known.id)
        case (14, _): return .claim(1 + random(3))
        case (15, let known?): return .remove(known.id, random(4) == 0 ? project.id : known.project)
        case (16, _): return .removeEnded(before: now - .seconds(random(6)), limit: 1 + random(3))
        case (17, _):
            let amount = Money(micros: Int64(random(400)) - 100, currency: .cny)
            return .enter(LedgerEntry(project: project.id, task: nil, kind: .adjustment, amount: amount, at: now))
        case (18, _):
            var project = project
            project.isUnlimited = random(2) == 0
            return .save(project)
        default:
            switch random(4) {
            case 0: return .add(key(random(6), of: project))
            case 1: return .revoke(APIKey.ID(rawValue: "key-\(random(6))"))
            case 2: return .project("project \(random(4))")
            default: return .openEpoch
            }
        }
    }

    private mutating func acceptedTask(in project: Project) -> VideoTask {
        let isFull = random(3) == 0
        let reference = random(4) == 0 ? "order-\(random(12))" : nil
        let hold = Int64(random(3)) * 40
        return sample(UInt64(count), in: project, at: now, hold: hold, reference: reference) { order in
            if isFull { fill(&order) }
        }
    }

    private mutating func event() -> TaskEvent {
        switch random(8) {
        case 0, 1: return .started(AttemptStart(provider: random(2) == 0 ? "north" : "south"))
        case 2: return .submitted(upstreamID: "up-\(count)")
        case 3:
            let charge = Money(micros: Int64(random(60)), currency: .cny)
            return .succeeded(video, TokenUsage(completionTokens: random(1000)), charge: charge)
        case 4: return .failed(TaskFailure(code: "OutputVideoRisk", message: "no"))
        case 5: return .requeued(reason: "restart")
        case 6: return .cancelled
        default: return .expired
        }
    }
}

/// A store that steps are done to, with the epoch that its engine has.
struct Stage {
    let store: AnyStore
    var epoch = Epoch(number: 0)

    /// What the step answered; the store's own errors are answers as well, a broken disk is not.
    mutating func perform(_ step: Step, at now: Timestamp) async throws -> String {
        do {
            switch step {
            case .accept(let task):
                let kept = try await store.accept(task)
                return kept == task ? "kept" : "known \(kept.id.ulid.low) \(kept.state)"
            case .event(let event, let id):
                guard let task = try await store.task(id, in: nil) else { return "gone" }
                let change = try task.change(by: event, at: now)
                try await store.apply(change, epoch: epoch)
                return "\(change.task.state)"
            case .claim(let limit):
                let tasks = try await store.claim(limit, epoch: epoch, at: now)
                return "\(tasks.map(\.id.ulid.low))"
            case .remove(let id, let project): return "\(try await store.remove(id, in: project))"
            case .removeEnded(let moment, let limit):
                let states = Set(VideoTask.State.allCases)
                return "\(try await store.removeEnded(before: moment, states: states, limit: limit))"
            case .enter(let entry): try await store.enter(entry)
            case .save(let project): try await store.save(project)
            case .add(let key): try await store.add(key)
            case .revoke(let id): return "\(try await store.revoke(id, now: now))"
            case .project(let name): return "\(try await store.project(named: name, now: now))"
            case .openEpoch: epoch = try await store.openEpoch()
            }
            return "done"
        } catch let error as StoreError {
            return "\(error)"
        } catch let error as TransitionRefused {
            return "\(error)"
        }
    }
}

/// Everything that can be asked of a store.
struct Picture: Equatable {
    private(set) var lines: [String] = []

    init(of store: AnyStore, projects: [Project]) async throws {
        for key in try await store.keys() {
            lines.append("\(key)")
            lines.append("\(String(describing: try await store.principal(keyHash: key.key.hash)))")
        }
        for project in projects {
            let query = TaskQuery(project: project.id, createdSince: second(-1), limit: 10_000)
            let page = try await store.tasks(query)
            lines.append("\(project.name): \(page.total) tasks")
            for task in page.tasks {
                // The order of a dictionary says nothing.
                lines.append("\(task.order.extras.sorted { $0.value < $1.value })")
                var plain = task.order
                plain.extras = [:]
                lines.append("\(plain) \(task.id) \(task.state) \(task.version) \(task.updatedAt) \(task.attempt)")
                if let reference = task.clientReference {
                    let holder = try await store.task(reference: reference, in: project.id)
                    lines.append("\(reference) \(holder == task)")
                }
                lines.append("\(String(describing: task.startedAt)) \(String(describing: task.endedAt))")
                lines.append("\(String(describing: task.result)) \(String(describing: task.failure))")
                lines += try await store.timeline(of: task.id).map { "\($0)" }
                lines += try await store.attempts(of: task.id).map { "\($0)" }
            }
            let ledger = try await store.ledger(of: project.id)
            let balance = try await store.balance(of: project.id)
            lines += ledger.map { "\($0)" }
            lines.append("\(balance) \(ledger.reduce(0) { $0 + $1.amount.micros } == balance.micros)")
            lines += try await store.usage(of: project.id).map { "\($0)" }
            lines.append(Picture.text(try await store.counts(in: project.id)))
        }
        lines.append(Picture.text(try await store.counts(in: nil)))
        lines += try await store.outbox(limit: 10_000).map { "\($0)" }
        lines += try await store.runningTasks().map { "running \($0.id)" }
        lines += try await store.overdue(at: second(100_000), limit: 10_000).map { "open \($0.id)" }
        let hashes = ([1, 2, 3, 100, 101]).map { hash($0) }
        lines.append("\(try await store.unreferenced(hashes, resultsSince: second(3)))")
    }

    private static func text(_ counts: [VideoTask.State: Int]) -> String {
        VideoTask.State.allCases.map { "\($0) \(counts[$0] ?? 0)" }.joined(separator: ", ")
    }

    /// The first line in which two pictures differ.
    func difference(from other: Picture) -> String? {
        guard self != other else { return nil }
        let index = zip(lines, other.lines).enumerated().first { $1.0 != $1.1 }?.offset
        let position = index ?? min(lines.count, other.lines.count)
        return [lines, other.lines].map { position < $0.count ? $0[position] : "(end)" }.joined(separator: "\n  ")
    }
}
