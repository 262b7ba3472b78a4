public import FilmgateDomain

/// A vendor's HTTP API, as a pure codec: the server mounts what it declares and never looks inside.
///
/// One dialect is one folder, one folder of fixtures and one page of documentation.
public protocol Dialect: Sendable {
    var name: DialectName { get }

    /// Everything that it answers, with the vendor's whole paths.
    var operations: [Operation] { get }

    /// The defaults and customs in which the vendor's door differs from Ark's.
    var house: HouseRules { get }

    /// How it writes a task's id.
    var idForm: TaskIDForm { get }

    /// Top-level keys of a create that only this dialect has: they decide on a path that two dialects share.
    var signs: Set<String> { get }

    /// Top-level keys that only this dialect documents, though another takes them: they decide where no sign does.
    var hints: Set<String> { get }

    /// The largest picture that may be uploaded, in bytes.
    var uploadLimit: Int { get }

    /// Whether a key without a scheme in `Authorization` counts.
    var takesBareKey: Bool { get }

    /// Whether a read may name a task by the reference that its client gave it. An id in any form goes before.
    var readsClientReferences: Bool { get }

    /// Reads the body of a create.
    func decodeCreate(_ body: JSONValue) throws(Refusal) -> GenerationRequest

    /// A form as the document that ``decodeCreate(_:)`` reads; `nil` where a create is JSON alone.
    func document(of form: [FormPart]) throws(Refusal) -> JSONValue?

    /// Reads the query of a list; only dialects with a list operation are asked.
    func decodeList(_ call: Call) throws(Refusal) -> ListRequest

    /// Reads which file of a task is asked for; only dialects with a content operation are asked.
    func decodeContent(_ call: Call) throws(Refusal) -> ContentVariant

    /// Why an operation that the vendor has is not done here; only dialects with an absent operation are asked.
    func refusal(of operation: Operation) -> Refusal

    func created(_ view: TaskView) -> Answer

    func task(_ view: TaskView, call: Call) -> Answer

    func list(_ page: ListView) -> Answer

    func removed(_ view: TaskView) -> Answer

    func models(_ models: [ModelSpec]) -> Answer

    func uploaded(_ upload: UploadView) -> Answer

    func balance(_ balance: BalanceView) -> Answer

    func usage(_ usage: UsageView) -> Answer

    /// What is posted to the address that the create named when the task comes to the view's state; `nil` where the vendor
    /// does not tell that state. `event` names the change, the same at every try.
    func callback(_ view: TaskView, event: String) -> CallbackBody?

    /// The vendor's words for a refusal. `requestID` is the answer's own request id.
    func refused(_ refusal: Refusal, during kind: Operation.Kind?, requestID: String) -> Answer
}

/// One thing that a dialect answers: a method, a path with `{id}` where the task's id stands, and what it means.
public struct Operation: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case create
        case read
        case list
        case remove
        case uploadImage
        case models
        case balance
        case usage
        /// The bytes of a task's file.
        case content
        /// Something that the vendor has and no model here does: refused by name.
        case absent
    }

    public var kind: Kind
    public var method: String
    public var path: String

    public init(_ kind: Kind, _ method: String, _ path: String) {
        self.kind = kind
        self.method = method
        self.path = path
    }
}

/// What a client sent beside the body.
public struct Call: Sendable {
    /// The task's id as it stands in the path, percent-decoded; `nil` where the path has none.
    public var id: String?
    /// Query items in order, percent-decoded.
    public var query: [(name: String, value: String)]

    public init(id: String? = nil, query: [(name: String, value: String)] = []) {
        self.id = id
        self.query = query
    }

    /// The last value of a query parameter.
    public func query(_ name: String) -> String? {
        query.last { $0.name == name }?.value
    }
}

/// An answer before it is bytes.
public struct Answer: Sendable, Equatable {
    public var status: Int
    /// `nil` for an empty body.
    public var body: JSONValue?
    /// Headers beside `Content-Type` and `Content-Length`, names in lower case.
    public var headers: [String: String]

