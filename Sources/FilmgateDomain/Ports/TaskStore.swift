/// Where tasks are kept. ``accept(_:)`` and ``apply(_:epoch:)`` are the only ways to write one, so that state, money and
/// callbacks cannot part.
///
/// What a call returned is on disk, synced. Every implementation passes the same suite.
package protocol TaskStore: Sendable {
    /// Takes over the store: later writes with an older epoch are refused.
    func openEpoch() async throws -> Epoch

    /// Keeps a new task, which is queued, with everything that belongs to it, unless the project has a task of the same
    /// client reference already: then nothing is kept, whatever else speaks against the new one. Two references are the
    /// same where their bytes are.
    ///
    /// - Returns: the task that has the reference, as it stands; else the new one.
    /// - Throws: ``StoreError/busy`` before anything was kept, where too many writes wait;
    ///   ``StoreError/duplicate`` where there is a task of that id; ``StoreError/insufficientFunds`` where the project
    ///   is limited and its balance does not cover the hold; ``StoreError/queueFull``; ``StoreError/unknownProject``.
    @discardableResult
    func accept(_ acceptance: Acceptance) async throws -> VideoTask

    /// Writes what an event did to a task.
    ///
    /// - Throws: ``StoreError/stale`` where the task has changed since, ``StoreError/superseded`` where another engine has
    ///   taken over.
    func apply(_ change: TaskChange, epoch: Epoch) async throws

    /// Starts up to `limit` queued tasks, fairly between projects: the project with the fewest running tasks first, among
    /// equals the one whose task is the oldest; the oldest task of a project first. The older of two tasks is the one
    /// that was created, and of the same millisecond accepted, before the other. `start` makes the change; choosing and writing are one transaction.
    func claim(
        limit: Int,
        epoch: Epoch,
        start: @escaping @Sendable (VideoTask) throws -> TaskChange
    ) async throws -> [VideoTask]

    /// The task, where the project has one of that id; `nil` as project looks everywhere.
    func task(_ id: VideoTask.ID, in project: Project.ID?) async throws -> VideoTask?

    /// The task that the project's client gave that reference to; a removed task's reference is free again.
    func task(reference: String, in project: Project.ID) async throws -> VideoTask?

    /// A page of a project's tasks, newest first.
    func tasks(_ query: TaskQuery) async throws -> TaskPage

    /// All tasks that are running, oldest first: what a start has to take up again.
    func runningTasks() async throws -> [VideoTask]

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

    /// What the project's ended tasks came to, removed ones included, by day, model and state in this order.
    func usage(of project: Project.ID) async throws -> [UsageRow]

    /// The callbacks that are owed, oldest first.
    func outbox(limit: Int) async throws -> [OutboxEvent]

    /// Those of `hashes` that no task refers to: neither as a picture, nor as the result of a task that ended after
    /// `resultsSince`.
    func unreferenced(_ hashes: [ContentHash], resultsSince: Timestamp) async throws -> [ContentHash]
}

/// Where projects and keys are kept. Other processes may write it at any time: nothing of it may be held in memory
/// without noticing their changes.
package protocol AccountStore: Sendable {
    /// The holder of the key with that hash, unless it is revoked.
    func principal(keyHash: ContentHash) async throws -> Principal?

    /// The project of that name, made where there is none.
    func project(named name: String, now: Timestamp) async throws -> Project

    /// Replaces what can change of a project: its price factor and whether it may spend without a balance.
    ///
    /// - Throws: ``StoreError/unknownProject``
    func save(_ project: Project) async throws

    /// Writes a movement of money that no task makes: a top-up or an adjustment.
    ///
    /// - Throws: ``StoreError/unknownProject``
    func enter(_ entry: LedgerEntry) async throws

    /// - Throws: ``StoreError/unknownProject``, or ``StoreError/duplicate`` where the id or the hash is taken.
    func add(_ key: APIKey) async throws

    /// All keys, revoked ones included, oldest first, each with the name of its project.
    func keys() async throws -> [(key: APIKey, projectName: String)]

    /// Revokes a key; `false` where there is none of that id. A request that starts after this returned is refused.
    func revoke(_ id: APIKey.ID, now: Timestamp) async throws -> Bool
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
    /// The balance of the project does not cover the hold.
    case insufficientFunds
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
        case .stale: "the task has changed meanwhile"
        case .superseded: "another server has taken this data directory over"
        case .duplicate: "the id is taken"
        case .unknownProject: "there is no such project"
        case .queueFull: "the project has as many queued tasks as it may"
        case .insufficientFunds: "the balance does not cover the hold"
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
    package var offset: Int
    package var limit: Int

    package init(project: Project.ID, createdSince: Timestamp, offset: Int = 0, limit: Int = 20) {
        self.project = project
        self.createdSince = createdSince
        self.offset = offset
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
