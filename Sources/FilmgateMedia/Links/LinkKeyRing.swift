internal import Crypto

/// How long keys sign and links live, in seconds.
package struct LinkSchedule: Hashable, Sendable {
    /// A key signs for this long.
    package let rotation: Int64
    /// No link lives longer.
    package let maximumLifetime: Int64

    package init(rotation: Int64, maximumLifetime: Int64) {
        self.rotation = rotation
        self.maximumLifetime = maximumLifetime
    }

    /// A new key every 30 days, for links of up to 30 days.
    package static let standard = LinkSchedule(rotation: 30 * 86_400, maximumLifetime: 30 * 86_400)
}

/// A secret that signs links.
struct LinkKey: Sendable {
    struct ID: RawRepresentable, Hashable, Sendable {
        let rawValue: UInt32
    }

    let id: ID
    let secret: SymmetricKey
    /// Seconds since 1970.
    let created: Int64
    /// The code as it is before any data, so that the key is worked in once and not for every link.
    private let begun: HMAC<SHA256>

    init(id: ID, secret: SymmetricKey, created: Int64) {
        self.id = id
        self.secret = secret
        self.created = created
        begun = HMAC(key: secret)
    }

    /// The proof of a token: the first bytes of an HMAC over its fields and the name.
    func tag(over fields: [UInt8], name: String) -> [UInt8] {
        var code = begun
        // The fields have a fixed length, so the two cannot run into each other.
        code.update(data: fields + name.utf8)
        return code.finalize().withUnsafeBytes { Array($0.prefix(LinkToken.tagLength)) }
    }
}

/// The key that signs, and those before it that still prove links which live.
struct LinkKeyRing: Sendable {
    /// The newest first.
    private(set) var keys: [LinkKey]
    let schedule: LinkSchedule

    init(keys: [LinkKey], schedule: LinkSchedule) {
        self.keys = keys.sorted { $0.created > $1.created }
        self.schedule = schedule
    }

    /// The key that signs. A ring that was rotated once has one.
    var current: LinkKey {
        guard let first = keys.first else { preconditionFailure("a ring is rotated before it is used") }
        return first
    }

    func key(_ id: LinkKey.ID) -> LinkKey? {
        keys.first { $0.id == id }
    }

    /// Adds a key if there is none or the newest has signed long enough, and drops those that no living link needs.
    mutating func rotateIfDue(now: Int64) -> Bool {
        if let newest = keys.first, now < newest.created + schedule.rotation { return false }
        var kept: [LinkKey] = []
        // A key's successor says when it stopped signing; the newest stops now.
        var stopped = now
        for key in keys {
            if now < stopped + schedule.maximumLifetime { kept.append(key) }
            stopped = key.created
        }
        var id = LinkKey.ID(rawValue: .random(in: 1...UInt32.max))
        while kept.contains(where: { $0.id == id }) { id = LinkKey.ID(rawValue: .random(in: 1...UInt32.max)) }
        keys = [LinkKey(id: id, secret: SymmetricKey(size: .bits256), created: now)] + kept
        return true
    }
}
