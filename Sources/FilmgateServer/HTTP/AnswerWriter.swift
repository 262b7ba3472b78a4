import FilmgateDialects
import HTTPTypes
import Hummingbird
import NIOCore

extension Answer {
    /// The same status and headers, for a request that wants no more.
    var withoutBody: Answer { Answer(status: status, nil, headers: headers) }

    /// The answer as bytes on the wire.
    func response(requestID: String, provider: String? = nil) -> Response {
        var headers = HTTPFields()
        headers[.xRequestID] = requestID
        if let provider { headers[.filmgateProvider] = provider }
        for (name, value) in self.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let status = HTTPResponse.Status(code: status)
        guard let body else { return Response(status: status, headers: headers) }
        headers[.contentType] = "application/json; charset=utf-8"
        let bytes = JSONWriter.bytes(body)
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension HTTPField.Name {
    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("not a field name: \(text)") }
        return name
    }

    static let xRequestID = known("x-request-id")
    static let filmgateProvider = known("x-filmgate-provider")
    static let filmgatePoster = known("x-filmgate-poster")
    static let filmgateContactSheet = known("x-filmgate-contact-sheet")
    static let rateLimit = known("ratelimit")
    static let rateLimitPolicy = known("ratelimit-policy")
    static let filmgateDryRun = known("x-filmgate-dry-run")
    static let idempotencyKey = known("idempotency-key")
    static let idempotentReplayed = known("idempotent-replayed")
    static let xForwardedFor = known("x-forwarded-for")
}
