/// Where a vendor's API begins: scheme, host and perhaps a path of its own, such as `https://host/toapis`.
public struct BaseURL: Sendable, Equatable, CustomStringConvertible {
    /// `https://host:8443`, in lower case.
    let origin: String
    /// `/toapis`, or empty.
    let path: String

    /// - Throws: ``ClientError/badURL(_:)`` where `text` is no http(s) URL with a host, or has a query or credentials.
    public init(_ text: String) throws(ClientError) {
        guard let url = Self.split(text), !url.rest.contains(where: { "?#".contains($0) }) else { throw .badURL(text) }
        origin = url.origin
        var path = Substring(url.rest)
        while path.last == "/" { path.removeLast() }
        self.path = String(path)
    }

    public var description: String { origin + path }

    /// The whole URL of a path that a dialect names. What the base ends in and the path begins with is not doubled: both
    /// `https://host` and `https://host/api/v3` take `/api/v3/contents`. A base that ends in a version of the API stands for
    /// all of the path up to that version: `https://host/api/plan/v3` takes it too (ark.md section 1).
    package func url(of callPath: String) -> String {
        let base = path.split(separator: "/")
        let question = callPath.firstIndex(of: "?") ?? callPath.endIndex
        let call = callPath[..<question].split(separator: "/")
        var overlap = (0...min(base.count, call.count)).last { base.suffix($0).elementsEqual(call.prefix($0)) } ?? 0
        if let last = base.last, Self.isVersion(last), let place = call.firstIndex(of: last) { overlap = place + 1 }
        let joined = (base + call.dropFirst(overlap)).map { "/" + $0 }.joined()
        return origin + joined + callPath[question...]
    }

    /// `v1`, `v3`
    private static func isVersion(_ part: Substring) -> Bool {
        part.first == "v" && part.count > 1 && part.dropFirst().allSatisfy { ("0"..."9").contains($0) }
    }

    /// The whole URL of a link that an answer gave: an absolute one as it is, one without a host at this host.
    package func resolve(_ link: String) -> String {
        if link.hasPrefix("//") { return String(origin.prefix { $0 != "/" }) + link }
        return link.hasPrefix("/") ? url(of: link) : link
    }

    /// Whether `url` is at this very scheme, host and port: nowhere else may the key be shown.
    package func isOrigin(of url: String) -> Bool {
        Self.split(url)?.origin == origin
    }

    /// Takes a URL apart where it is one of http or https with a host and without credentials.
    private static func split(_ text: String) -> (origin: String, rest: String)? {
        guard
            let colon = text.firstIndex(of: ":"),
            case let scheme = text[..<colon].lowercased(), scheme == "http" || scheme == "https",
            text[colon...].hasPrefix("://"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        let begin = text.index(colon, offsetBy: 3)
        let end = text[begin...].firstIndex { "/?#".contains($0) } ?? text.endIndex
        var host = text[begin..<end].lowercased()
        guard !host.isEmpty, !host.contains("@"), !host.hasPrefix(":") else { return nil }
        let standard = scheme == "http" ? ":80" : ":443"
        if host.hasSuffix(standard) { host.removeLast(standard.count) }
        return ("\(scheme)://\(host)", String(text[end...]))
    }
}
