#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A call of the operating system on a file that failed.
///
/// The path is left out on purpose: the description may reach a log, and what failed is enough to act on.
package struct FileError: Error, Hashable, CustomStringConvertible {
    package enum Operation: String, Sendable {
        case open
        case read
        case write
        case sync
        case rename
        case remove
        case map
        case inspect
        case touch
        case makeDirectory = "make a directory for"
        case list
    }

    package let operation: Operation
    /// The system's `errno`.
    package let code: Int32

    package init(_ operation: Operation, code: Int32) {
        self.operation = operation
        self.code = code
    }

    /// The error of the call that failed just now on this thread.
    static func last(_ operation: Operation) -> FileError {
        FileError(operation, code: errno)
    }

    /// The file is shorter than it was when it was opened.
    static let endedEarly = FileError(.read, code: EIO)

    /// A file that was finished or discarded is written to once more.
    static let alreadyEnded = FileError(.write, code: EBADF)

    /// Whether there is no such file.
    package var isMissing: Bool { code == ENOENT }

    /// Whether a file cannot be moved because the target lies on another file system.
    var isOtherFileSystem: Bool { operation == .rename && code == EXDEV }

    package var description: String {
        "could not \(operation.rawValue) a file: \(String(cString: strerror(code))) (\(code))"
    }
}
