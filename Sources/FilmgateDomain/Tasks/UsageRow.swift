/// What the tasks of a project that ended on one day, by one model, in one way came to. It outlives the tasks.
public struct UsageRow: Sendable, Equatable {
    /// Days since 1970-01-01, UTC.
    public var day: Int64
    /// The catalog's canonical model id.
    public var model: String
    /// How the tasks ended.
    public var state: VideoTask.State
    public var tasks: Int
    public var tokens: Int
    /// What was charged, in millionths of the project's currency.
    public var chargedMicros: Int64

    public init(day: Int64, model: String, state: VideoTask.State, tasks: Int, tokens: Int, chargedMicros: Int64) {
        self.day = day
        self.model = model
        self.state = state
        self.tasks = tasks
        self.tokens = tokens
        self.chargedMicros = chargedMicros
    }

    /// What the end of one task adds.
    package init(of change: TaskChange) {
        let task = change.task
        let charges = change.ledger.filter { $0.kind == .charge }
        self.init(
            day: (task.endedAt ?? task.updatedAt).seconds / 86_400,
            model: task.order.model,
            state: task.state,
            tasks: 1,
            tokens: task.usage?.totalTokens ?? 0,
            chargedMicros: charges.reduce(0) { $0 - $1.amount.micros }
        )
    }
}
