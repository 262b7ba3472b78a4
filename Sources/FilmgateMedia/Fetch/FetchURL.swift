/// A URL that may be fetched, taken apart strictly and written again in one form only, so that whoever connects
/// understands it as the check did.
package struct FetchURL: Hashable, Sendable {
    package enum Host: Hashable, Sendable {
        /// Lower case, ASCII, without a dot at the end.
        case name(String)
        case address(IPAddress)
    }

    package enum Scheme: String, Sendable {
        case http
        case https

        var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    package let scheme: Scheme
    package let host: Host
    package let port: Int
    /// Path and query, percent-encoded, beginning with `/`.
    package let target: String

    static let maximumLength = 8 * 1024

    package init(_ text: String) throws(BadURL) {
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong }
        guard text.utf8.allSatisfy({ $0 > 0x1F && $0 != 0x7F }) else { throw .controlCharacter }
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { throw .notAbsolute }
        guard let scheme = Scheme(rawValue: text[..<colon].lowercased()) else { throw .schemeNotAllowed }
        let rest = text[text.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { "/?#\\".contains($0) } ?? rest.endIndex
        // Some parsers end the authority at a backslash and some do not: exactly what an attacker wants.
        guard end == rest.endIndex || rest[end] != "\\" else { throw .badHost }
        let authority = rest[..<end]
        guard !authority.utf8.contains(UInt8(ascii: "@")) else { throw .credentials }
        let (host, port) = try Self.split(authority)
        self.scheme = scheme
        self.host = try Self.parse(host: host)
        self.port = try port.isEmpty ? scheme.defaultPort : Self.parse(port: port)
        let tail = rest[end...].prefix { $0 != "#" }
        target = Self.encoded(tail.first == "/" ? tail : "/" + tail)
    }

    /// The host as it stands in a URL.
    package var hostText: String {
        switch host {
        case .name(let name): name
        case .address(let address): address.isV6 ? "[\(address)]" : address.description
        }
    }

    /// The whole URL in its one form.
    package var text: String {
        let port = port == scheme.defaultPort ? "" : ":\(port)"
        return "\(scheme.rawValue)://\(hostText)\(port)\(target)"
    }

    /// The URL that a redirect from here to `location` means (RFC 3986, section 5).
    package func redirected(to location: String) throws(BadURL) -> FetchURL {
        let origin = "\(scheme.rawValue)://\(hostText):\(port)"
        let path = target.prefix { $0 != "?" }
        if location.hasPrefix("//") { return try FetchURL("\(scheme.rawValue):\(location)") }
        if location.hasPrefix("/") { return try FetchURL(origin + location) }
        if location.hasPrefix("?") { return try FetchURL(origin + path + location) }
        let head = location.prefix { !"/?#".contains($0) }
        if head.contains(":") { return try FetchURL(location) }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return try FetchURL(origin + Self.withoutDots(folder + location))
    }

    private static func split(_ authority: Substring) throws(BadURL) -> (host: Substring, port: Substring) {
        if authority.first == "[" {
            guard let close = authority.firstIndex(of: "]") else { throw .badHost }
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { throw .badHost }
            return (authority[...close], rest.dropFirst())
        }
        guard let colon = authority.firstIndex(of: ":") else { return (authority, "") }
        return (authority[..<colon], authority[authority.index(after: colon)...])
    }

    private static func parse(port: Substring) throws(BadURL) -> Int {
        guard
            port.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(port),
            (1...65_535).contains(number)
        else { throw .badPort }
        return number
    }

    private static func parse(host: Substring) throws(BadURL) -> Host {
        guard !host.isEmpty else { throw .noHost }
        if host.first == "[" {
            // Only version 6 stands in brackets; a zone (`%eth0`) names a local network and is refused.
            guard let address = IPAddress(host.dropFirst().dropLast()), address.isV6 else { throw .badHost }
            return .address(address.unmapped)
        }
        guard host.utf8.allSatisfy({ $0 < 0x80 }) else { throw .internationalHost }
        let name = host.lowercased().dropLast(host.last == "." ? 1 : 0)
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard
            name.utf8.count <= 253,
            labels.allSatisfy({ (1...63).contains($0.utf8.count) && $0.utf8.allSatisfy(isNameCharacter) }),
            let last = labels.last
        else { throw .badHost }
        // A name whose last label is a number is an address, in whatever notation, or nothing.
        if last.utf8.allSatisfy({ (48...57).contains($0) }) || IPAddress.lenientNumber(last) != nil {
            guard let address = IPAddress(lenientV4: name) else { throw .badHost }
            return .address(address)
        }
        return .name(String(name))
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// Percent-encodes what may not stand in a path or query; what is encoded already stays as it is.
    private static func encoded(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isKept: Bool
            switch byte {
            case UInt8(ascii: "%"):
                isKept = bytes[(index + 1)...].prefix(2).count { Hex.value($0) != nil } == 2
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                isKept = true
            default:
                isKept = "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
            }
            if isKept {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(contentsOf: Hex.string(CollectionOfOne(byte)).uppercased().utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Resolves `.` and `..` in the path of a relative redirect (RFC 3986, section 5.2.4).
    private static func withoutDots(_ text: String) -> String {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        var segments: [Substring] = []
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { segments.append("") }
            case "..":
                _ = segments.popLast()
                if isLast { segments.append("") }
            default: segments.append(part)
            }
        }
        return "/" + segments.joined(separator: "/") + text[path.endIndex...]
    }
}

/// What is wrong with a URL.
package enum BadURL: String, Error, Hashable, Sendable, CustomStringConvertible {
    case tooLong = "it is longer than 8192 bytes"
    case controlCharacter = "it contains a control character"
    case notAbsolute = "it must begin with http:// or https://"
    case schemeNotAllowed = "its scheme must be http or https"
    case credentials = "it must not contain a user name or password"
    case noHost = "it names no host"
    case badHost = "its host is not a valid name or address"
    case internationalHost = "its host must be written in ASCII (Punycode)"
    case badPort = "its port must be from 1 to 65535"

    package var description: String { rawValue }
}
