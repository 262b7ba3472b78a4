/// The SHA-256 of a file's bytes, in 64 lower-case hexadecimal digits: the file's only name in the artifact store.
public struct ContentHash: RawRepresentable, Hashable, Sendable, Codable {
    public let rawValue: String

    /// `nil` unless `rawValue` is 64 lower-case hexadecimal digits.
    public init?(rawValue: String) {
        guard
            rawValue.utf8.count == 64,
            rawValue.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        self.rawValue = rawValue
    }
}

/// A file that is kept: what it holds, how large it is, and what type it was found to be.
public struct Artifact: Hashable, Sendable, Codable {
    public let hash: ContentHash
    /// Bytes.
    public let size: Int
    /// Media type as read from the file's own header, for example `image/png`; never as a client claimed it.
    public let mediaType: String

    public init(hash: ContentHash, size: Int, mediaType: String) {
        self.hash = hash
        self.size = size
        self.mediaType = mediaType
    }
}
