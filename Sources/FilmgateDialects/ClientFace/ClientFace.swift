public import FilmgateDomain

/// A vendor's HTTP API from the other side, as a pure codec: what a client of that vendor sends and how it reads what comes.
///
/// It belongs to the dialect's folder. Nothing here waits, retries or knows a host.
public protocol ClientFace: Sendable {
    var name: DialectName { get }

    var traits: ClientTraits { get }

    /// What the vendor calls the catalog's model where the account says nothing else; `nil` where it does not sell it.
    func name(of model: ModelSpec) -> String?

    /// A create. Every parameter that the request carries is expressed or named as inexpressible; where the vendor's default
    /// differs from Ark's, the value is sent explicitly. `token` is of ``ClientTraits/token``'s style.
    func create(_ request: GenerationRequest, token: AttemptToken?) throws(CannotExpress) -> WireCall

    /// The outcome table of creates (DESIGN section 6): whatever answer came whole. Everything that is neither a task nor a
    /// declared refusal is in doubt.
    func created(_ reply: WireReply) -> CreateReply

    func read(_ id: String) -> WireCall

    func task(_ reply: WireReply) -> ReadReply

    /// A list; only where ``ClientTraits/list`` says so.
    func list(_ query: RemoteListQuery) -> WireCall

    func tasks(_ reply: WireReply) -> ListReply

    /// Ends or removes a task; only where ``ClientTraits/cancels``.
    func cancel(_ id: String) -> WireCall

    func cancelled(_ reply: WireReply) -> CancelReply

    /// Hands a picture in, to be named in a create; only where ``ClientTraits/delivery`` holds an upload.
    func upload(_ picture: WireFile) -> WireCall

    /// The address that the create is to name.
    func uploaded(_ reply: WireReply) -> UploadReply

    /// A cheap call that shows whether the key counts, for `filmgate providers check`.
    func probe() -> WireCall

    /// Who sent a callback of this vendor to us: the upstream id that it tells of; `nil` where it says none. What it says of
    /// the task is not believed: it is a hint to ask.
    func hint(_ body: JSONValue) -> String?
}

/// What is particular about being a vendor's client.
public struct ClientTraits: Sendable {
    public var abilities: Abilities
    public var limits: CallLimits
    /// How a medium without a public address is handed over, best first; empty where only public addresses do.
    public var delivery: [MediaDelivery]
    public var token: TokenStyle
    /// Most ids or tasks that one call of the list names; `nil` where there is no list.
    public var list: Int?
    public var cancels: Bool
    /// Whether files are fetched with the key at the vendor's API.
    public var filesNeedKey: Bool
    /// Whether a create may name an address that hears of the end (the word is the dialect's own).
    public var callsBack: Bool

    public init(
        abilities: Abilities,
        limits: CallLimits,
        delivery: [MediaDelivery],
        token: TokenStyle = .none,
        list: Int? = nil,
        cancels: Bool = false,
        filesNeedKey: Bool = false,
        callsBack: Bool = false
    ) {
        self.abilities = abilities
        self.limits = limits
        self.delivery = delivery
        self.token = token
        self.list = list
        self.cancels = cancels
        self.filesNeedKey = filesNeedKey
        self.callsBack = callsBack
    }
}

/// How a medium reaches a vendor that cannot fetch it.
public enum MediaDelivery: Sendable, Equatable {
    /// A data URL in the create, of these kinds.
    case dataURL(Set<MediaKind>)
    /// A multipart upload before the create: media types that it takes, and the most bytes.
    case upload(types: Set<String>, limit: Int)
    /// A part of the create itself: media types that it takes.
    case part(types: Set<String>)
}

/// A parameter, item or value that the vendor's API has no word for.
public struct CannotExpress: Error, Sendable, Equatable {
    /// By Ark's name: `watermark`, `content[1]`.
    public var parameter: String
    public var value: String?
    public var reason: String

    public init(_ parameter: String, value: String? = nil, _ reason: String) {
        self.parameter = parameter
        self.value = value
        self.reason = reason
    }
}

