#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

extension FileSystem {
    /// Gives a file that never changes a second name; on another file system, copies it, synced. `false` where `source` is gone.
    package static func share(_ source: String, as target: String) throws(FileError) -> Bool {
        if link(source, target) == 0 { return true }
        guard errno != ENOENT else { return false }
        // Other file systems, and those without hard links.
        return try copy(source, to: target)
    }

    /// Copies a file, synced, for its owner alone. `false` where `source` is gone.
    package static func copy(_ source: String, to target: String) throws(FileError) -> Bool {
        let file: OpenFile
        do throws(FileError) {
            file = try OpenFile.reading(source)
        } catch  where error.isMissing {
            return false
        }
        let fresh = try OpenFile.creating(target)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { piece.deallocate() }
        var done = 0
        while case let count = try file.read(at: done, into: piece), count > 0 {
            try fresh.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            done += count
        }
        try fresh.sync()
        return true
    }

    /// Makes `path` a directory for its owner alone; `false` where something is in it already.
    package static func makeEmptyDirectory(_ path: String) throws(FileError) -> Bool {
        if try makeDirectory(path) {
            try syncDirectory(parent(of: path))
            return true
        }
        guard try names(in: path).isEmpty else { return false }
        guard chmod(path, 0o700) == 0 else { throw .last(.touch) }
        return true
    }
}
