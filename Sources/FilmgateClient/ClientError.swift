public import FilmgateDialects
public import FilmgateDomain

/// Everything that can go wrong between an app and a vendor.
public enum ClientError: Error, Sendable, Equatable {
    /// The vendor said no, in its own words.
    case refused(VendorRefusal)
    /// The vendor knows no such task; it may have been removed.
    case notFound(id: String)
    /// The vendor's API has no word for something in the request; nothing was sent.
    case cannotExpress(CannotExpress)
    /// No whole answer came; the phase says whether the vendor may have heard the request.
    case transport(TransportError)
    /// An answer came that is neither what was asked for nor a refusal.
    case unreadable(status: Int, reason: String)
    /// The task had not ended within the time that was given for waiting. It goes on.
    case timedOut(id: String)
    /// The task ended without a video.
    case taskEnded(id: String, state: VideoTask.State, failure: TaskFailure?)
    /// A file could not be downloaded whole, however often it was tried.
    case downloadFailed(reason: String)
    /// A file here that cannot be read or written.
    case file(path: String, reason: String)
    /// Not an http(s) URL with a host and without credentials or a query.
    case badURL(String)
    /// No dialect of that name has a client.
    case unknownDialect(DialectName)
    /// The calling task was cancelled.
    case cancelled

    /// Whether a create that ended so may have made a task all the same, which may cost money.
    public var mayHaveMadeTask: Bool {
        switch self {
        case .transport(let error): error.phase == .exchanging
        case .unreadable, .cancelled: true
        case .refused, .notFound, .cannotExpress, .timedOut, .taskEnded, .downloadFailed, .file, .badURL,
            .unknownDialect:
            false
        }
    }

    /// Whether the same call may work a little later.
    public var isPassing: Bool {
        switch self {
        case .refused(let refusal): refusal.isPassing
        case .transport(let error): !error.isCancellation
        case .unreadable(let status, _): status >= 500 || (200..<300).contains(status)
        case .notFound, .cannotExpress, .timedOut, .taskEnded, .downloadFailed, .file, .badURL, .unknownDialect,
            .cancelled:
            false
        }
    }
}

/// A vendor's refusal.
public struct VendorRefusal: Sendable, Equatable {
    public var kind: UpstreamRefusal.Kind
    /// In Ark's vocabulary where the vendor shares it, else the vendor's own code.
    public var code: String
    public var message: String
    /// The HTTP status.
    public var status: Int
    /// When to come again, where the vendor says.
    public var retryAfter: Duration?

    public init(_ refusal: UpstreamRefusal, status: Int) {
        kind = refusal.kind
        code = refusal.failure.code
        message = refusal.failure.message
        self.status = status
        retryAfter = refusal.retryAfter
    }

    /// Whether the same call may work a little later.
    public var isPassing: Bool {
        switch kind {
        case .throttled, .infrastructure: true
        case .order, .account: false
        }
    }
}

extension ClientError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let refusal): refusal.message.isEmpty ? refusal.code : refusal.message
        case .notFound(let id): "the vendor knows no task \(id)"
        case .cannotExpress(let cannot):
            "\(cannot.parameter)\(cannot.value.map { " \($0)" } ?? "") cannot be ordered there: \(cannot.reason)"
        case .transport(let error): error.reason
        case .unreadable(let status, let reason): "the answer with status \(status) cannot be read: \(reason)"
        case .timedOut(let id): "task \(id) has not ended in time"
        case .taskEnded(let id, let state, let failure):
            "task \(id) \(state.rawValue)" + (failure.map { ": \($0.code): \($0.message)" } ?? "")
        case .downloadFailed(let reason): "the download failed: \(reason)"
        case .file(let path, let reason): "\(path): \(reason)"
        case .badURL(let text):
            "\(text) is no base URL: http or https, a host, perhaps a path, without credentials or a query"
        case .unknownDialect(let name): "there is no client for the dialect \(name.rawValue)"
        case .cancelled: "cancelled"
        }
    }
}
