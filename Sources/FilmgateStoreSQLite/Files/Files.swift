#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A call to the operating system that failed.
package struct SystemFailure: Error, Sendable, Equatable, CustomStringConvertible {
    package let call: String
    package let path: String
    /// The value of `errno`.
    package let code: Int32

    /// What the last call said.
    init(_ call: String, _ path: String, code: Int32 = errno) {
        self.call = call
        self.path = path
        self.code = code
    }

    package var description: String { "\(call) \(path): \(strerror(code).map { String(cString: $0) } ?? "\(code)")" }
}

/// The few calls on files that a store makes beside SQLite.
enum Files {
    /// Makes a directory that only its owner can enter, unless there is one.
    static func makeDirectory(_ path: String) throws {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw SystemFailure("mkdir", path)
    }

    /// Makes an empty file that only its owner can read; one that is there stays as it is, unopened: to close a file
    /// that SQLite holds open in this process would drop its locks.
    static func createPrivate(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw SystemFailure("open", path) }
            return
        }
        close(descriptor)
    }

    /// Returns when the file, or the names in the directory, would survive a power cut.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open", path) }
        defer { close(descriptor) }
        #if canImport(Darwin)
        // On macOS fsync stops at the drive's cache.
        if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(descriptor) == 0 else { throw SystemFailure("fsync", path) }
    }

    /// Removes a file; one that is gone is fine.
    static func remove(_ path: String) throws {
        guard unlink(path) != 0, errno != ENOENT else { return }
        throw SystemFailure("unlink", path)
    }

    /// Opens or makes a file that only its owner can read, for a lock or a mapping.
    static func openPrivate(_ path: String) throws -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open", path) }
        return descriptor
    }
}
