/// Where files are kept: pictures as they came in, videos as they were made. Files are named by what they hold.
///
/// A file is on disk, synced, before a call that returns its ``ContentHash`` returns: a row may name it at once.
package protocol ArtifactStore: Sendable {
    /// Starts a file whose bytes arrive piece by piece.
    func makeSink() async throws -> any ArtifactSink

    /// Takes over the file at `path` (it is moved away from there).
    func adopt(fileAt path: String) async throws -> StoredFile

    /// A path under which a child process can read the file; `nil` where it is gone.
    func localPath(of hash: ContentHash) async throws -> String?

    /// The size of the file in bytes; `nil` where it is gone.
    func size(of hash: ContentHash) async throws -> Int?

    /// Bytes `range` of the file, read in pieces; `nil` where it is gone.
    func read(_ hash: ContentHash, range: Range<Int>) async throws -> AsyncThrowingStream<[UInt8], any Error>?

    /// Makes the file count as new, because somebody is about to name it again; its size, or `nil` where it is gone.
    func renew(_ hash: ContentHash) async throws -> Int?

    /// Removes the file if it is still older than `age`: one that was stored or renewed meanwhile stays. Removing one that
    /// is gone is fine.
    func remove(_ hash: ContentHash, olderThan age: Duration) async throws

    /// Files that were finished before `age` ago, for the collection of what nothing refers to.
    func filesOlder(than age: Duration) async throws -> [ContentHash]
}

/// A file being written. Exactly one of ``finish()`` and ``discard()`` ends it.
package protocol ArtifactSink: Sendable {
    /// Appends a piece.
    func write(_ bytes: ByteRegion) async throws

    /// Syncs and names the file.
    func finish() async throws -> StoredFile

    /// Removes what was written so far.
    func discard() async
}

/// What a finished file is called and how large it is.
package struct StoredFile: Hashable, Sendable {
    package let hash: ContentHash
    /// Bytes.
    package let size: Int

    package init(hash: ContentHash, size: Int) {
        self.hash = hash
        self.size = size
    }
}
