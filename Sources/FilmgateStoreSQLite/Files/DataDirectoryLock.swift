import FilmgateDomain

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// The right to be the one engine of a data directory, held until ``release()``, until the value is gone, or until its
/// process has ended, however that ended.
package final class DataDirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock; the directory is made where there is none.
    ///
    /// - Throws: ``StoreError/locked(path:)`` where another engine has it.
    package init(directory: String) throws {
        try Files.makeDirectory(directory)
        let path = directory + "/lock"
        descriptor = try Files.openPrivate(path)
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            throw code == EWOULDBLOCK ? StoreError.locked(path: path) : SystemFailure("flock", path, code: code)
        }
    }

    /// Gives the directory free. A child process that was forked meanwhile may still hold a copy of the descriptor:
    /// closing ours alone would leave the lock with it.
    package func release() {
        _ = flock(descriptor, LOCK_UN)
    }

    deinit {
        release()
        close(descriptor)
    }
}
