/// What a client asked for, as it was said: no default filled in, no rule applied.
///
/// A dialect decodes a create into this; ``RequestRules`` makes a ``VideoOrder`` of it.
public struct GenerationRequest: Sendable, Equatable {
    /// The model's name as sent; long, short and BytePlus names are all known to the catalog.
    public var model: String
    public var content: [ContentItem]
    public var parameters: RequestParameters
    /// What the client itself calls the task: a repeated create with the same one answers with the same task. Any text;
    /// ``RequestRules`` bounds it.
    public var clientReference: String?
    /// Where parameters stand that the client wrote elsewhere than under the dialect's name for them:
    /// `metadata.resolution`. Refusals name that place.
    public var paths: [Parameter: String] = [:]
    /// What the dialect itself left out or changed by its vendor's documented custom.
    public var notes: [ParameterNote]

    public init(
        model: String,
        content: [ContentItem],
        parameters: RequestParameters = RequestParameters(),
        clientReference: String? = nil,
        notes: [ParameterNote] = []
    ) {
        self.model = model
        self.content = content
        self.parameters = parameters
        self.clientReference = clientReference
        self.notes = notes
    }
}

/// One item of a request: words, a medium, or a draft to finish.
public struct ContentItem: Sendable, Equatable {
    public enum Body: Sendable, Equatable {
        case text(String)
        case media(MediaItem)
        /// The draft's id in the words of the client: any dialect's form.
        case draftTask(id: String)
    }

    public var body: Body
    /// Where the client wrote it, in its own dialect: `content[1]`, `image_urls[0]`, `prompt`.
    public var path: String

    public init(_ body: Body, path: String) {
        self.body = body
        self.path = path
    }

    /// Where the words of a text item stand: an entry of a list holds them in its `text`, a field such as `prompt` is
    /// them.
    var wordsPath: String { path.hasSuffix("]") ? path + ".text" : path }
}

/// A picture, video or sound that a request brings.
public struct MediaItem: Sendable, Equatable {
    public var kind: MediaKind
    public var role: MediaRole?
    public var source: MediaSource

    public init(kind: MediaKind, role: MediaRole?, source: MediaSource) {
        self.kind = kind
        self.role = role
        self.source = source
    }
}

/// Where a medium comes from.
public enum MediaSource: Sendable, Equatable {
    /// An address, exactly as sent. Whether it may be fetched is decided when it is.
    case url(String)
    /// A whole data URL, `data:image/png;base64,…`, still encoded: it may be tens of megabytes.
    case data(ByteRegion)

    public static func == (left: MediaSource, right: MediaSource) -> Bool {
        switch (left, right) {
        case (.url(let left), .url(let right)): left == right
        case (.data(let left), .data(let right)): left.bytes == right.bytes
        case (.url, .data), (.data, .url): false
        }
    }
}

/// The parameters beside the content; `nil` where the client said nothing.
public struct RequestParameters: Sendable, Equatable {
    public var callbackURL: String?
    public var returnLastFrame: Bool?
    public var serviceTier: String?
    /// Seconds.
    public var executionExpiresAfter: Int?
    public var generateAudio: Bool?
    public var draft: Bool?
    public var resolution: String?
    public var ratio: String?
    /// Seconds; -1 lets the model choose.
    public var duration: Int?
    public var frames: Int?
    /// -1 stands for a random one.
    public var seed: Int?
    public var cameraFixed: Bool?
    public var watermark: Bool?
    public var safetyIdentifier: String?
    public var priority: Int?
    public var outputFormat: String?
    public var omniReferenceTaskType: String?
    /// The list of tools as JSON text, whole; `nil` for an empty one.
    public var tools: String?

    public init() {}
}

/// Something a client sent that does not reach the video as sent, and why. It stands on the task's timeline.
public struct ParameterNote: Sendable, Equatable, Codable {
    public enum Effect: String, Sendable, Codable {
        case ignored
        case altered
    }

    public var effect: Effect
    /// The parameter in the client's words.
    public var parameter: String
    public var detail: String

    public init(_ effect: Effect, _ parameter: String, _ detail: String) {
        self.effect = effect
        self.parameter = parameter
        self.detail = detail
    }
}
