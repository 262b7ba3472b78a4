import FilmgateDomain
import FilmgateMedia
import HTTPTypes
import Hummingbird
import NIOCore

/// Serves stored files at signed links: whole or in part, with an `ETag` that is the file's own hash.
struct FileController: Sendable {
    let artifacts: any ArtifactStore
    let signer: LinkSigner
    let now: @Sendable () -> Timestamp

    func mount(on router: Router<GateContext>) {
        router.get("/files/{token}/{name}") { try await respond(to: $0, context: $1) }
        router.head("/files/{token}/{name}") { try await respond(to: $0, context: $1) }
    }

    private func respond(to request: Request, context: GateContext) async throws -> Response {
        let token = context.parameters.get("token") ?? ""
        let name = context.parameters.get("name") ?? ""
        // A forged link, an expired one and a removed file look alike.
        guard
            case .valid(let target) = signer.check(token: token, name: name, now: now().seconds),
            let size = try await artifacts.size(of: target.hash)
        else { return Response(status: .notFound, headers: [.xRequestID: context.requestID]) }
        let tag = "\"\(target.hash.rawValue)\""
        var headers: HTTPFields = [
            .contentType: target.mediaType, .eTag: tag, .acceptRanges: "bytes", .xRequestID: context.requestID,
            .cacheControl: "private, max-age=\(max(target.expires - now().seconds, 0)), immutable",
            .contentDisposition: "inline; filename=\"\(target.name)\"",
            .xContentTypeOptions: "nosniff",
        ]
        if request.headers[.ifNoneMatch].map({ Self.matches($0, tag) }) ?? false {
            return Response(status: .notModified, headers: headers)
        }
        var range = 0..<size
        var status = HTTPResponse.Status.ok
        let isCurrent = request.headers[.ifRange].map { $0 == tag } ?? true
        if isCurrent, let field = request.headers[.range] {
            switch ByteRange(field, size: size) {
            case .whole: break
            case .part(let part):
                range = part
                status = .partialContent
                headers[.contentRange] = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
            case .unsatisfiable:
                headers[.contentRange] = "bytes */\(size)"
                return Response(status: .rangeNotSatisfiable, headers: headers)
            }
        }
        if request.method == .head {
            headers[.contentLength] = "\(range.count)"
            return Response(status: status, headers: headers)
        }
        guard let pieces = try await artifacts.read(target.hash, range: range) else {
            return Response(status: .notFound, headers: [.xRequestID: context.requestID])
        }
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(contentLength: range.count) { writer in
                for try await piece in pieces { try await writer.write(ByteBuffer(bytes: piece)) }
                try await writer.finish(nil)
            }
        )
    }

    private static func matches(_ field: String, _ tag: String) -> Bool {
        field.split(separator: ",").contains { candidate in
            let text = candidate.trimmingPrefix(while: \.isWhitespace)
            return text == "*" || text.hasPrefix(tag) || text.hasPrefix("W/" + tag)
        }
    }
}

/// What a `Range` field comes to for a file of a known size (RFC 9110 section 14). Several ranges at once are served as
/// the whole, which that section allows.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    case unsatisfiable

    init(_ field: String, size: Int) {
        self = .whole
        guard field.lowercased().hasPrefix("bytes=") else { return }
        let text = field.dropFirst("bytes=".count)
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, !text.contains(",") else { return }
        let trimmed = bounds.map { $0.trimming(while: \.isWhitespace) }
        let numbers = trimmed.map(Self.position)
        switch (numbers[0], numbers[1]) {
        case (let first?, let last?) where first <= last:
            self = first < size ? .part(first..<min(last, size - 1) + 1) : .unsatisfiable
        case (let first?, nil) where trimmed[1].isEmpty:
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (nil, let suffix?) where trimmed[0].isEmpty:
            self = suffix > 0 && size > 0 ? .part(max(size - suffix, 0)..<size) : .unsatisfiable
        default:
            return
        }
    }

    /// Digits alone; a number beyond every file lies behind its end.
    private static func position(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isWholeNumber }) else { return nil }
        return Int(text) ?? .max
    }
}

extension Substring {
    fileprivate func trimming(while predicate: (Character) -> Bool) -> Substring {
        var rest = drop(while: predicate)
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return rest
    }
}
