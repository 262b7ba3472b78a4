internal import AsyncHTTPClient
internal import FilmgateDomain
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// What has arrived of a file so far, over one connection or several.
final class Download: Sendable {
    enum Step: Sendable {
        case finished(FetchedFile)
        case redirect(String)
    }

    private struct Progress {
        var received = 0
        /// What the whole file has, once a server has said so.
        var total: Int?
        /// A strong entity tag: the rest can be asked for without mixing two files.
        var tag: String?
    }

    let limits: FetchLimits
    private let sink: any ArtifactSink
    private let progress = Mutex(Progress())

    init(limits: FetchLimits, sink: any ArtifactSink) {
        self.limits = limits
        self.sink = sink
    }

    /// Whether something has arrived, and the rest can be told from that of another file by its tag or length.
    var canResume: Bool {
        progress.withLock { $0.received > 0 && ($0.tag != nil || $0.total != nil) }
    }

    /// Asks for the rest only, where there is a beginning.
    func prepare(_ request: inout HTTPClientRequest) {
        let progress = progress.withLock { $0 }
        guard progress.received > 0 else { return }
        request.headers.add(name: "Range", value: "bytes=\(progress.received)-")
        if let tag = progress.tag { request.headers.add(name: "If-Range", value: tag) }
    }

    /// Takes in what a server answers.
    func take(_ response: HTTPClientResponse) async throws -> Step {
        let begun = progress.withLock { $0 }
        switch response.status.code {
        case 200 where begun.received == 0:
            try begin(response)
        case 206 where begun.received > 0:
            guard Self.continues(response, begun) else { throw FetchError.connectionFailed }
        case 200, 206:
            // The file is another one by now, or the server does not give parts of it.
            throw FetchError.status(Int(response.status.code))
        case 301, 302, 303, 307, 308:
            guard let location = response.headers.first(name: "Location") else {
                throw FetchError.status(Int(response.status.code))
            }
            return .redirect(location)
        default:
            throw FetchError.status(Int(response.status.code))
        }
        for try await piece in response.body {
            try await write(piece)
        }
        // A cancelled body ends like one that is complete.
        try Task.checkCancellation()
        let end = progress.withLock { $0 }
        guard end.total == nil || end.total == end.received else { throw FetchError.connectionFailed }
        return .finished(FetchedFile(size: end.received, contentType: response.headers.first(name: "Content-Type")))
    }

    private func begin(_ response: HTTPClientResponse) throws(FetchError) {
        let total = response.headers.first(name: "Content-Length").flatMap { Int($0) }
        if let total, total > limits.bytes { throw .tooLarge(limit: limits.bytes) }
        let tag = response.headers.first(name: "ETag")
        progress.withLock { progress in
            progress.total = total
            progress.tag = tag?.hasPrefix("\"") == true ? tag : nil
        }
    }

    private func write(_ piece: ByteBuffer) async throws(FetchError) {
        let received = progress.withLock { $0.received } + piece.readableBytes
        guard received <= limits.bytes else { throw .tooLarge(limit: limits.bytes) }
        let bytes = piece.withUnsafeReadableBytes { source in
            OwnedBytes(capacity: source.count) { buffer in
                buffer.copyMemory(from: source)
                return source.count
            }
        }
        do {
            try await sink.write(ByteRegion(bytes))
        } catch {
            throw .notStored(reason: String(describing: error))
        }
        progress.withLock { $0.received = received }
    }

    /// Whether a partial answer begins where we stopped, and belongs to a file of the same length.
    private static func continues(_ response: HTTPClientResponse, _ begun: Progress) -> Bool {
        guard
            let range = response.headers.first(name: "Content-Range")?.lowercased(),
            range.hasPrefix("bytes \(begun.received)-"),
            let slash = range.lastIndex(of: "/")
        else { return false }
        guard let total = begun.total else { return true }
        return Int(range[range.index(after: slash)...]) == total
    }
}
