/// Everything that one event does to a task, to be written as one: state, attempt, money, callbacks, timeline.
public struct TaskChange: Sendable, Equatable {
    /// The task as it is afterwards, its version already one higher.
    public var task: VideoTask
    /// The version that it was made from; a store refuses the change when the task has moved on.
    public var expectedVersion: Int
    /// Attempts begun or ended by the event, oldest first. Of one that is known already only outcome, end, upstream id,
    /// detail and cost are new; its start stays as it was first written.
    public var attempts: [AttemptRecord]
    public var ledger: [LedgerEntry]
    public var outbox: [OutboxEvent]
    public var timeline: [TimelineEntry]
    /// What the operator may have paid for without a customer who does.
    public var exposures: [Exposure] = []

    /// What it charges, in millionths; zero for all that does not end in a video.
    package var chargedMicros: Int64 {
        ledger.filter { $0.kind == .charge }.reduce(0) { $0 - $1.amount.micros }
    }

    /// What the accounts bill for the attempts that it ends, in millionths.
    package var costMicros: Int64 {
        attempts.reduce(0) { $0 + ($1.cost?.micros ?? 0) }
    }

    public init(
        task: VideoTask,
        expectedVersion: Int,
        attempts: [AttemptRecord] = [],
        ledger: [LedgerEntry] = [],
        outbox: [OutboxEvent] = [],
        timeline: [TimelineEntry] = []
    ) {
        self.task = task
        self.expectedVersion = expectedVersion
        self.attempts = attempts
        self.ledger = ledger
        self.outbox = outbox
        self.timeline = timeline
    }
}

/// A new task with everything that is written in the same transaction.
public struct Acceptance: Sendable {
    public var task: VideoTask
    public var ledger: [LedgerEntry]
    public var outbox: [OutboxEvent]
    public var timeline: [TimelineEntry]
    /// The project's queued tasks, this one included, beyond which it is not taken; `nil` takes any number.
    public var maximumQueued: Int?
    /// The same over all projects.
    public var maximumQueuedInAll: Int?
    /// What the key and the project may have; decided with what is kept, in one transaction.
    public var limits: [OwnedLimits] = []
    /// The key that makes a repeated create answer as this one, and that answer.
    package var idempotency: (key: IdempotencyKey, answer: KeptAnswer)?

    public init(task: VideoTask, notes: [ParameterNote], maximumQueued: Int? = nil) {
        self.task = task
        self.maximumQueued = maximumQueued
        ledger =
            task.hold.isZero
            ? [] : [LedgerEntry(task: task, kind: .hold, micros: -task.hold.micros, at: task.createdAt)]
        outbox = OutboxEvent.events(for: task, at: task.createdAt)
        timeline =
            [TimelineEntry(task: task.id, at: task.createdAt, kind: .accepted, detail: task.dialect.rawValue)]
            + notes.map { TimelineEntry(task: task.id, at: task.createdAt, note: $0) }
    }
}

/// One try to have a task made by one provider; written before the first byte is sent.
public struct AttemptRecord: Sendable, Equatable {
    public enum Outcome: String, Sendable, Codable {
        case open
        /// Whether the provider took it is not known yet.
        case doubtful
        case succeeded
        case failed
        /// The provider certainly did not take it.
        case refused
        /// Whether the provider took it will never be known.
        case unknown
        /// Made, and its files are gone.
        case lost
        /// Given up because its holder went away or handed the work back.
        case abandoned
        case cancelled

        public var isUnderWay: Bool { self == .open || self == .doubtful }
    }

    public var task: VideoTask.ID
    public var number: Int
    public var provider: ProviderName
    public var upstreamID: String?
    /// What finds the create again, should its answer be lost.
    public var token: String?
    public var startedAt: Timestamp
    public var endedAt: Timestamp?
    public var outcome: Outcome
    public var detail: String?
    /// What the account bills for it, in the currency of the task's hold; `nil` where it came to nothing, or that is
    /// not known. The customer's price has nothing to do with it.
    public var cost: Money?

    public init(task: VideoTask.ID, number: Int, provider: ProviderName, startedAt: Timestamp) {
        self.task = task
        self.number = number
        self.provider = provider
        self.startedAt = startedAt
        outcome = .open
    }
}

