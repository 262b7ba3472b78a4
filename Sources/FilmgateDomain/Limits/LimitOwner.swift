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
