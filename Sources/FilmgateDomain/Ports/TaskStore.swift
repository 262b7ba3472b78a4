/// Where tasks are kept. ``accept(_:)`` and ``apply(_:epoch:)`` are the only ways to write one, so that state, money
/// and callbacks cannot part.
///
/// What a call returned is on disk, synced. Every implementation passes the same suite.
package protocol TaskStore: Sendable {
    /// Takes over the store: later writes with an older epoch are refused.
    func openEpoch() async throws -> Epoch

    /// Says that the holder of the epoch is alive.
    ///
    /// - Throws: ``StoreError/superseded`` where another engine has taken over.
    func renew(_ epoch: Epoch) async throws

    /// Keeps a new task, which is queued, with everything that belongs to it, unless the project has a task of the same
    /// client reference already, or has kept the same idempotency key: then nothing is kept, whatever else speaks
    /// against the new one. Two references or keys are the same where their bytes are.
    ///
    /// - Returns: the kept answer of the idempotency key; the task that has the reference, as it stands; else the new
    ///   task.
    /// - Throws: ``StoreError/idempotencyMismatch`` where the kept key came with another request; ``StoreError/busy``
    ///   before anything was kept, where too many writes wait; ``StoreError/duplicate`` where there is a task of that
    ///   id; ``StoreError/insufficientFunds`` where the project is limited and its balance does not cover the hold;
    ///   ``StoreError/queueFull``; ``StoreError/allQueuesFull``; ``StoreError/unknownProject``.
    @discardableResult
    func accept(_ acceptance: Acceptance) async throws -> Accepted

    /// Writes what an event did to a task.
    ///
    /// - Throws: ``StoreError/stale`` where the task has changed since, ``StoreError/superseded`` where another engine
    ///   has taken over.
    func apply(_ change: TaskChange, epoch: Epoch) async throws

    /// Starts up to `limit` queued tasks of `lanes`, fairly between projects: the project with the fewest running tasks
    /// first, among equals the one whose task is the oldest; the oldest task of a project first. The older of two tasks
    /// is the one that was created, and of the same millisecond accepted, before the other. `start` makes the change;
    /// where it answers `nil` the task's whole lane is left out for the rest of this claim; where it throws
    /// ``TaskSkipped`` this one task is. Choosing and writing are one transaction.
    func claim(
        limit: Int,
        lanes: Set<Lane>,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange?
    ) async throws -> [VideoTask]

    /// The lanes that have queued tasks.
    func queuedLanes() async throws -> Set<Lane>

    /// The kept answer to a create with that idempotency key, if it is the same request and not older than `since`.
    ///
    /// - Throws: ``StoreError/idempotencyMismatch`` where the kept key came with another request.
    func answer(to idempotency: IdempotencyKey, in project: Project.ID, since: Timestamp) async throws -> KeptAnswer?

    /// Removes up to `limit` idempotency keys kept before `moment`, the oldest first; returns how many. Until then a
    /// key counts for ``accept(_:)``, however old it is.
    func removeIdempotencyKeys(before moment: Timestamp, limit: Int) async throws -> Int

    /// The task, where the project has one of that id; `nil` as project looks everywhere.
    func task(_ id: VideoTask.ID, in project: Project.ID?) async throws -> VideoTask?

    /// The task that the project's client gave that reference to; a removed task's reference is free again.
    func task(reference: String, in project: Project.ID) async throws -> VideoTask?

    /// A page of a project's tasks, newest first unless the query says otherwise.
    func tasks(_ query: TaskQuery) async throws -> TaskPage

    /// What an operator looks for among the tasks of all projects, newest first.
    func tasks(matching search: TaskSearch) async throws -> [VideoTask]

    /// The newest attempts of all tasks that are running, oldest task first: what a start has to take up again.
    func openAttempts() async throws -> [OpenAttempt]

    /// The tokens of attempts at a provider that began at or after `since`.
    func tokens(of provider: ProviderName, since: Timestamp) async throws -> [String]

    /// The running task whose newest attempt is at that provider and has that upstream id.
    func task(upstreamID: String, at provider: ProviderName) async throws -> VideoTask?

    /// Keeps an exposure that no change of a task brought.
    ///
    /// - Throws: ``StoreError/unknownProject``; ``StoreError/superseded`` where another engine has taken over.
    func expose(_ exposure: Exposure, epoch: Epoch) async throws

    /// Exposures, newest first.
    func exposures(limit: Int) async throws -> [Exposure]

    /// How many exposures there are at each provider of each kind in each currency, in this order.
    func exposureTotals() async throws -> [ExposureTotal]

    /// Up to `limit` tasks that have not ended and whose deadline is at or before `moment`, earliest deadline first.
    func overdue(at moment: Timestamp, limit: Int) async throws -> [VideoTask]

    /// The history of a task, oldest first.
    func timeline(of id: VideoTask.ID) async throws -> [TimelineEntry]

    /// The attempts of a task, oldest first.
    func attempts(of id: VideoTask.ID) async throws -> [AttemptRecord]

    /// Removes an ended task and its timeline, attempts and undelivered callbacks; ledger rows stay. `false` where the
    /// project has none of that id, or where it has not ended.
    func remove(_ id: VideoTask.ID, in project: Project.ID) async throws -> Bool

    /// Removes up to `limit` ended tasks that ended before `moment`, only those in `states`; returns how many.
    func removeEnded(before moment: Timestamp, states: Set<VideoTask.State>, limit: Int) async throws -> Int

    /// How many tasks stand in each state, of one project or of all.
    func counts(in project: Project.ID?) async throws -> [VideoTask.State: Int]

    /// The sum of the project's ledger, zero for a project that had no movement yet.
    ///
    /// - Throws: ``StoreError/unknownProject``
    func balance(of project: Project.ID) async throws -> Money

    /// The project's ledger, oldest first.
    func ledger(of project: Project.ID) async throws -> [LedgerEntry]

    /// A part of the project's ledger, newest first.
    func ledger(of project: Project.ID, skipping: Int, limit: Int) async throws -> [LedgerEntry]

    /// What the project's ended tasks came to, removed ones included, by day, model and state in this order.
    func usage(of project: Project.ID) async throws -> [UsageRow]

    /// The callbacks that are owed, oldest first.
    func outbox(limit: Int) async throws -> [OutboxEvent]

    /// Callbacks that may be tried at `moment`, earliest due first. Of a task only the oldest owed one is due: they are
    /// told in order.
    func dueCallbacks(at moment: Timestamp, limit: Int) async throws -> [OwedCallback]

    /// Writes what a try came to, and to the log. A callback that is ``CallbackTry/Next/done`` is owed no more.
    ///
    /// - Throws: ``StoreError/stale`` where there is no callback of that number any more;
    ///   ``StoreError/superseded`` where another engine has taken over.
    func record(_ attempt: CallbackTry, epoch: Epoch) async throws

    /// The log of tries, newest first; of one task, or of all.
    func callbackLog(of task: VideoTask.ID?, limit: Int) async throws -> [CallbackTry]

    /// Removes up to `limit` log lines older than `moment`, the oldest first; returns how many.
    func removeCallbackLog(before moment: Timestamp, limit: Int) async throws -> Int

    /// The accounts that the operator drains. Open to other processes.
    func drainedProviders() async throws -> Set<ProviderName>

    /// Those of `hashes` that no task refers to: neither as a picture, nor as the result of a task that ended after
    /// `resultsSince`.
    func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash]
}

