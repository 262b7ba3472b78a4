/// How long a client waits, how often it asks and what it tries again.
public struct ClientPolicy: Sendable, Equatable {
    /// For one create with its pictures: vendors fetch and check pictures before they answer.
    public var createTimeout: Duration = .seconds(300)
    /// For one read, list or cancel.
    public var readTimeout: Duration = .seconds(30)
    /// For one upload.
    public var uploadTimeout: Duration = .seconds(300)
    /// For one download with its resumptions, and for its silences.
    public var downloadTimeout: Duration = .seconds(600)
    public var downloadIdle: Duration = .seconds(30)
    /// Tries of a read, list or upload, the first included.
    public var tries = 6
    /// Tries of a create, the first included, where a repetition certainly makes no second task.
    public var createTries = 4
    /// The wait before the second try; it doubles up to ``longestWait``. A vendor's `Retry-After` goes before.
    public var firstWait: Duration = .milliseconds(500)
    public var longestWait: Duration = .seconds(15)
    /// Whether a create that was refused because of too much at once is tried again.
    public var repeatsThrottledCreates = false
    /// The wait before a task is asked for again; it grows by a quarter each time up to ``longestPoll``. A vendor's
    /// `openai-poll-after-ms` or `Retry-After` goes before.
    public var firstPoll: Duration = .seconds(1)
    public var longestPoll: Duration = .seconds(10)
    /// Tries of a download, the first included, each from where the last broke off.
    public var downloadTries = 6

    public init() {}

    /// The wait after the try of that number, from 1.
    func wait(after attempt: Int, asked: Duration?, jitter: Double) -> Duration {
        if let asked { return min(max(asked, .zero), Self.longestAsked) + firstWait * (jitter / 4) }
        var wait = firstWait
        for _ in 1..<max(attempt, 1) where wait < longestWait { wait = wait * 2 }
        return min(wait, longestWait) * (0.5 + jitter / 2)
    }

    /// Beyond this no vendor's wish to wait is followed.
    static let longestAsked: Duration = .seconds(120)
}
