/// What an operator may set about the life of tasks.
package struct EngineSettings: Sendable {
    /// The longest that any task may take, whatever its client allows.
    package var maximumAge: Duration = .seconds(259_200)
    /// Queued tasks of one project beyond which creates are refused.
    package var maximumQueued: Int = 100_000
    /// Queued tasks of all projects beyond which creates are refused.
    package var maximumQueuedInAll: Int = 1_000_000
    /// How long the record of an ended task is kept.
    package var recordRetention: Duration = .seconds(7 * 86400)
    /// How long the record of a cancelled task is kept.
    package var cancelledRetention: Duration = .seconds(86400)
    /// After each few records that retention removes; a create that comes meanwhile waits for those few alone.
    package var removalPause: Duration = .milliseconds(2)
    /// How long a video can be fetched after it was made.
    package var fileRetention: Duration = .seconds(86400)
    /// How long an uploaded picture can be used.
    package var uploadRetention: Duration = .seconds(72 * 3600)
    /// How long a task waits in its place after its first attempt failed through no fault of its own; twice as long
    /// after the second. It keeps a passing fault, such as a full disk, from ending a whole queue.
    package var retryDelay: Duration = .seconds(5)
    /// Whether previews cost their list price instead of nothing.
    package var pricesPreviews = false
    /// How often open tasks are asked for.
    package var polling = PollingSettings()
    /// Files that are downloaded from accounts at a time.
    package var downloads = 32
    /// How long a create may take from its first byte: vendors fetch and check pictures before they answer.
    package var sendTimeout: Duration = .seconds(120)
    /// How long a sign of life at the store counts; a create is only sent while at least ``sendTimeout`` of it is left.
    package var lease: Duration = .seconds(180)
    /// How long after its deadline a video that was made in time is still fetched.
    package var grace: Duration = .seconds(900)
    /// How long an account keeps the files of a finished task.
    package var fileLife: Duration = .seconds(86400)

    package init() {}
}
