package import FilmgateDomain

/// A picture of a video that is made from it.
package enum VideoStill: UInt8, Hashable, Sendable, CaseIterable {
    // The codes are part of every link that is out.
    case poster = 200
    case sheet = 201
}

/// What a link leads to.
package struct LinkTarget: Hashable, Sendable {
    package let hash: ContentHash
    /// Where the link leads to a picture of the video and not to the file itself.
    package let still: VideoStill?
    /// Media type that the file is served as.
    package let mediaType: String
    /// The last part of the link's path, which is the file's name when it is saved.
    package let name: String
    /// Seconds since 1970; from then on the link is dead.
    package let expires: Int64

    package init(
        hash: ContentHash,
        still: VideoStill? = nil,
        mediaType: String,
        name: String,
        expires: Int64
    ) {
        self.hash = hash
        self.still = still
        self.mediaType = mediaType
        self.name = name
        self.expires = expires
    }
}

/// What a link turned out to be.
package enum LinkCheck: Hashable, Sendable {
    case valid(LinkTarget)
    /// It was ours once. Also said of a link whose key is gone.
    case expired
    /// It was not made here, or somebody has changed it.
    case invalid
}

/// The part of a link that carries and proves everything: fixed fields, then a tag over them and the name.
struct LinkToken {
    private static let version: UInt8 = 1
    /// Version, key, expiry, media type, hash.
    private static let fieldsLength = 1 + 4 + 8 + 1 + 32
    static let tagLength = 16

    /// Types by code. Codes are part of every link that is out: only ever add at the end.
    private static let mediaTypes = [
        "application/octet-stream", "video/mp4", "video/quicktime", "image/png", "image/jpeg", "image/webp",
        "image/gif", "image/bmp", "image/tiff", "image/heic", "image/heif",
    ]

    let key: LinkKey.ID
    let expires: Int64
    let mediaType: String
    let hash: ContentHash
    let still: VideoStill?

    /// The bytes that are signed, before the name.
    var fields: [UInt8] {
        var bytes = [Self.version]
        bytes.reserveCapacity(Self.fieldsLength + Self.tagLength)
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: key.rawValue >> UInt32(shift)))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: expires >> Int64(shift)))
        }
        bytes.append(still?.rawValue ?? UInt8(Self.mediaTypes.firstIndex(of: mediaType) ?? 0))
        bytes.append(contentsOf: Hex.bytes(hash.rawValue) ?? [])
        return bytes
    }

    /// Takes a token apart, without judging it; `nil` where it cannot be one of ours.
    static func parse(_ text: some StringProtocol) -> (token: LinkToken, fields: [UInt8], tag: [UInt8])? {
        guard
            let bytes = Base64URL.decode(text, count: fieldsLength + tagLength),
            bytes[0] == version,
            let hash = ContentHash(rawValue: Hex.string(bytes[14..<fieldsLength]))
        else { return nil }
        let still = VideoStill(rawValue: bytes[13])
        let code = Int(bytes[13])
        guard still != nil || mediaTypes.indices.contains(code) else { return nil }
        let token = LinkToken(
            key: LinkKey.ID(rawValue: UInt32(bytes.number(at: 1, width: 4))),
            expires: Int64(bitPattern: bytes[5..<13].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }),
            mediaType: still == nil ? mediaTypes[code] : "image/jpeg",
            hash: hash,
            still: still
        )
        return (token, Array(bytes[..<fieldsLength]), Array(bytes[fieldsLength...]))
    }
}
