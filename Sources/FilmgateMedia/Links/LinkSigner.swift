internal import Crypto
package import FilmgateDomain
internal import Synchronization

/// Makes and checks links to stored files that work without a key, for a while: `/files/<token>/<name>`.
///
/// The token holds what the link leads to and until when; nothing is looked up. It is signed (HMAC-SHA256, the first
/// 16 bytes) together with the name, by a key that changes now and then; older keys stay until the links that they
/// signed have expired.
package final class LinkSigner: Sendable {
    /// What every link's path begins with.
    package static let pathPrefix = "/files/"

    private static let maximumNameLength = 100

    private let file: LinkKeyFile
    private let calls: BlockingCalls
    private let ring: Mutex<LinkKeyRing>

    /// Opens the keys in `directory` (the file `links.key`), or makes the first one. `now` is in seconds since 1970.
    ///
    /// Throws ``LinkKeyError`` where the file is damaged or others may read it.
    package static func open(
        directory: String,
        schedule: LinkSchedule,
        calls: BlockingCalls,
        now: Int64
    ) async throws -> LinkSigner {
        let file = LinkKeyFile(path: directory + "/links.key")
        let ring = try await calls.run {
            var ring = LinkKeyRing(keys: try file.read(), schedule: schedule)
            if ring.rotateIfDue(now: now) { try file.write(ring.keys) }
            return ring
        }
        return LinkSigner(file: file, calls: calls, ring: ring)
    }

    private init(file: LinkKeyFile, calls: BlockingCalls, ring: LinkKeyRing) {
        self.file = file
        self.calls = calls
        self.ring = Mutex(ring)
    }

    /// Makes a new key if the present one has signed long enough; called about once an hour, by one caller at a time.
    ///
    /// The new key is on disk before it signs.
    package func rotateIfDue(now: Int64) async throws {
        var next = ring.withLock { $0 }
        guard next.rotateIfDue(now: now) else { return }
        try await calls.run { [file, next] in try file.write(next.keys) }
        ring.withLock { [next] in $0 = next }
    }

    /// The path of a link to `artifact`, to be put behind the server's public base URL.
    ///
    /// In `name`, what the file is called, characters other than letters, digits, `.`, `-` and `_` become `_`. `expires`,
    /// in seconds since 1970 like `now`, is brought down to the longest that a link may live.
    /// With `still` it leads to that picture of the video.
    package func path(
        to artifact: Artifact,
        still: VideoStill? = nil,
        name: String,
        expires: Int64,
        now: Int64
    ) -> String {
        let (key, latest) = ring.withLock { ($0.current, now + $0.schedule.maximumLifetime) }
        let token = LinkToken(
            key: key.id,
            expires: min(expires, latest),
            mediaType: artifact.mediaType,
            hash: artifact.hash,
            still: still
        )
        let name = Self.safe(name)
        let fields = token.fields
        return Self.pathPrefix + Base64URL.encode(fields + key.tag(over: fields, name: name)) + "/" + name
    }

    /// Judges the two variable parts of a link's path, as they came.
    package func check(token text: some StringProtocol, name: some StringProtocol, now: Int64) -> LinkCheck {
        let name = String(name)
        guard let (token, fields, tag) = LinkToken.parse(text), name == Self.safe(name) else { return .invalid }
        guard let key = ring.withLock({ $0.key(token.key) }) else {
            // Nothing can be proved without the key. Ours would have expired before its key was dropped.
            return token.expires <= now ? .expired : .invalid
        }
        guard Self.isEqual(key.tag(over: fields, name: name), tag) else { return .invalid }
        guard now < token.expires else { return .expired }
        return .valid(
            LinkTarget(
                hash: token.hash,
                still: token.still,
                mediaType: token.mediaType,
                name: name,
                expires: token.expires
            )
        )
    }

    /// Judges a whole path.
    package func check(path: some StringProtocol, now: Int64) -> LinkCheck {
        guard path.hasPrefix(Self.pathPrefix) else { return .invalid }
        let parts = path.dropFirst(Self.pathPrefix.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .invalid }
        return check(token: parts[0], name: parts[1], now: now)
    }

    /// Takes the same time wherever the first difference is.
    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func safe(_ name: String) -> String {
        let bytes = name.utf8.prefix(maximumNameLength).map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                byte
            default:
                UInt8(ascii: "_")
            }
        }
        // A name of dots alone means a directory to somebody.
        let isNamed = bytes.contains { $0 != UInt8(ascii: ".") }
        return isNamed ? String(decoding: bytes, as: UTF8.self) : "file"
    }
}
