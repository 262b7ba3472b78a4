/// How much a download may take.
package struct FetchLimits: Hashable, Sendable {
    /// Bytes of the file.
    package var bytes: Int
    /// For finding the address, and again for connecting.
    package var connect: Duration
    /// Without a byte arriving.
    package var idle: Duration
    /// In all, redirects and resumptions included.
    package var total: Duration
    package var redirects: Int
    /// How often a download that broke off is taken up where it stopped, if the server can.
    package var resumptions: Int

    package init(
        bytes: Int,
        connect: Duration = .seconds(5),
        idle: Duration = .seconds(10),
        total: Duration = .seconds(30),
        redirects: Int = 3,
        resumptions: Int = 0
    ) {
        self.bytes = bytes
        self.connect = connect
        self.idle = idle
        self.total = total
        self.redirects = redirects
        self.resumptions = resumptions
    }

    /// A video that an upstream made: 1 GB, 10 minutes, taken up again up to five times.
    package static let video = FetchLimits(
        bytes: 1 << 30,
        idle: .seconds(30),
        total: .seconds(600),
        resumptions: 5
    )
}

/// What came of a download.
package struct FetchedFile: Hashable, Sendable {
    /// Bytes.
    package let size: Int
    /// As the server claims it.
    package let contentType: String?

    package init(size: Int, contentType: String?) {
        self.size = size
        self.contentType = contentType
    }
}
