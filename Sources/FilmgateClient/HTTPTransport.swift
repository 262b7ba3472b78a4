/// Carries one HTTP request to a vendor and brings the answer: all that the client needs of the network.
///
/// It follows no redirects and retries nothing; what a failure means for a create depends on how far the request came.
public protocol HTTPTransport: Sendable {
    /// Sends the request and takes the whole answer, of at most `limit` bytes.
    func send(_ request: HTTPCall, limit: Int) async throws(TransportError) -> HTTPAnswer

    /// Sends the request and hands the answer's body over piece by piece; `head` is called once, before the first piece.
    func stream(
        _ request: HTTPCall,
        head: (HTTPAnswer) throws -> Void,
        piece: ([UInt8]) async throws -> Void
    ) async throws
}

/// One whole request.
public struct HTTPCall: Sendable {
    public var method: String
    public var url: String
    public var headers: [(name: String, value: String)]
    /// Pieces of the body, in order: a picture stays where it is.
    public var body: [HTTPPiece]
    /// For the whole exchange.
    public var timeout: Duration

    public init(
        method: String,
        url: String,
        headers: [(name: String, value: String)] = [],
        body: [HTTPPiece] = [],
        timeout: Duration
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
}

public typealias HTTPPiece = [UInt8]

/// An answer; of a streamed one the body is empty.
public struct HTTPAnswer: Sendable {
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
    /// For people.
    public var reason: String
    public var isTimeout: Bool

    public init(_ phase: Phase, _ reason: String, isTimeout: Bool = false) {
        self.phase = phase
        self.reason = reason
        self.isTimeout = isTimeout
    }
}