    public init(status: Int = 200, _ body: JSONValue?, headers: [String: String] = [:]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// This answer with the other's members behind its own, where both are objects: the two dialects of a shared path in
    /// one object.
    public func merged(with other: Answer) -> Answer {
        guard case .object(var mine)? = body, case .object(let theirs)? = other.body else { return self }
        for (key, value) in theirs.members where mine[key] == nil { mine[key] = value }
        var merged = self
        merged.body = .object(mine)
        merged.headers.merge(other.headers) { own, _ in own }
        return merged
    }
}

/// A task as a client may see it.
public struct TaskView: Sendable {
    public var task: VideoTask
    /// The id in the form that it was asked with, or the dialect's own.
    public var id: String
    /// The id of the draft in the same form, for a final.
    public var draftID: String?
    public var model: ModelSpec
    public var now: Timestamp
    /// Signed link to the MP4 of a task that succeeded.
    public var videoURL: String?
    /// Signed link to the PNG of the last frame, where one was ordered.
    public var lastFrameURL: String?
    /// When the links die; `nil` before success.
    public var filesExpireAt: Timestamp?

    public init(
        task: VideoTask,
        id: String,
        draftID: String? = nil,
        model: ModelSpec,
        now: Timestamp,
        videoURL: String? = nil,
        lastFrameURL: String? = nil,
        filesExpireAt: Timestamp? = nil
    ) {
        self.task = task
        self.id = id
        self.draftID = draftID
        self.model = model
        self.now = now
        self.videoURL = videoURL
        self.lastFrameURL = lastFrameURL
        self.filesExpireAt = filesExpireAt
    }
}

/// What a list asks for. Ids are in the words of the client.
public struct ListRequest: Sendable, Equatable {
    public var page: Int
    public var pageSize: Int
    public var states: Set<VideoTask.State>?
    public var ids: [String]?
    public var model: String?
    public var tier: ServiceTier?
    /// The last task of the page before; `nil` begins at the list's start.
    public var after: String?
    /// Oldest first.
    public var isAscending = false

    public init(page: Int = 1, pageSize: Int = 20) {
        self.page = page
        self.pageSize = pageSize
    }
}

/// A page of a list.
public struct ListView: Sendable {
    public var items: [TaskView]
    public var total: Int
    /// Whether another page follows.
    public var hasMore: Bool

    public init(items: [TaskView], total: Int, hasMore: Bool = false) {
        self.items = items
        self.total = total
        self.hasMore = hasMore
    }
}

/// A file of a finished task.
public enum ContentVariant: Sendable {
    case video
    /// A picture of it.
    case thumbnail
    /// Many of its frames in one picture.
    case spritesheet
}

/// A field or file of a multipart form.
public struct FormPart: Sendable {
    public var name: String
    /// `nil` for a field that is no file.
    public var filename: String?
    /// As the client claims it.
    public var contentType: String?
    public var body: ByteRegion

    public init(name: String, filename: String? = nil, contentType: String? = nil, body: ByteRegion) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.body = body
    }
}

/// A picture that was taken in, to be used in later creates.
public struct UploadView: Sendable {
    /// A signed link that creates accept as a picture's address.
    public var url: String
    /// An id of the vendor's kind without its prefix.
    public var id: String
    public var filename: String
    public var mediaType: String
    /// Bytes.
    public var size: Int
    public var createdAt: Timestamp

    public init(url: String, id: String, filename: String, mediaType: String, size: Int, createdAt: Timestamp) {
        self.url = url
        self.id = id
        self.filename = filename
        self.mediaType = mediaType
        self.size = size
        self.createdAt = createdAt
    }
}

/// What a project may still spend.
public struct BalanceView: Sendable {
    /// `nil` for an unlimited project.
    public var remaining: Money?
    public var used: Money

    public init(remaining: Money?, used: Money) {
        self.remaining = remaining
        self.used = used
    }
}

/// What a project has used in a span of time.
public struct UsageView: Sendable {
    public struct Row: Sendable {
        public var group: String
        public var tasks: Int
        public var tokens: Int
        public var cost: Money

        public init(group: String, tasks: Int, tokens: Int, cost: Money) {
            self.group = group
            self.tasks = tasks
            self.tokens = tokens
            self.cost = cost
        }
    }

    public var from: Timestamp
    public var to: Timestamp
    public var rows: [Row]

    public init(from: Timestamp, to: Timestamp, rows: [Row]) {
        self.from = from
        self.to = to
        self.rows = rows
    }
}
