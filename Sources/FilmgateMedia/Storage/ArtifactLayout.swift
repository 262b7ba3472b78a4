internal import Crypto
internal import FilmgateDomain
internal import Synchronization

/// Where the files of a ``DirectoryArtifactStore`` lie, and the steps that put one there safely. Every call blocks.
struct ArtifactLayout {
    let root: String
    /// Held while a file that is there is renewed or removed, so that the two never cross.
    private let ages = AgeLock()

    init(root: String) {
        self.root = root
    }

    private var incoming: String { root + "/incoming" }

    func path(of hash: ContentHash) -> String {
        shard(of: hash) + "/" + hash.rawValue
    }

    private func shard(of hash: ContentHash) -> String {
        root + "/" + hash.rawValue.prefix(2)
    }

    /// Makes the directories and removes what an earlier run left unfinished.
    func prepare() throws(FileError) {
        if try FileSystem.makeDirectory(root) { try FileSystem.syncDirectory(FileSystem.parent(of: root)) }
        if try FileSystem.makeDirectory(incoming) { try FileSystem.syncDirectory(root) }
        for name in try FileSystem.names(in: incoming) {
            try FileSystem.remove(incoming + "/" + name)
        }
    }

    func freshIncomingPath() -> String {
        incoming + "/" + FileSystem.freshName()
    }

    /// Gives the synced file at `source` its name. A file that is there already is kept and counts as new from now on,
    /// so that the collection of old files does not take what was just stored again.
    func publish(_ source: String, as file: StoredFile) throws(FileError) {
        let directory = shard(of: file.hash)
        if try FileSystem.makeDirectory(directory) { try FileSystem.syncDirectory(root) }
        let target = path(of: file.hash)
        if try renew(file.hash) == file.size {
            try FileSystem.remove(source)
        } else {
            try FileSystem.move(source, to: target)
            // A moved file keeps its own time, which may be long ago.
            _ = try FileSystem.touch(target)
        }
        // Also for a file that was there: whoever put it there may not have synced its name yet.
        try FileSystem.syncDirectory(directory)
    }

    /// Makes the file count as new; its size, or `nil` where it is gone.
    func renew(_ hash: ContentHash) throws(FileError) -> Int? {
        try ages.hold { () throws(FileError) in
            let target = path(of: hash)
            guard let size = try FileSystem.status(target)?.size, try FileSystem.touch(target) else { return nil }
            return size
        }
    }

    /// Removes the file unless it was renewed after `limit`, in seconds since 1970.
    func remove(_ hash: ContentHash, notModifiedAfter limit: Int64) throws(FileError) {
        try ages.hold { () throws(FileError) in
            let target = path(of: hash)
            guard let status = try FileSystem.status(target), status.modified <= limit else { return }
            try FileSystem.remove(target)
        }
    }

    /// Moves the file at `path` into the store; across file systems, copies it.
    func adopt(_ path: String) throws(FileError) -> StoredFile {
        let source = try OpenFile.reading(path)
        try source.makePrivate()
        let stored = try Self.hash(source, copyingTo: nil)
        try source.sync()
        do throws(FileError) {
            try publish(path, as: stored)
            return stored
        } catch  where error.isOtherFileSystem {
            return try copy(source, from: path)
        }
    }

    private func copy(_ source: OpenFile, from path: String) throws(FileError) -> StoredFile {
        let temporary = freshIncomingPath()
        let target = try OpenFile.creating(temporary)
        do throws(FileError) {
            // Hashed again on the way, so that the name is right even if the file changed meanwhile.
            let stored = try Self.hash(source, copyingTo: target)
            try target.sync()
            try publish(temporary, as: stored)
            try FileSystem.remove(path)
            return stored
        } catch {
            // The first error is the one to report; a leftover goes at the next start.
            try? FileSystem.remove(temporary)
            throw error
        }
    }

    private static func hash(_ file: OpenFile, copyingTo target: OpenFile?) throws(FileError) -> StoredFile {
        var hasher = SHA256()
        var size = 0
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = try file.read(at: size, into: piece)
            guard count > 0 else { break }
            let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
            hasher.update(bufferPointer: bytes)
            try target?.write(bytes)
            size += count
        }
        return StoredFile(hash: ContentHash(hasher.finalize()), size: size)
    }

    func files(notModifiedAfter limit: Int64) throws(FileError) -> [ContentHash] {
        var hashes: [ContentHash] = []
        for shard in try FileSystem.names(in: root) where shard.utf8.count == 2 {
            for name in try FileSystem.names(in: root + "/" + shard) {
                guard
                    let hash = ContentHash(rawValue: name),
                    let status = try FileSystem.status(path(of: hash)),
                    status.modified <= limit
                else { continue }
                hashes.append(hash)
            }
        }
        return hashes
    }
}

extension ContentHash {
    init(_ digest: SHA256Digest) {
        guard let hash = ContentHash(rawValue: Hex.string(digest)) else {
            preconditionFailure("a SHA-256 digest always has 64 hexadecimal digits")
        }
        self = hash
    }
}

/// A lock that a value can carry.
private final class AgeLock: Sendable {
    private let mutex = Mutex(())

    func hold<Value: Sendable>(_ body: () throws(FileError) -> Value) throws(FileError) -> Value {
        try mutex.withLock { (_) throws(FileError) in try body() }
    }
}
