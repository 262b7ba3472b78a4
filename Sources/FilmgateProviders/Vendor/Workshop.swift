import FilmgateClient
package import FilmgateDomain
import FilmgateMedia

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A directory of our own for files that are on their way, and how files are written without holding anybody up.
package struct Workshop: Sendable {
    private let directory: String
    /// Runs what blocks on a thread for that.
    private let blocking: @Sendable (@escaping @Sendable () throws -> Void) async throws -> Void

    /// `directory` exists; `blocking` runs its argument to the end on a thread that may block.
    package init(
        directory: String,
        blocking: @escaping @Sendable (@escaping @Sendable () throws -> Void) async throws -> Void
    ) {
        self.directory = directory
        self.blocking = blocking
    }

    /// A place for a new file.
    func path(ending: String) -> String { "\(directory)/\(FileSystem.freshName()).\(ending)" }

    /// A new, empty file.
    func file(_ path: String) async throws -> WorkshopFile {
        WorkshopFile(file: try OpenFile.creating(path), blocking: blocking)
    }

    /// Removes the file, if it is there.
    func remove(_ path: String) {
        // What stays is in a directory that is emptied at start.
        try? FileSystem.remove(path)
    }

    func move(_ source: String, to target: String) throws(CollectionError) {
        do {
            try FileSystem.move(source, to: target)
        } catch {
            throw .interrupted("the file cannot be moved: \(error)")
        }
    }

    /// The first bytes of a file.
    func head(of path: String) -> [UInt8]? {
        guard let file = try? OpenFile.reading(path) else { return nil }
        var head = [UInt8](repeating: 0, count: 16)
        let count = head.withUnsafeMutableBytes { buffer in (try? file.read(at: 0, into: buffer)) ?? 0 }
        return Array(head.prefix(count))
    }
}

/// A file that a download is written into.
package final class WorkshopFile: DownloadSink, ArtifactSink {
    private let file: OpenFile
    private let blocking: @Sendable (@escaping @Sendable () throws -> Void) async throws -> Void

    init(file: OpenFile, blocking: @escaping @Sendable (@escaping @Sendable () throws -> Void) async throws -> Void) {
        self.file = file
        self.blocking = blocking
    }

    package func write(_ bytes: ByteRegion) async throws {
        try await blocking { [file] in
            try bytes.withUnsafeBytes { source in try file.write(source) }
        }
    }

    package func restart() async throws {
        try await blocking { [file] in
            guard ftruncate(file.descriptor, 0) == 0, lseek(file.descriptor, 0, SEEK_SET) == 0 else {
                throw NotEmptied(code: errno)
            }
        }
    }

    /// A file in the workshop has no name by its content: only the store that takes it over gives it one.
    package func finish() async throws -> StoredFile { throw HasNoHash() }

    package func discard() async {}

    private struct HasNoHash: Error {}

    private struct NotEmptied: Error {
        let code: Int32
    }
}
