extension InMemoryTaskStore.Contents: LimitReadings {
    func recentCreates(of owner: LimitOwner, at now: Timestamp) -> (count: Int64, roomAt: Timestamp?) {
        let recent = recent(owner, at: now)
        return (Int64(recent.count), recent.min().map { $0 + .seconds(60) })
    }

    func openTasks(of owner: LimitOwner, queuedAlone: Bool) -> Int64 {
        Int64(
            tasks.values.count { entry in
                let task = entry.task
                let isOwn =
                    switch owner {
                    case .project(let id): task.project == id
                    case .key(let id): task.key == id
                    }
                return isOwn && (queuedAlone ? task.state == .queued : !task.state.isFinal)
            }
        )
    }

    mutating func count(_ task: VideoTask, limits: [OwnedLimits]) {
        for owned in limits where owned.limits[.createsPerMinute] != nil {
            let recent = recent(owned.owner, at: task.createdAt)
            recentCreates[owned.owner] = recent + [max(recent.max() ?? task.createdAt, task.createdAt)]
        }
        guard let tokens = task.heldTokens else { return }
        add(task, micros: task.hold.micros, tokens: Int64(tokens))
    }

    mutating func settle(_ change: TaskChange) {
        let task = change.task
        guard let held = task.heldTokens else { return }
        add(task, micros: change.chargedMicros - task.hold.micros, tokens: Int64((task.usage?.totalTokens ?? 0) - held))
    }

    mutating func countUpload(_ bytes: Int, by principal: Principal, at now: Timestamp) throws(StoreError) {
        let today = Day(now)
        if let reached = broken(principal.limits, byUploading: bytes, at: now) { throw .limitReached(reached) }
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

    /// All of the changes or none.
    mutating func administer(_ changes: [AccountChange], by actor: String, at now: Timestamp) throws(StoreError) {
        var copy = self
        for change in changes {
            try copy.make(change, by: actor, at: now)
            copy.audit.append(change.entry(by: actor, at: now))
        }
        self = copy
    }

    private mutating func make(_ change: AccountChange, by actor: String, at now: Timestamp) throws(StoreError) {
        switch change {
        case .addProject(let project):
            guard !projects.contains(where: { $0.id == project.id || $0.name == project.name }) else {
                throw .duplicate
            }
            projects.append(project)
            secrets[project.id] = [.random(at: project.createdAt)]
        case .saveProject(let project, let old):
            guard old.map(projects.contains) ?? true else { throw .stale }
            try save(project)
        case .addKey(let key): try add(key)
        case .saveKey(let key, let old):
            guard keys.contains(where: { $0.isSet(like: old) }) else { throw .stale }
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
            guard entry.isInRange(after: balance(of: entry.project)) else { throw .balanceOutOfRange }
            var entry = entry
            entry.actor = actor
            ledger.append(entry)
        case .rotateSecret(let id, let end):
            _ = try project(id)
            let old = (secrets[id] ?? [])
                .filter { $0.endsAt.map { $0 > now } ?? true }
                .map { WebhookSecret(bytes: $0.bytes, createdAt: $0.createdAt, endsAt: $0.endsAt ?? end) }
            secrets[id] = [.random(at: now)] + old
        case .drain(let provider): drained.insert(provider)
        case .undrain(let provider): drained.remove(provider)
        case .retryCallback(let number):
            guard let index = outbox.firstIndex(where: { $0.number == number }) else { throw .unknownCallback }
            outbox[index].due = now
        }
    }

    private func recent(_ owner: LimitOwner, at now: Timestamp) -> [Timestamp] {
        // What lies further ahead than a minute was counted by a clock that was wrong.
        let all = (recentCreates[owner] ?? []).filter { $0 <= now + .seconds(60) }
        let from = max(all.max() ?? now, now) - .seconds(60)
        return all.filter { $0 > from }
    }

    private mutating func add(_ task: VideoTask, micros: Int64, tokens: Int64) {
        for owner in [LimitOwner.project(task.project)] + (task.key.map { [.key($0)] } ?? []) {
            spending[owner, default: [:]][Day(task.createdAt), default: Spending()].micros += micros
            spending[owner, default: [:]][Day(task.createdAt), default: Spending()].tokens += tokens
        }
    }
}
