public import FilmgateDomain

/// Where a download goes.
public protocol DownloadSink: Sendable {
    /// Appends a piece. An error ends the download and is what the caller sees.
    func write(_ bytes: ByteRegion) async throws

    /// Forgets all that was written: the file comes from its start again.
    func restart() async throws
}

/// How far a download is.
public struct DownloadProgress: Sendable, Equatable {
    /// Bytes.
    public var received: Int
    /// Bytes of the whole file, where the server says.
    public var total: Int?

    public init(received: Int, total: Int?) {
        self.received = received
        self.total = total
    }
}

/// Which file of a task.
public enum TaskFile: Sendable, Equatable {
    case video
    case lastFrame
}
