internal import Crypto
internal import FilmgateDomain
internal import Synchronization

/// A file on its way into a ``DirectoryArtifactStore``, hashed as it is written.
///
/// Pieces are written in the order of the calls, one call at a time. A sink that is forgotten removes its file.
final class DirectoryArtifactSink: ArtifactSink {
    private struct Progress {
        var hasher = SHA256()
        var size = 0
        /// `nil` once the file is finished, discarded or spoiled by a failed write.
        var file: OpenFile?
    }

    private let layout: ArtifactLayout
    private let calls: BlockingCalls
    private let path: String
    // Locked on the blocking threads alone, so a slow disk never holds up the cooperative pool.
    private let progress: Mutex<Progress>

    init(_ layout: ArtifactLayout, _ calls: BlockingCalls) throws(FileError) {
        self.layout = layout
        self.calls = calls
        path = layout.freshIncomingPath()
        progress = Mutex(Progress(file: try OpenFile.creating(path)))
    }

    deinit {
        // Nobody can be told of a failure here; the next start removes what is left.
        if progress.withLock({ $0.file != nil }) { try? FileSystem.remove(path) }
    }

    func write(_ bytes: ByteRegion) async throws {
        try await calls.run { try self.append(bytes) }
    }

    func finish() async throws -> StoredFile {
        try await calls.run { try self.publish() }
    }

    func discard() async {
        // A file that cannot be removed now is removed at the next start.
        try? await calls.run { try self.abandon() }
    }

    private func append(_ bytes: ByteRegion) throws(FileError) {
        try progress.withLock { (progress) throws(FileError) in
            guard let file = progress.file else { throw .alreadyEnded }
            do throws(FileError) {
                try bytes.withUnsafeBytes { (buffer) throws(FileError) in try file.write(buffer) }
            } catch {
                // Part of the piece may have been written: the file must never be finished.
                progress.file = nil
                try? FileSystem.remove(path)
                throw error
            }
            bytes.withUnsafeBytes { progress.hasher.update(bufferPointer: $0) }
            progress.size += bytes.count
        }
    }

    private func publish() throws(FileError) -> StoredFile {
        try progress.withLock { (progress) throws(FileError) in
            guard let file = progress.file else { throw .alreadyEnded }
            try file.sync()
            let stored = StoredFile(hash: ContentHash(progress.hasher.finalize()), size: progress.size)
            try layout.publish(path, as: stored)
            progress.file = nil
            return stored
        }
    }

    private func abandon() throws(FileError) {
        try progress.withLock { (progress) throws(FileError) in
            guard progress.file != nil else { return }
            progress.file = nil
            try FileSystem.remove(path)
        }
    }
}
