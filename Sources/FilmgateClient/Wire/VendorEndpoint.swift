package import FilmgateDialects
import FilmgateDomain

/// A vendor's address and key: makes an HTTP request of what a dialect says, and a reply of what comes back. It retries
/// nothing.
package struct VendorEndpoint: Sendable {
    package let base: BaseURL
    package let transport: any HTTPTransport
    private let apiKey: String?
    private let userAgent: String

    /// The longest answer that is read: a list of 500 tasks is well below.
    private static let answerLimit = 16 << 20
    /// The longest answer to what changes something: many of those may be under way.
    private static let shortAnswerLimit = 1 << 20
    /// The longest answer in which a vendor complains about a key.
    private static let complaintLimit = 64 << 10
    /// Bytes of a body without JSON that are kept for people.
    private static let excerptLimit = 300

    package init(base: BaseURL, apiKey: String?, transport: any HTTPTransport, userAgent: String = "filmgate/1.0") {
        self.base = base
        self.apiKey = apiKey
        self.transport = transport
        self.userAgent = userAgent
    }

    /// Sends the call once and brings whatever answer came whole.
    package func reply(to call: WireCall, timeout: Duration) async throws(TransportError) -> WireReply {
        let limit = call.method == "GET" ? Self.answerLimit : Self.shortAnswerLimit
        var answer = try await transport.send(request(for: call, timeout: timeout), limit: limit)
        answer.body = withoutKey(answer.body)
        return Self.reply(answer)
    }

    /// A GET of a file. The key goes along only where it is asked for and the file is at the vendor's API itself.
    package func fileCall(_ url: String, needsKey: Bool, timeout: Duration, idle: Duration) -> HTTPCall {
        let url = base.resolve(url)
        var call = HTTPCall(method: "GET", url: url, timeout: timeout, idle: idle)
        call.headers = [(name: "User-Agent", value: userAgent), (name: "Accept", value: "*/*")]
        if needsKey, base.isOrigin(of: url) { authorize(&call.headers) }
        return call
    }

    func request(for call: WireCall, timeout: Duration) -> HTTPCall {
        var request = HTTPCall(method: call.method, url: base.url(of: call.path), timeout: timeout)
        request.headers = [(name: "User-Agent", value: userAgent)]
        if !call.headers.contains(where: { $0.name.lowercased() == "accept" }) {
            request.headers.append((name: "Accept", value: "application/json"))
        }
        authorize(&request.headers, unlessIn: call.headers)
        switch call.body {
        case nil: break
        case .json(let document):
            request.headers.append((name: "Content-Type", value: "application/json"))
            request.body = JSONWriter.pieces(document)
        case .form(let parts):
            let form = MultipartBody(parts, boundary: MultipartBody.boundary())
            request.headers.append((name: "Content-Type", value: form.contentType))
            request.body = form.pieces
        }
        request.headers += call.headers
        return request
    }

    private func authorize(
        _ headers: inout [(name: String, value: String)],
        unlessIn given: [(name: String, value: String)] = []
    ) {
        guard let apiKey, !given.contains(where: { $0.name.lowercased() == "authorization" }) else { return }
        headers.append((name: "Authorization", value: "Bearer \(apiKey)"))
    }

    /// Some vendors repeat a key that they refuse; what they say reaches logs, timelines and clients.
    private func withoutKey(_ body: [UInt8]) -> [UInt8] {
        guard
            let apiKey, apiKey.utf8.count >= 8, body.count <= Self.complaintLimit,
            body.firstRange(of: apiKey.utf8) != nil
        else { return body }
        return Array(String(decoding: body, as: UTF8.self).replacing(apiKey, with: "***").utf8)
    }

    private static func reply(_ answer: HTTPAnswer) -> WireReply {
        WireReply(
            status: answer.status,
            headers: answer.headers,
            body: try? JSONParser.parse(answer.body),
            excerpt: String(decoding: answer.body.prefix(excerptLimit), as: UTF8.self)
        )
    }
}
