/// A create that certainly made no task.
public struct UpstreamRefusal: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        /// The order itself: moderation, a parameter. The task fails with it; no other account is tried.
        case order
        /// The account: key, balance, model not open. Others may be tried; this one rests.
        case account
        /// Too much at once.
        case throttled
        /// The network, or the vendor's own trouble.
        case infrastructure
    }

    public var kind: Kind
    /// In Ark's vocabulary where the vendor shares it, else the vendor's own code.
    public var failure: TaskFailure
    public var retryAfter: Duration?

    public init(_ kind: Kind, _ failure: TaskFailure, retryAfter: Duration? = nil) {
        self.kind = kind
        self.failure = failure
        self.retryAfter = retryAfter
    }
}

/// A task as the upstream tells it.
public struct UpstreamReport: Sendable, Equatable {
    public var upstreamID: String
    /// `nil` where the word is unknown: logged, and asked for again.
    public var state: VideoTask.State?
    /// The vendor's own word.
    public var word: String
    /// Of a failed one.
    public var failure: TaskFailure?
    /// Whether another try may help: the vendor's own trouble, not the order's.
    public var isInfrastructure = false
    public var videoURL: String?
    public var lastFrameURL: String?
    /// Whether the files are the vendor's API itself, to be fetched with the account's key.
    public var filesNeedKey = false
    /// The model by the upstream's name for it.
    public var model: String?
    public var tokens: Int?
    public var seed: Int?
    public var ratio: AspectRatio?
    public var resolution: String?
    public var seconds: Double?

    public init(upstreamID: String, state: VideoTask.State?, word: String) {
        self.upstreamID = upstreamID
        self.state = state
        self.word = word
    }
}
