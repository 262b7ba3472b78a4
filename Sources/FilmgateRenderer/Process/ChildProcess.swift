import CFreeType

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Starting a program with chosen descriptors and nothing else: no inherited files, signals or environment.
///
/// `posix_spawn` by hand, because the renderer needs a process group per child, an exact set of descriptors beyond the
/// standard three, and the starting *thread* to outlive the child (`PR_SET_PDEATHSIG` counts the thread, not the
/// process, as the parent).
enum ChildProcess {
    /// The variables that a child keeps. Secrets of the server live in the environment, so this is a list of the few.
    static let inheritedVariables = [
        "PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "LANG", "LC_ALL", "LLVM_PROFILE_FILE",
    ]

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that is looked up in `PATH`.
    ///   - arguments: without the program's own name.
    ///   - descriptors: which of our descriptors the child sees under which number; ours must be above 9.
    ///   - ownGroup: whether the child leads a new process group.
    /// - Returns: the process id.
    /// - Throws: ``RenderFault`` when the program cannot be started.
    static func start(
        _ program: String,
        _ arguments: [String],
        descriptors: [(ours: Int32, theirs: Int32)],
        ownGroup: Bool
    ) throws(RenderFault) -> pid_t {
        #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        guard posix_spawn_file_actions_init(&actions) == 0 else {
            throw RenderFault(code: .system, message: "out of memory")
        }
        defer { posix_spawn_file_actions_destroy(&actions) }
        guard posix_spawnattr_init(&attributes) == 0 else {
            throw RenderFault(code: .system, message: "out of memory")
        }
        defer { posix_spawnattr_destroy(&attributes) }

        var highest: Int32 = 2
        for (ours, theirs) in descriptors {
            posix_spawn_file_actions_adddup2(&actions, ours, theirs)
            highest = max(highest, theirs)
        }
        for standard in Int32(0)...2 where !descriptors.contains(where: { $0.theirs == standard }) {
            if standard == 2 { continue }
            posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
        }
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        #if canImport(Darwin)
        flags |= POSIX_SPAWN_CLOEXEC_DEFAULT
        posix_spawn_file_actions_addinherit_np(&actions, 2)
        #else
        filmgate_close_from(&actions, highest + 1)
        #endif
        if ownGroup {
            flags |= POSIX_SPAWN_SETPGROUP
            posix_spawnattr_setpgroup(&attributes, 0)
        }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var pid: pid_t = 0
        let environment = inheritedVariables.compactMap { name in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        let status = withStrings([program] + arguments) { argv in
            withStrings(environment) { envp in
                posix_spawnp(&pid, program, &actions, &attributes, argv, envp)
            }
        }
        guard status == 0 else {
            throw RenderFault(code: .system, message: "cannot start \(program): \(String(cString: strerror(status)))")
        }
        return pid
    }

    /// Waits for the child and gives its status as a shell would: 128 plus the number of a fatal signal.
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return shellStatus(status)
    }

    /// A wait status as a shell shows it.
    static func shellStatus(_ status: Int32) -> Int32 {
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }

    private static func withStrings<Result>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the array holds at least the closing nil") }
            return body(base)
        }
    }
}
