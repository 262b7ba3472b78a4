/// What a store says is used, inside the transaction that decides; what follows from it is decided here, once for every
/// store.
package protocol LimitReadings {
    associatedtype Failure: Error

    /// Creates of the last minute, and when the oldest of them leaves it.
    func recentCreates(of owner: LimitOwner, at now: Timestamp) throws(Failure) -> (count: Int64, roomAt: Timestamp?)

    /// Tasks that wait, or all that have not ended.
    func openTasks(of owner: LimitOwner, queuedAlone: Bool) throws(Failure) -> Int64

    func spending(of owner: LimitOwner, days: ClosedRange<Day>) throws(Failure) -> Spending
}

extension LimitReadings {
    /// The first limit that accepting `task` would break.
    package func broken(_ limits: [OwnedLimits], by task: VideoTask) throws(Failure) -> LimitReached? {
        try broken(limits, at: task.createdAt) { $0.added(by: task) }
    }

    /// The first limit that keeping an upload of so many bytes would break.
    package func broken(
        _ limits: [OwnedLimits],
        byUploading bytes: Int,
        at now: Timestamp
    ) throws(Failure) -> LimitReached? {
        try broken(limits, at: now) { $0 == .uploadBytesPerDay ? Int64(bytes) : nil }
    }

    /// `added` says what is added to a kind; `nil` where it is not counted here.
    private func broken(
        _ limits: [OwnedLimits],
        at now: Timestamp,
        added: (LimitKind) -> Int64?
    ) throws(Failure) -> LimitReached? {
        for owned in limits {
            for (kind, limit) in owned.limits.all {
                guard let asked = added(kind), asked > 0 else { continue }
                let (used, roomAt) = try used(of: kind, by: owned.owner, at: now)
                guard used + asked > limit else { continue }
                return LimitReached(
                    kind: kind,
                    owner: owned.owner,
                    limit: limit,
                    used: used,
                    asked: asked,
                    resetAt: roomAt ?? kind.reset(after: now)
                )
            }
        }
        return nil
    }

    private func used(
        of kind: LimitKind,
        by owner: LimitOwner,
        at now: Timestamp
    ) throws(Failure) -> (Int64, roomAt: Timestamp?) {
        let today = Day(now)
        let day = today...today
        let month = today.firstOfMonth...today
        return switch kind {
        case .createsPerMinute: try recentCreates(of: owner, at: now)
        case .openTasks: (try openTasks(of: owner, queuedAlone: false), nil)
        case .queuedTasks: (try openTasks(of: owner, queuedAlone: true), nil)
        case .moneyPerDay: (try spending(of: owner, days: day).micros, nil)
        case .moneyPerMonth: (try spending(of: owner, days: month).micros, nil)
        case .tokensPerDay: (try spending(of: owner, days: day).tokens, nil)
        case .tokensPerMonth: (try spending(of: owner, days: month).tokens, nil)
        case .uploadBytesPerDay: (try spending(of: owner, days: day).uploadedBytes, nil)
        case .readsPerSecond, .maximumResolution, .maximumDuration: (0, nil)
        }
    }
}

extension LimitKind {
    /// What a new task adds; `nil` where accepting it adds nothing.
    fileprivate func added(by task: VideoTask) -> Int64? {
        switch self {
        case .createsPerMinute, .openTasks, .queuedTasks: 1
        case .moneyPerDay, .moneyPerMonth: task.hold.micros
        case .tokensPerDay, .tokensPerMonth: Int64(task.heldTokens ?? 0)
        case .readsPerSecond, .uploadBytesPerDay, .maximumResolution, .maximumDuration: nil
        }
    }
}
