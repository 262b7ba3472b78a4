/// What the tasks of a project that ended on one day, by one model, in one way came to. It outlives the tasks.
public struct UsageRow: Sendable, Equatable {
    /// Days since 1970-01-01, UTC.
    public var day: Int64
    /// The key that made the tasks; `nil` where that was not noted.
    public var key: APIKey.ID?
    /// The account whose attempt was the last; `nil` where there was none or it was not noted.
    public var provider: ProviderName?
    /// The catalog's canonical model id.
    public var model: String
    /// How the tasks ended.
    public var state: VideoTask.State
    public var tasks: Int
    public var tokens: Int
    /// What was charged, in millionths of the project's currency.
    public var chargedMicros: Int64
    /// What the accounts bill, in millionths of the project's currency.
    public var costMicros: Int64

    public init(
        day: Int64,
        key: APIKey.ID? = nil,
        provider: ProviderName? = nil,
        model: String,
        state: VideoTask.State,
        tasks: Int,
        tokens: Int,
        chargedMicros: Int64,
        costMicros: Int64 = 0
    ) {
        self.day = day
        self.key = key
        self.provider = provider
        self.model = model
        self.state = state
        self.tasks = tasks
        self.tokens = tokens
        self.chargedMicros = chargedMicros
        self.costMicros = costMicros
    }

    /// What the end of one task adds.
    package init(of change: TaskChange) {
        let task = change.task
        self.init(
            day: Day(task.endedAt ?? task.updatedAt).number,
            key: task.key,
            provider: task.provider,
            model: task.order.model,
            state: task.state,
            tasks: 1,
            tokens: task.usage?.totalTokens ?? 0,
            chargedMicros: change.chargedMicros,
            costMicros: change.costMicros
        )
    }
}
