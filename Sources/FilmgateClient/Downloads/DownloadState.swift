/// What has come of a file, as a pure state: an answer's head in, what to do with its bytes out.
struct DownloadState: Sendable, Equatable {
    /// Bytes that are safely ours.
    private(set) var received = 0
    /// Of the whole file, once a server has said so.
    private(set) var total: Int?
    /// A strong entity tag: the rest can be asked for without mixing two files.
    private var tag: String?

    enum Verdict: Equatable {
        /// The body is the next of the file.
        case goOn
        /// The body is the file from its start: forget what came before.
        case restart
        /// The answer is no part of the file; the link is dead, so a fresh one may help.
        case linkDead(status: Int)
        /// Trouble that may pass.
        case again(status: Int)
        case redirect(String)
        case tooLarge(String)
        case failed(String)
    }

    /// What to ask with: the rest alone, where there is a beginning.
    var headers: [(name: String, value: String)] {
        guard received > 0 else { return [] }
        var headers = [(name: "Range", value: "bytes=\(received)-")]
        if let tag { headers.append((name: "If-Range", value: tag)) }
        return headers
    }

    var isComplete: Bool { total.map { $0 == received } ?? false }

    mutating func head(_ answer: HTTPAnswer, limit: Int) -> Verdict {
        switch answer.status {
        case 200:
            let isAgain = received > 0
            received = 0
            total = answer.headers["content-length"].flatMap { Int($0) }
            tag = answer.headers["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
            if let total, total > limit { return .tooLarge("the file has \(total) bytes, more than \(limit)") }
            return isAgain ? .restart : .goOn
        case 206:
            guard let (first, whole) = Self.range(answer.headers["content-range"]), first == received else {
                return .failed("the server answered with another part than asked for")
            }
            // Another length is another file.
            guard whole == nil || total == nil || whole == total else {
                return .failed("the file has changed meanwhile")
            }
            total = whole ?? total
            if let total, total > limit { return .tooLarge("the file has \(total) bytes, more than \(limit)") }
            return .goOn
        case 301, 302, 303, 307, 308:
            return answer.headers["location"].map(Verdict.redirect) ?? .linkDead(status: answer.status)
        case 416 where received > 0:
            // Nothing is left behind what we have, or the file is another one by now.
            received = 0
            return .again(status: answer.status)
        case 408, 425, 429, 500...599: return .again(status: answer.status)
        default: return .linkDead(status: answer.status)
        }
    }

    mutating func took(_ count: Int) { received += count }

    /// `bytes 5-9/10` or `bytes 5-9/*`.
    private static func range(_ text: String?) -> (first: Int, whole: Int?)? {
        guard let text, text.lowercased().hasPrefix("bytes ") else { return nil }
        let parts = text.dropFirst(6).split(whereSeparator: { "-/".contains($0) })
        guard parts.count == 3, let first = Int(parts[0]) else { return nil }
        return (first, Int(parts[2]))
    }
}
