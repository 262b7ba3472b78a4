/// Whose limit it is.
public enum LimitOwner: Sendable, Hashable {
    case project(Project.ID)
    case key(APIKey.ID)
}

/// The limits of one owner.
public struct OwnedLimits: Sendable, Hashable {
    public var owner: LimitOwner
    public var limits: Limits

    public init(_ owner: LimitOwner, _ limits: Limits) {
        self.owner = owner
        self.limits = limits
    }
}

/// A limit that one more request would break.
public struct LimitReached: Error, Sendable, Equatable {
    public var kind: LimitKind
    public var owner: LimitOwner
    public var limit: Int64
    /// What was used when it was refused.
    public var used: Int64
    /// What the request would have added.
    public var asked: Int64
    /// When there may be room again, as far as the clock alone decides; `nil` where a task must end first.
    public var resetAt: Timestamp?

    public init(
        kind: LimitKind,
        owner: LimitOwner,
        limit: Int64,
        used: Int64,
        asked: Int64,
        resetAt: Timestamp? = nil
    ) {
        self.kind = kind
        self.owner = owner
        self.limit = limit
        self.used = used
        self.asked = asked
        self.resetAt = resetAt
    }
}

extension OwnedLimits {
    /// What a new task adds to what is counted inside the accept; `nil` for what is not.
    private static func added(by task: VideoTask, to kind: LimitKind) -> Int64? {
        switch kind {
        case .createsPerMinute, .openTasks, .queuedTasks: 1
        case .moneyPerDay, .moneyPerMonth: task.hold.micros
        case .tokensPerDay, .tokensPerMonth: Int64(task.heldTokens ?? 0)
        case .readsPerSecond, .uploadBytesPerDay, .maximumResolution, .maximumDuration: nil
        }
    }

    /// The first limit that accepting `task` would break. `reading` says what is used of a kind; for creates of the last
    /// minute also when the oldest of those that count leaves the minute.
    package func broken(
        by task: VideoTask,
        reading: (LimitKind) throws -> (used: Int64, resetAt: Timestamp?)
    ) rethrows -> LimitReached? {
        for (kind, limit) in limits.all {
            guard let added = Self.added(by: task, to: kind), added > 0 else { continue }
            let (used, resetAt) = try reading(kind)
            guard used + added > limit else { continue }
            return LimitReached(
                kind: kind,
                owner: owner,
                limit: limit,
                used: used,
                asked: added,
                resetAt: resetAt ?? kind.reset(after: task.createdAt)
            )
        }
        return nil
    }
}

extension LimitKind {
    /// When what is counted by the calendar begins anew.
    package func reset(after moment: Timestamp) -> Timestamp? {
        let day = Day(moment)
        return switch self {
        case .moneyPerDay, .tokensPerDay, .uploadBytesPerDay: day.next.start
        case .moneyPerMonth, .tokensPerMonth: day.firstOfNextMonth.start
        case .createsPerMinute, .readsPerSecond, .openTasks, .queuedTasks, .maximumResolution, .maximumDuration: nil
        }
    }
}

/// What an owner spent on one day; tasks that are open count with what they may come to.
public struct Spending: Sendable, Hashable {
    public var micros: Int64 = 0
    public var tokens: Int64 = 0
    public var uploadedBytes: Int64 = 0

    public init() {}
}
