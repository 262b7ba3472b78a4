package import FilmgateDomain
package import NIOCore

/// Why a body was not taken.
package enum BodySpoolError: Error, Hashable {
    /// The body is longer than `limit` bytes; what follows need not be read.
    case tooLarge(limit: Int)
    case unwritable(FileError)
    /// The threads that write have been shut down.
    case stopped
}

/// How bodies are taken in: how long they may be, and what of them stays in memory.
package struct BodySpooling: Sendable {
    /// Bytes of one body that are kept in memory; a longer one is written to disk.
    package static let memoryShare = 1024 * 1024

    /// Where longer bodies go. Their files have no name there and are gone when the process ends, however it ends.
    package let directory: String
    package let budget: MemoryBudget
    package let calls: BlockingCalls

    package init(directory: String, budget: MemoryBudget, calls: BlockingCalls) {
        self.directory = directory
        self.budget = budget
        self.calls = calls
    }

    /// Begins a body of at most `limit` bytes.
    package func begin(limit: Int) -> BodySpool {
        BodySpool(self, limit: limit)
    }
}

/// A body that is coming in piece by piece, in memory at first and on disk once it is long or memory is short.
package struct BodySpool: ~Copyable {
    /// Pieces are gathered to this many bytes before they are written.
    private static let writeSize = 256 * 1024

    private let spooling: BodySpooling
    private let limit: Int
    private var length = 0
    /// What is not on disk; the whole body as long as `file` is `nil`.
    private var gathered = ByteBuffer()
    private var file: OpenFile?
    /// The share of memory that `gathered` uses while the body is in memory; small bodies take it in few steps.
    private var lease: MemoryLease?
    private var leased = 0

    fileprivate init(_ spooling: BodySpooling, limit: Int) {
        self.spooling = spooling
        self.limit = limit
    }

    /// Takes the next piece.
    package mutating func append(_ piece: ByteBuffer) async throws(BodySpoolError) {
        guard piece.readableBytes <= limit - length else { throw .tooLarge(limit: limit) }
        length += piece.readableBytes
        if file == nil, !hasMemory() {
            file = try await blocking { [spooling] in try Self.makeFile(in: spooling.directory) }
        }
        gathered.writeImmutableBuffer(piece)
        if file != nil {
            // What is left in memory is bounded from here on, so the share goes to others.
            if gathered.readableBytes >= Self.writeSize || lease != nil { try await flush() }
            lease = nil
        }
    }

    /// The whole body. Its memory or mapping lasts as long as the region does.
    package consuming func finish() async throws(BodySpoolError) -> SpooledBody {
        guard let file else {
            let region = gathered.withUnsafeReadableBytes { source in
                OwnedBytes(capacity: source.count, lease: lease) { buffer in
                    buffer.copyMemory(from: source)
                    return source.count
                }
            }
            return SpooledBody(region: ByteRegion(region), mapping: nil)
        }
        try await flush()
        let mapping = try await blocking { try MappedFile(file) }
        return SpooledBody(region: ByteRegion(mapping), mapping: mapping)
    }

    /// Whether the body may stay in memory, now that it has `length` bytes.
    private mutating func hasMemory() -> Bool {
        guard length <= BodySpooling.memoryShare else { return false }
        guard length > leased else { return true }
        // Doubling, so that a body that comes in thousands of pieces asks a few times only.
        let target = min(max(length, 2 * leased, 4096), BodySpooling.memoryShare)
        let isGranted: Bool
        if let lease {
            isGranted = lease.tryGrow(by: target - leased)
        } else {
            lease = spooling.budget.tryAcquire(target)
            isGranted = lease != nil
        }
        if isGranted { leased = target }
        return isGranted
    }

    private mutating func flush() async throws(BodySpoolError) {
        guard let file, gathered.readableBytes > 0 else { return }
        let bytes = gathered
        try await blocking { try bytes.withUnsafeReadableBytes { try file.write($0) } }
        gathered = ByteBuffer()
    }

    private borrowing func blocking<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws(BodySpoolError) -> Value {
        do {
            return try await spooling.calls.run(body)
        } catch let error as FileError {
            throw .unwritable(error)
        } catch {
            throw .stopped
        }
    }

    private static func makeFile(in directory: String) throws(FileError) -> OpenFile {
        let path = directory + "/" + FileSystem.freshName()
        let file = try OpenFile.creating(path)
        try FileSystem.remove(path)
        return file
    }
}

/// A body that has come in whole.
package struct SpooledBody: Sendable {
    package let region: ByteRegion
    /// Set where the body is on disk: what has been dealt with can be told, and leaves memory.
    package let mapping: MappedFile?
}
