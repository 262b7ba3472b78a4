import FilmgateDomain
import Synchronization

/// Keeps what is written to it.
final class MemorySink: ArtifactSink {
    struct Full: Error {}

    private let content = Mutex<[UInt8]>([])
    private let capacity: Int

    /// Fails once it would hold more than `capacity` bytes.
    init(capacity: Int = .max) {
        self.capacity = capacity
    }

    var bytes: [UInt8] { content.withLock { $0 } }

    func write(_ bytes: ByteRegion) async throws {
        try content.withLock { content in
            guard content.count + bytes.count <= capacity else { throw Full() }
            content += bytes.bytes
        }
    }

    func finish() async throws -> StoredFile {
        throw Full()
    }

    func discard() async {}
}
