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

    /// Runs a program of `PATH` to its end. `output` is the path of a new file for what it prints; without one that goes
    /// where the tests' goes.
    package static func run(_ program: String, _ arguments: [String], output: String? = nil) throws {
        let command = [program] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        words.append(nil)
        defer { for word in words { free(word) } }
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        #else
        var actions = posix_spawn_file_actions_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let output {
            posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        }
        var child: pid_t = 0
        let code = posix_spawnp(&child, program, &actions, nil, words, environ)
        guard code == 0 else { throw Failure(command: command, status: code) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Failure(command: command, status: errno) }
        }
        guard status == 0 else { throw Failure(command: command, status: status) }
    }
}
