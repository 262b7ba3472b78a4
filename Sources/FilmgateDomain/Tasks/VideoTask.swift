/// One accepted create and all that became of it.
public struct VideoTask: Sendable, Equatable, Identifiable {
    /// The identity of a task; every dialect has a form of its own for it.
    public struct ID: Hashable, Comparable, Sendable {
        public let ulid: ULID
        public init(_ ulid: ULID) { self.ulid = ulid }
        public static func < (left: ID, right: ID) -> Bool { left.ulid < right.ulid }
    }

    public let id: ID
    public let project: Project.ID
    /// The key that made it.
    public let key: APIKey.ID?
    /// The dialect it was made in.
    public let dialect: DialectName
    /// What the client calls it, as sent: no two tasks of a project have the same bytes here.
    public let clientReference: String?
    public private(set) var order: VideoOrder
    public let createdAt: Timestamp
    /// When it expires if it has not ended.
    public let deadline: Timestamp
    /// The largest possible charge, held since acceptance.
    public let hold: Money
    /// The most tokens that it may take; `nil` where that was not noted.
    public let heldTokens: Int?
    /// The queue that it waits in: what routing has to know of it.
    public let lane: Lane

    public var state: State
    /// Grows by one with each change; a change names the version that it was made from.
    public var version: Int
    public var updatedAt: Timestamp
    public var startedAt: Timestamp?
    public var endedAt: Timestamp?
    /// The number of the newest attempt; 0 before the first.
    public var attempt: Int
    public var provider: ProviderName?
    /// What the provider calls the newest attempt.
    public var upstreamID: String?
    /// The catalog's id of the model that really makes it, where that is not the ordered one.
    public var servedModel: String?
    public var result: VideoResult?
    public var failure: TaskFailure?
    public var usage: TokenUsage?

    public init(
        id: ID,
        project: Project.ID,
        key: APIKey.ID?,
        dialect: DialectName,
        clientReference: String? = nil,
        order: VideoOrder,
        createdAt: Timestamp,
        deadline: Timestamp,
        hold: Money,
        heldTokens: Int? = nil,
        lane: Lane? = nil
    ) {
        self.id = id
        self.project = project
        self.key = key
        self.dialect = dialect
        self.clientReference = clientReference
        self.order = order
        self.createdAt = createdAt
        self.deadline = deadline
        self.hold = hold
        self.heldTokens = heldTokens
        self.lane = lane ?? TaskNeeds(order).lane
        state = .queued
        version = 0
        updatedAt = createdAt
        attempt = 0
    }

    /// The same task as an account is given it, where that makes it by another model's order.
    package func making(_ order: VideoOrder) -> VideoTask {
        var task = self
        task.order = order
        return task
    }

    /// Where a task stands. The raw values are Ark's words.
    public enum State: String, Sendable, Codable, CaseIterable {
        case queued
        case running
        case succeeded
        case failed
        case cancelled
        case expired

        /// Whether the task never changes again.
        public var isFinal: Bool {
            switch self {
            case .queued, .running: false
            case .succeeded, .failed, .cancelled, .expired: true
            }
        }
    }
}

/// The video of a task that succeeded, as it was measured in the file.
public struct VideoResult: Sendable, Equatable {
    public var video: Artifact
    public var lastFrame: Artifact?
    public var pixels: PixelSize
    public var resolution: Resolution
    /// Never `adaptive`.
    public var ratio: AspectRatio
    /// The ordered or chosen length; the file is one frame longer.
    public var seconds: Int
    public var frames: Int
    public var framesPerSecond: Int
    public var hasAudio: Bool
    /// Never -1.
    public var seed: Int

    public init(
        video: Artifact,
        lastFrame: Artifact?,
        pixels: PixelSize,
        resolution: Resolution,
        ratio: AspectRatio,
        seconds: Int,
        frames: Int,
        framesPerSecond: Int,
        hasAudio: Bool,
        seed: Int
    ) {
        self.video = video
        self.lastFrame = lastFrame
        self.pixels = pixels
        self.resolution = resolution
        self.ratio = ratio
        self.seconds = seconds
        self.frames = frames
        self.framesPerSecond = framesPerSecond
        self.hasAudio = hasAudio
        self.seed = seed
    }
}

/// Why a task failed, in Ark's vocabulary of codes.
public struct TaskFailure: Sendable, Equatable {
    public var code: String
    public var message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}

/// Tokens counted for a task that succeeded. Input is free, so the total is the same number.
public struct TokenUsage: Sendable, Equatable {
    public var completionTokens: Int
    public var totalTokens: Int { completionTokens }

    public init(completionTokens: Int) {
        self.completionTokens = completionTokens
    }
}
