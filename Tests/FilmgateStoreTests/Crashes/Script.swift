import FilmgateDomain

/// One thing that is done to a store.
enum Step: Sendable {
    case accept(VideoTask, IdempotencyKey?)
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
    /// Writes what a try of one of the due callbacks came to; the number chooses which.
    case tell(Int, CallbackTry.Next)
    case retry(Int64)
    case expose(VideoTask, ProviderName)
    case drain(Bool, ProviderName)
    case rotateSecret(Project.ID)
    case sweep(before: Timestamp)
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
        switch (random(24), known) {
        case (0..<7, _), (_, nil):
            let task = acceptedTask(in: project)
            accepted.append(task)
            return .accept(task, idempotencyKey())
        case (7, let known?): return .accept(known, idempotencyKey())
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
        case (19..<22, _): return .tell(random(8), next(random(3)))
        case (22, let known?):
            switch random(5) {
            case 0: return .retry(Int64(1 + random(30)))
            case 1: return .expose(known, random(2) == 0 ? "north" : "south")
            case 2: return .drain(random(2) == 0, random(2) == 0 ? "north" : "south")
            case 3: return .rotateSecret(project.id)
            default: return .sweep(before: now - .seconds(random(8)))
            }
        default:
            switch random(4) {
            case 0: return .add(key(random(6), of: project))
            case 1: return .revoke(APIKey.ID(rawValue: "key-\(random(6))"))
            case 2: return .project("project \(random(4))")
            default: return .openEpoch
            }
        }
    }

    private func next(_ number: Int) -> CallbackTry.Next {
        switch number {
        case 0: .done
        case 1: .givenUp
        default: .again(at: now + .seconds(1))
        }
    }

    /// Few keys and fewer requests, so that both answers and mismatches come up.
    private mutating func idempotencyKey() -> IdempotencyKey? {
        guard random(4) == 0 else { return nil }
        return IdempotencyKey(key: "key \(random(8))", operation: "ark create", fingerprint: hash(random(2)))
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
        switch random(12) {
        case 0, 1:
            let token = random(2) == 0 ? AttemptToken(text: "t\(count)", expiry: 3600 + count).record : nil
            let model = random(3) == 0 ? "model-b" : nil
            return .started(AttemptStart(provider: random(2) == 0 ? "north" : "south", token: token, model: model))
        case 2: return .submitted(upstreamID: "up-\(count)")
        case 3:
            let charge = Money(micros: Int64(random(60)), currency: .cny)
            return .succeeded(
                video,
                TokenUsage(completionTokens: random(1000)),
                charge: charge,
                deviations: ["smaller"],
                cost: AttemptCost(known: random(2) == 0 ? nil : charge)
            )
        case 4: return .failed(TaskFailure(code: "OutputVideoRisk", message: "no"))
        case 5: return .requeued(reason: "restart")
        case 6: return .cancelled
        case 7: return .doubted(reason: "reset")
        case 8: return .refused(reason: "busy")
        case 9: return .unresolved(TaskFailure(code: "InternalServiceError", message: "unknown"))
        case 10:
            return .lost(
                TaskFailure(code: "InternalServiceError", message: "gone"),
                cost: AttemptCost(most: Money(micros: 9, currency: .cny))
            )
        default: return .expired
        }
    }
}
