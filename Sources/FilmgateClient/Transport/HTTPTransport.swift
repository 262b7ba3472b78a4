public import FilmgateDomain

/// Carries one HTTP request to a vendor and brings the answer: all that the client needs of the network.
///
/// It follows no redirects and retries nothing; what a failure means for a create depends on how far the request came.
public protocol HTTPTransport: Sendable {
    /// Sends the request and takes the whole answer. A body of more than `limit` bytes is an error.
    func send(_ call: HTTPCall, limit: Int) async throws(TransportError) -> HTTPAnswer

    /// Sends the request and hands the answer's body over piece by piece, in order and one at a time.
    ///
    /// `head` is called once, before the first piece, with an answer whose body is empty. An error that one of the two throws
    /// ends the call and is what the caller gets; else that is a ``TransportError`` or `CancellationError`.
    func stream(
        _ call: HTTPCall,
        head: @escaping @Sendable (HTTPAnswer) throws -> Void,
        piece: @escaping @Sendable @concurrent (ByteRegion) async throws -> Void
    ) async throws
}

/// One whole request.
public struct HTTPCall: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    /// The body in pieces, in order: a picture of 30 MB is sent from where it is.
    public var body: [ByteRegion]
    /// For the whole exchange, from the name's lookup to the last byte.
    public var timeout: Duration
    /// Of a streamed answer: how long it may be silent; `nil` leaves it to ``timeout``.
    public var idle: Duration?

    public init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [ByteRegion] = [],
        timeout: Duration,
        idle: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.idle = idle
    }

    /// Whether the request only reads: a transport may send it over a connection that has been idle for long.
    public var isRead: Bool { method == "GET" || method == "HEAD" }
}

/// An answer; of a streamed one the body is empty.
public struct HTTPAnswer: Sendable, Equatable {
    public var status: Int
    /// Names in lower case; of a header that came twice, the last value.
    public var headers: [String: String]
    public var body: [UInt8]

    public init(status: Int, headers: [String: String], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why no whole answer came.
public struct TransportError: Error, Sendable, Equatable {
    public enum Phase: Sendable, Equatable {
        /// Name, connection or TLS: certainly no byte of the request was sent.
        case connecting
        /// A byte may have arrived.
        case exchanging
    }

    public var phase: Phase
    /// For people; never a key.
    public var reason: String
    public var isTimeout: Bool
    /// The calling task was cancelled: nothing is wrong with the network.
    public var isCancellation: Bool

    public init(_ phase: Phase, _ reason: String, isTimeout: Bool = false, isCancellation: Bool = false) {
        self.phase = phase
        self.reason = reason
        self.isTimeout = isTimeout
        self.isCancellation = isCancellation
    }
}
