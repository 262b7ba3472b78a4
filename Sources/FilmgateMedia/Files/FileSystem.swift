#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// What the file system says about a file.
package struct FileStatus: Hashable, Sendable {
    /// Bytes.
    package let size: Int
    package let isRegular: Bool
    package let isDirectory: Bool
    /// Permission bits, for example `0o600`.
    package let permissions: UInt32
    /// When it was last written or touched: whole seconds since 1970.
    package let modified: Int64

    init(_ raw: stat) {
        size = Int(raw.st_size)
        isRegular = raw.st_mode & S_IFMT == S_IFREG
        isDirectory = raw.st_mode & S_IFMT == S_IFDIR
        permissions = UInt32(raw.st_mode & 0o777)
        #if canImport(Darwin)
        modified = Int64(raw.st_mtimespec.tv_sec)
        #else
        modified = Int64(raw.st_mtim.tv_sec)
        #endif
    }
}

/// The few calls on paths that the stores need. Every call blocks its thread.
package enum FileSystem {
    /// `nil` where there is nothing at `path`; a symbolic link is described itself, not followed.
    package static func status(_ path: String) throws(FileError) -> FileStatus? {
        var raw = stat()
        guard lstat(path, &raw) != 0 else { return FileStatus(raw) }
        guard errno == ENOENT || errno == ENOTDIR else { throw .last(.inspect) }
        return nil
    }

    /// Makes one directory that only its owner can enter; `true` when it was not there before.
    package static func makeDirectory(_ path: String) throws(FileError) -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        let code = errno
        guard code == EEXIST, try status(path)?.isDirectory == true || isDirectory(followingLink: path) else {
            throw FileError(.makeDirectory, code: code)
        }
        return false
    }

    private static func isDirectory(followingLink path: String) -> Bool {
        var raw = stat()
        return stat(path, &raw) == 0 && raw.st_mode & S_IFMT == S_IFDIR
    }

    package static func syncDirectory(_ path: String) throws(FileError) {
        try OpenFile.directory(path).sync()
    }

    /// The directory that `path` lies in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Moves a file within one file system, replacing what is at `target`.
    package static func move(_ source: String, to target: String) throws(FileError) {
        guard rename(source, target) == 0 else { throw .last(.rename) }
    }

    /// Removes a file; one that is gone is fine.
    package static func remove(_ path: String) throws(FileError) {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw .last(.remove)
    }

    /// Makes the file's time "now"; `false` where there is no such file.
    package static func touch(_ path: String) throws(FileError) -> Bool {
        if utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW) == 0 { return true }
        guard errno == ENOENT else { throw .last(.touch) }
        return false
    }

    /// The names in a directory, without `.` and `..`; none where there is no such directory.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else {
            guard errno == ENOENT else { throw .last(.list) }
            return []
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// A file name that nobody else uses: 128 random bits in hexadecimal.
    package static func freshName() -> String {
        var generator = SystemRandomNumberGenerator()
        return Hex.string(
            (0..<2).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } }
        )
    }
}