/// One HTTP request without host and key.
public struct WireCall: Sendable {
    public var method: String
    /// From the base URL on, with the query, percent-encoded.
    public var path: String
    public var headers: [(name: String, value: String)]
    public var body: WireBody?

    public init(
        _ method: String,
        _ path: String,
        headers: [(name: String, value: String)] = [],
        body: WireBody? = nil
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

public enum WireBody: Sendable {
    case json(JSONValue)
    case form([WirePart])
}

/// A part of a multipart form.
public struct WirePart: Sendable {
    public enum Value: Sendable {
        case text(String)
        case file(WireFile)
    }

    public var name: String
    public var value: Value

    public init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}

/// A file to be sent.
public struct WireFile: Sendable, Equatable {
    public var bytes: ByteRegion
    /// `image/png`
    public var mediaType: String
    public var filename: String

    public init(bytes: ByteRegion, mediaType: String, filename: String) {
        self.bytes = bytes
        self.mediaType = mediaType
        self.filename = filename
    }

    public static func == (left: WireFile, right: WireFile) -> Bool {
        left.bytes.bytes == right.bytes.bytes && left.mediaType == right.mediaType && left.filename == right.filename
    }
}

/// An answer that came whole.
public struct WireReply: Sendable {
    public var status: Int
    /// Names in lower case.
    public var headers: [String: String]
    /// `nil` where the body is no JSON.
    public var body: JSONValue?
    /// The body's first bytes as text, for people.
    public var excerpt: String

    public init(status: Int, headers: [String: String] = [:], body: JSONValue?, excerpt: String = "") {
        self.status = status
        self.headers = headers
        self.body = body
        self.excerpt = excerpt
    }
}

public enum CreateReply: Sendable, Equatable {
    /// A task was made; most vendors say no more than its id.
    case accepted(id: String)
    case refused(UpstreamRefusal)
    case doubtful(reason: String)
}

public enum ReadReply: Sendable, Equatable {
    case task(RemoteTask)
    case missing
    case refused(UpstreamRefusal)
    /// Neither a task nor a declared refusal.
    case unreadable(reason: String)
}

public enum ListReply: Sendable, Equatable {
    /// `total`: over all pages, where the vendor says.
    case tasks([RemoteTask], total: Int?, hasMore: Bool)
    case tooLong
    case refused(UpstreamRefusal)
    case unreadable(reason: String)
}

public enum CancelReply: Sendable, Equatable {
    case done
    /// It runs, or has ended in a way that stays.
    case refusedByState
    case missing
    case refused(UpstreamRefusal)
    case unreadable(reason: String)
}

public enum UploadReply: Sendable, Equatable {
    case address(String)
    case refused(UpstreamRefusal)
    case unreadable(reason: String)
}

/// What a list is asked for.
public struct RemoteListQuery: Sendable, Equatable {
    /// Exact ids; empty for all.
    public var ids: [String] = []
    public var tier: ServiceTier = .standard
    /// From 1; vendors that page by the last id take ``after``.
    public var page = 1
    public var size = 20
    public var state: VideoTask.State?
    public var after: String?

    public init() {}
}

/// A task as a vendor tells it, all that any dialect says.
public struct RemoteTask: Sendable, Equatable {
    /// Its id is empty where the vendor's answer does not repeat it (AnyFast's oldest shape): whoever asked knows it.
    public var report: UpstreamReport
    public var createdAt: Timestamp?
    public var updatedAt: Timestamp?
    /// 0 to 100, where the vendor says.
    public var progress: Int?
    public var tier: ServiceTier?
    /// What may be the token of an attempt: the echoes of what the create carried.
    public var executionExpiresAfter: Int?
    public var safetyIdentifier: String?
    public var clientReference: String?
    public var generateAudio: Bool?
    public var draft: Bool?
    /// When the links die.
    public var filesExpireAt: Timestamp?

    public init(_ report: UpstreamReport) {
        self.report = report
    }
}
