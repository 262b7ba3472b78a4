package import FilmgateDomain

/// Keeps files in a directory, each under its SHA-256: `ab/abcdef…`, the first two digits being a directory.
///
/// A file and every directory entry on its way are synced before its hash is returned. What was begun and never
/// finished lies in `incoming/` and is removed when the store is opened. Files are 0600, directories 0700.
package struct DirectoryArtifactStore: ArtifactStore {
    /// Bytes that are read from a file at a time.
    static let pieceSize = 128 * 1024

    private let layout: ArtifactLayout
    private let calls: BlockingCalls
    /// Seconds since 1970, compared with the files' own times.
    private let now: @Sendable () -> Int64

    /// Opens the store at `root`, which is made if need be (its parent must exist). `now` is the wall clock, in seconds
    /// since 1970.
    package static func open(
        at root: String,
        calls: BlockingCalls,
        now: @escaping @Sendable () -> Int64
    ) async throws -> DirectoryArtifactStore {
        let layout = ArtifactLayout(root: root)
        try await calls.run { try layout.prepare() }
        return DirectoryArtifactStore(layout: layout, calls: calls, now: now)
    }

    package func makeSink() async throws -> any ArtifactSink {
        try await calls.run { [layout, calls] in try DirectoryArtifactSink(layout, calls) }
    }

    package func adopt(fileAt path: String) async throws -> StoredFile {
        try await calls.run { [layout] in try layout.adopt(path) }
    }

    package func localPath(of hash: ContentHash) async throws -> String? {
        try await calls.run { [layout] in
            let path = layout.path(of: hash)
            return try FileSystem.status(path) == nil ? nil : path
        }
    }

    package func size(of hash: ContentHash) async throws -> Int? {
        try await calls.run { [layout] in try FileSystem.status(layout.path(of: hash))?.size }
    }

    /// A piece is read when it is asked for: a slow reader costs one open file and no memory.
    package func read(
        _ hash: ContentHash,
        range: Range<Int>
    ) async throws -> AsyncThrowingStream<[UInt8], any Error>? {
        let opened = try await calls.run { [layout] () -> ArtifactReading? in
            do throws(FileError) {
                return try ArtifactReading(OpenFile.reading(layout.path(of: hash)), range: range)
            } catch  where error.isMissing {
                return nil
            }
        }
        guard let opened else { return nil }
        return AsyncThrowingStream { [calls] in
            try await calls.run { try opened.next() }
        }
    }

    package func renew(_ hash: ContentHash) async throws -> Int? {
        try await calls.run { [layout] in try layout.renew(hash) }
    }

    package func remove(_ hash: ContentHash, olderThan age: Duration) async throws {
        let limit = now() - age.components.seconds
        try await calls.run { [layout] in try layout.remove(hash, notModifiedAfter: limit) }
    }

    package func filesOlder(than age: Duration) async throws -> [ContentHash] {
        let limit = now() - age.components.seconds
        return try await calls.run { [layout] in try layout.files(notModifiedAfter: limit) }
    }
}