/// A movement of a project's money. The sum of a project's entries is its balance.
public struct LedgerEntry: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case topUp = "top_up"
        case hold
        case release
        case charge
        case adjustment
    }

    public var project: Project.ID
    public var task: VideoTask.ID?
    public var kind: Kind
    /// Positive where the balance grows.
    public var amount: Money
    public var at: Timestamp
    /// Why.
    public var note: String?
    /// Who: the id of a key, `command line`, or `nil` for the engine.
    public var actor: String?

    public init(
        project: Project.ID,
        task: VideoTask.ID?,
        kind: Kind,
        amount: Money,
        at: Timestamp,
        note: String? = nil,
        actor: String? = nil
    ) {
        self.project = project
        self.task = task
        self.kind = kind
        self.amount = amount
        self.at = at
        self.note = note
        self.actor = actor
    }

    init(task: VideoTask, kind: Kind, micros: Int64, at: Timestamp) {
        self.init(
            project: task.project,
            task: task.id,
            kind: kind,
            amount: Money(micros: micros, currency: task.hold.currency),
            at: at,
            actor: kind == .hold ? task.key?.rawValue : nil
        )
    }
}

/// A callback that is owed: the task's state at one moment, to be told to one address.
public struct OutboxEvent: Sendable, Hashable {
    public var task: VideoTask.ID
    public var project: Project.ID
    public var state: VideoTask.State
    public var address: String
    public var at: Timestamp

    public init(task: VideoTask.ID, project: Project.ID, state: VideoTask.State, address: String, at: Timestamp) {
        self.task = task
        self.project = project
        self.state = state
        self.address = address
        self.at = at
    }

    /// One event where the order names an address; none for a cancel, which is the user's own (ark.md section 7).
    static func events(for task: VideoTask, at: Timestamp) -> [OutboxEvent] {
        guard let address = task.order.callbackURL, task.state != .cancelled else { return [] }
        return [OutboxEvent(task: task.id, project: task.project, state: task.state, address: address, at: at)]
    }
}

/// One line of a task's history, for people.
public struct TimelineEntry: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case accepted
        case ignored
        case altered
        case started
        case submitted
        case doubted
        case requeued
        /// The video is not in all as ordered.
        case deviated
        case succeeded
        case failed
        case cancelled
        case expired
    }

    public var task: VideoTask.ID
    public var at: Timestamp
    public var kind: Kind
    public var detail: String

    public init(task: VideoTask.ID, at: Timestamp, kind: Kind, detail: String) {
        self.task = task
        self.at = at
        self.kind = kind
        self.detail = detail
    }
}

extension TimelineEntry {
    /// What of a request does not reach the video as sent.
    public init(task: VideoTask.ID, at: Timestamp, note: ParameterNote) {
        self.init(
            task: task,
            at: at,
            kind: note.effect == .ignored ? .ignored : .altered,
            detail: "\(note.parameter): \(note.detail)"
        )
    }
}

/// Something that the operator may have paid for, or was not given, at one account: for the operator alone.
public struct Exposure: Sendable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// A create whose outcome was never known.
        case doubt
        /// A video that was made and whose files were gone.
        case lostResult = "lost_result"
        /// A video that is not as ordered.
        case deviation
        /// A task that turned up at the account after ours had ended.
        case orphan
    }

    public var project: Project.ID
    public var task: VideoTask.ID
    public var attempt: Int
    public var provider: ProviderName
    public var upstreamID: String?
    public var kind: Kind
    public var at: Timestamp
    public var detail: String
    /// The most that the account may charge for the attempt, on the first of its exposures alone; `nil` where there is
    /// no list price, or it was not noted.
    public var most: Money?

    public init(
        project: Project.ID,
        task: VideoTask.ID,
        attempt: Int,
        provider: ProviderName,
        upstreamID: String?,
        kind: Kind,
        at: Timestamp,
        detail: String,
        most: Money? = nil
    ) {
        self.project = project
        self.task = task
        self.attempt = attempt
        self.provider = provider
        self.upstreamID = upstreamID
        self.kind = kind
        self.at = at
        self.detail = detail
        self.most = most
    }
}

extension LedgerEntry {
    /// Whether a balance stays where no hold or release of a task can take it out of the range of an amount.
    package func isInRange(after balance: Int64) -> Bool {
        let (sum, overflows) = balance.addingReportingOverflow(amount.micros)
        return !overflows && (-Int64.max / 2...Int64.max / 2).contains(sum)
    }
}
