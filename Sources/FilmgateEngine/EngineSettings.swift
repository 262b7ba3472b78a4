/// What an operator may set about the life of tasks.
package struct EngineSettings: Sendable {
    /// The longest that any task may take, whatever its client allows.
    package var maximumAge: Duration = .seconds(259_200)
    /// Queued tasks of one project beyond which creates are refused.
    package var maximumQueued: Int = 100_000
    /// How long the record of an ended task is kept.
    package var recordRetention: Duration = .seconds(7 * 86400)
    /// How long the record of a cancelled task is kept.
    package var cancelledRetention: Duration = .seconds(86400)
    /// How long a video can be fetched after it was made.
    package var fileRetention: Duration = .seconds(86400)
    /// How long an uploaded picture can be used.
    package var uploadRetention: Duration = .seconds(72 * 3600)
    /// How long a task waits in its place after its first attempt failed through no fault of its own; twice as long after
    /// the second. It keeps a passing fault, such as a full disk, from ending a whole queue.
    package var retryDelay: Duration = .seconds(5)
    /// Whether previews cost their list price instead of nothing.
    package var pricesPreviews = false

    package init() {}
}