/// Thrown by the change of a claim: this one task stays in the queue, those behind it do not.
package struct TaskSkipped: Error {
    package init() {}
}

/// The turn of one engine at a store; a newer one supersedes it.
package struct Epoch: Hashable, Comparable, Sendable {
    package let number: Int64
    package init(number: Int64) { self.number = number }
    package static func < (left: Epoch, right: Epoch) -> Bool { left.number < right.number }
}

/// Why a store did not do what it was asked to.
package enum StoreError: Error, Sendable, Equatable {
    /// Too many writes wait already; nothing was kept.
    case busy
    /// The disk is full; nothing was kept.
    case full
    /// The task has changed since the change was made from it, or is gone.
    case stale
    /// A newer engine has taken the store over.
    case superseded
    /// The id of the task or key is taken.
    case duplicate
    /// There is no project of that id.
    case unknownProject
    /// The project has as many queued tasks as it may.
    case queueFull
    /// There are as many queued tasks in all as there may be.
    case allQueuesFull
    /// The idempotency key was used for another request.
    case idempotencyMismatch
    /// The balance of the project does not cover the hold.
    case insufficientFunds
    /// The entry would leave the project with more, or less, than an amount of money can be.
    case balanceOutOfRange
    /// A limit of the key or of its project leaves no room.
    case limitReached(LimitReached)
    /// There is no key of that id.
    case unknownKey
    /// There is no callback of that number that is owed or was given up.
    case unknownCallback
    /// The schema of the file is newer than this program.
    case newerSchema(found: Int, known: Int)
    /// Another engine holds the data directory.
    case locked(path: String)
    /// The store was closed.
    case closed
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .busy: "too many writes wait already"
        case .full: "the disk is full"
        case .stale: "the task has changed meanwhile"
        case .superseded: "another server has taken this data directory over"
        case .duplicate: "the id is taken"
        case .unknownProject: "there is no such project"
        case .queueFull: "the project has as many queued tasks as it may"
        case .allQueuesFull: "as many tasks are queued in all as may be"
        case .idempotencyMismatch: "the idempotency key was used for another request"
        case .insufficientFunds: "the balance does not cover the hold"
        case .balanceOutOfRange: "the entry would take the balance out of the range of an amount of money"
        case .limitReached(let reached): "the limit \(reached.kind.rawValue) of \(reached.limit) is reached"
        case .unknownKey: "there is no such key"
        case .unknownCallback: "there is no such callback that is owed or was given up"
        case .newerSchema(let found, let known):
            "the data was written by a newer version (schema \(found), this one knows \(known))"
        case .locked(let path): "another server runs on this data directory (it holds \(path))"
        case .closed: "the store is closed"
        }
    }
}

