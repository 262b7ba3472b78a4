#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Programs that tests make their files with. Foundation's `Process` walks the descriptors of the whole process while it
/// starts a child, which crashes now and then where other tests open and close theirs.
package enum Tool {
    package struct Failure: Error {
        package var command: [String]
        package var status: Int32
    }

    /// Runs a program of `PATH` to its end, its output going nowhere.
    package static func run(_ program: String, _ arguments: [String]) throws {
        let command = [program] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, program, nil, nil, words, environ)
        guard code == 0 else { throw Failure(command: command, status: code) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(command: command, status: errno) }
        }
        guard status == 0 else { throw Failure(command: command, status: status) }
    }
}
