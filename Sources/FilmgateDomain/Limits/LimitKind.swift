/// One thing that a key or a project may have only so much of. The raw values are the words of the command line, the
/// admin API and the file.
public enum LimitKind: String, Sendable, Codable, CaseIterable {
    /// Creates accepted in any 60 seconds.
    case createsPerMinute = "creates_per_minute"
    /// Reads, lists and deletes a second, with a burst of twice as many.
    case readsPerSecond = "reads_per_second"
    /// Tasks that have not ended.
    case openTasks = "open_tasks"
    /// Tasks that wait.
    case queuedTasks = "queued_tasks"
    /// Millionths of the project's currency, by the UTC day of the create: held while a task is open, then charged.
    case moneyPerDay = "money_per_day"
    /// The same by the UTC calendar month.
    case moneyPerMonth = "money_per_month"
    /// Tokens by the UTC day of the create: the most that a task may take while it is open, then what it took.
    case tokensPerDay = "tokens_per_day"
    case tokensPerMonth = "tokens_per_month"
    /// Bytes of uploads by the UTC day.
    case uploadBytesPerDay = "upload_bytes_per_day"
    /// Lines of the largest resolution: 480, 720 or 1080.
    case maximumResolution = "max_resolution"
    /// Seconds of the longest video.
    case maximumDuration = "max_duration"
}

/// What one key or project may have; what is not named is without a limit.
public struct Limits: Sendable, Hashable {
    private var values: [LimitKind: Int64] = [:]

    public init() {}

    /// `nil` is without a limit.
    public subscript(kind: LimitKind) -> Int64? {
        get { values[kind] }
        set { values[kind] = newValue }
    }

    public var isEmpty: Bool { values.isEmpty }

    /// Those that are set, in the order of ``LimitKind``.
    public var all: [(kind: LimitKind, value: Int64)] {
        LimitKind.allCases.compactMap { kind in values[kind].map { (kind, $0) } }
    }

    /// As it is kept: `creates_per_minute=10 max_resolution=720`.
    public var text: String {
        all.map { "\($0.kind.rawValue)=\($0.value)" }.joined(separator: " ")
    }

    /// - Returns: `nil` where `text` is not what ``text`` writes.
    public init?(text: String) {
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let kind = LimitKind(rawValue: String(parts[0])), let value = Int64(parts[1]),
                value >= 0
            else { return nil }
            values[kind] = value
        }
    }
}
