import FilmgateDomain
import HTTPTypes
import Hummingbird
import NIOCore

/// A stored file as it is served.
struct StoredContent: Sendable {
    var hash: ContentHash
    var mediaType: String
    /// What a browser calls it when it saves it.
    var name: String
    /// Seconds that whoever has it may keep it.
    var freshness: Int64
}

/// Answers with stored files: whole or in part, with an `ETag` that is the file's own hash.
struct FileAnswers: Sendable {
    let artifacts: any ArtifactStore

    /// The answer to a GET or HEAD; `nil` where the file is gone.
    func answer(_ content: StoredContent, to request: Request, requestID: String) async throws -> Response? {
        guard let size = try await artifacts.size(of: content.hash) else { return nil }
        let tag = "\"\(content.hash.rawValue)\""
        var headers: HTTPFields = [
            .contentType: content.mediaType, .eTag: tag, .acceptRanges: "bytes", .xRequestID: requestID,
            .cacheControl: "private, max-age=\(content.freshness), immutable",
            .contentDisposition: "inline; filename=\"\(content.name)\"",
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
        guard let pieces = try await artifacts.read(content.hash, range: range) else { return nil }
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