/// Which tasks a list shows (ark.md section 1).
package struct TaskQuery: Sendable, Equatable {
    package var project: Project.ID
    package var states: Set<VideoTask.State>?
    package var ids: [VideoTask.ID]?
    package var model: String?
    /// `nil` shows every tier.
    package var tier: ServiceTier?
    package var createdSince: Timestamp
    /// Only what follows this task of the project in the list's order; where it is gone, nothing does. It leaves
    /// ``TaskPage/total`` as it is.
    package var after: VideoTask.ID?
    /// Oldest first instead of newest first.
    package var isAscending = false
    package var offset: Int
    package var limit: Int

    package init(project: Project.ID, createdSince: Timestamp, offset: Int = 0, limit: Int = 20) {
        self.project = project
        self.createdSince = createdSince
        self.offset = offset
        self.limit = limit
    }
}

/// Which tasks an operator looks for.
package struct TaskSearch: Sendable, Equatable {
    /// `nil` looks in all projects.
    package var project: Project.ID?
    package var states: Set<VideoTask.State>?
    /// The account of the newest attempt.
    package var provider: ProviderName?
    /// The catalog's id of the ordered model.
    package var model: String?
    /// Only tasks that were made before this one.
    package var before: VideoTask.ID?
    package var limit: Int

    package init(limit: Int) {
        self.limit = limit
    }
}

/// A page of a list and how many there are in all.
package struct TaskPage: Sendable, Equatable {
    package var tasks: [VideoTask]
    package var total: Int

    package init(tasks: [VideoTask], total: Int) {
        self.tasks = tasks
        self.total = total
    }
}

extension Project.ID {
    /// The id of a new project.
    package init(_ ulid: ULID) {
        self.init(rawValue: "project-" + ulid.text.lowercased())
    }
}

extension ULID {
    /// 128 random bits: an id that says nothing about its time.
    package static func random() -> ULID {
        ULID(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }
}
