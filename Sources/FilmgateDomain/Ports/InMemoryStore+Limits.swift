extension InMemoryTaskStore.Contents {
    /// The first limit that leaves no room for the task.
    func broken(_ limits: [OwnedLimits], by task: VideoTask) -> LimitReached? {
        for owned in limits {
            let reached = owned.broken(by: task) { kind in
                let today = Day(task.createdAt)
                switch kind {
                case .createsPerMinute:
                    let recent = recent(owned.owner, at: task.createdAt)
                    return (Int64(recent.count), recent.min().map { $0 + .seconds(60) })
                case .openTasks: return (count(owned.owner) { !$0.state.isFinal }, nil)
                case .queuedTasks: return (count(owned.owner) { $0.state == .queued }, nil)
                case .moneyPerDay: return (spending(of: owned.owner, days: today...today).micros, nil)
                case .moneyPerMonth: return (spending(of: owned.owner, days: today.firstOfMonth...today).micros, nil)
                case .tokensPerDay: return (spending(of: owned.owner, days: today...today).tokens, nil)
                case .tokensPerMonth: return (spending(of: owned.owner, days: today.firstOfMonth...today).tokens, nil)
                case .readsPerSecond, .uploadBytesPerDay, .maximumResolution, .maximumDuration: return (0, nil)
                }
            }
            if let reached { return reached }
        }
        return nil
    }

    mutating func count(_ task: VideoTask, limits: [OwnedLimits]) {
        for owned in limits where owned.limits[.createsPerMinute] != nil {
            let at = max(recentCreates[owned.owner]?.max() ?? task.createdAt, task.createdAt)
            recentCreates[owned.owner] = recent(owned.owner, at: task.createdAt) + [at]
        }
        guard let tokens = task.heldTokens else { return }
        add(task, micros: task.hold.micros, tokens: Int64(tokens))
    }

    mutating func settle(_ change: TaskChange) {
        let task = change.task
        guard let held = task.heldTokens else { return }
        let charged = change.ledger.filter { $0.kind == .charge }.reduce(0) { $0 - $1.amount.micros }
        add(task, micros: charged - task.hold.micros, tokens: Int64((task.usage?.totalTokens ?? 0) - held))
    }

    mutating func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) throws(StoreError) {
        let today = Day(now)
        for owned in principal.limits {
            guard let limit = owned.limits[.uploadBytesPerDay] else { continue }
            let used = spending(of: owned.owner, days: today...today).uploadedBytes
            guard used + Int64(bytes) > limit else { continue }
            throw .limitReached(
                LimitReached(
                    kind: .uploadBytesPerDay,
                    owner: owned.owner,
                    limit: limit,
                    used: used,
                    asked: Int64(bytes),
                    resetAt: LimitKind.uploadBytesPerDay.reset(after: now)
                )
            )
        }
        for owner in [LimitOwner.project(principal.project.id), .key(principal.key.id)] {
            spending[owner, default: [:]][today, default: Spending()].uploadedBytes += Int64(bytes)
        }
    }

    func spending(of owner: LimitOwner, days: ClosedRange<Day>) -> Spending {
        (spending[owner] ?? [:]).filter { days.contains($0.key) }.values.reduce(into: Spending()) { sum, day in
            sum.micros += day.micros
            sum.tokens += day.tokens
            sum.uploadedBytes += day.uploadedBytes
        }
    }

    mutating func make(_ change: AccountChange, by actor: String, at now: Timestamp) throws(StoreError) {
        switch change {
        case .addProject(let project):
            guard !projects.contains(where: { $0.name == project.name || $0.id == project.id }) else {
                throw .duplicate
            }
            projects.append(project)
            secrets[project.id] = [.random(at: now)]
        case .saveProject(let project): try save(project)
        case .addKey(let key): try add(key)
        case .saveKey(let key):
            guard let index = keys.firstIndex(where: { $0.id == key.id }) else { throw .unknownKey }
            var saved = key
            saved.revokedAt = keys[index].revokedAt
            saved.lastUsedAt = keys[index].lastUsedAt
            keys[index] = saved
        case .revokeKey(let id):
            guard let index = keys.firstIndex(where: { $0.id == id }) else { throw .unknownKey }
            keys[index].revokedAt = keys[index].revokedAt ?? now
        case .enter(let entry):
            _ = try project(entry.project)
            var entry = entry
            entry.actor = actor
            ledger.append(entry)
        case .setDrained(let provider, let isDrained):
            if isDrained { drained.insert(provider) } else { drained.remove(provider) }
        case .note: break
        }
    }

    private func recent(_ owner: LimitOwner, at now: Timestamp) -> [Timestamp] {
        let all = recentCreates[owner] ?? []
        let from = max(all.max() ?? now, now) - .seconds(60)
        return all.filter { $0 > from }
    }

    private func count(_ owner: LimitOwner, where condition: (VideoTask) -> Bool) -> Int64 {
        Int64(
            tasks.values.count { entry in
                switch owner {
                case .project(let id): entry.task.project == id && condition(entry.task)
                case .key(let id): entry.task.key == id && condition(entry.task)
                }
            }
        )
    }

    private mutating func add(_ task: VideoTask, micros: Int64, tokens: Int64) {
        for owner in [LimitOwner.project(task.project)] + (task.key.map { [.key($0)] } ?? []) {
            spending[owner, default: [:]][Day(task.createdAt), default: Spending()].micros += micros
            spending[owner, default: [:]][Day(task.createdAt), default: Spending()].tokens += tokens
        }
    }
}
