import Synchronization

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Who may kill the child, and when: a process id is only a name while the process has not been reaped.
///
/// The lock is held over the kill and over the reaping, which both return at once, so that a signal can never reach a
/// stranger that was given the same number.
final class ChildControl: Sendable {
    private enum State {
        case waiting
        case running(pid_t)
        case ended
    }

    private struct Content {
        var state = State.waiting
        var cancelled = false
    }

    private let content = Mutex(Content())

    /// Whether ``cancel()`` was called before the child had ended.
    var isCancelled: Bool { content.withLock { $0.cancelled } }

    /// Kills the child's whole group if it runs, and keeps it from starting if it does not run yet.
    func cancel() {
        content.withLock { content in
            if case .ended = content.state { return }
            content.cancelled = true
            kill(&content)
        }
    }

    /// Kills the child's whole group.
    func kill() {
        content.withLock { kill(&$0) }
    }

    /// Starts the child unless the run is cancelled already.
    func start(_ body: () throws(RenderFault) -> pid_t) throws(RenderFault) -> pid_t? {
        try content.withLock { content throws(RenderFault) -> pid_t? in
            guard !content.cancelled else {
                content.state = .ended
                return nil
            }
            let pid = try body()
            content.state = .running(pid)
            return pid
        }
    }

    /// Reaps the child if it has exited, together with what is left of its group; its status, nil while it runs.
    func reap() -> Int32? {
        content.withLock { content in
            guard case .running(let pid) = content.state else { return -1 }
            var information = siginfo_t()
            guard waitid(P_PID, id_t(pid), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else {
                guard errno == EINTR else {
                    content.state = .ended
                    return -1
                }
                return nil
            }
            #if canImport(Darwin)
            guard information.si_pid != 0 else { return nil }
            #else
            guard information._sifields._kill.si_pid != 0 else { return nil }
            #endif
            // The leader is a zombie, so the group's number is still ours: end whatever outlived it.
            kill(&content)
            let status = ChildProcess.wait(for: pid)
            // As process 1 of a container we inherit the orphaned encoder too. It is killed, so this does not last.
            while waitpid(-pid, nil, 0) > 0 {}
            content.state = .ended
            return status
        }
    }

    private func kill(_ content: inout Content) {
        guard case .running(let pid) = content.state else { return }
        #if canImport(Darwin)
        _ = Darwin.kill(-pid, SIGKILL)
        #else
        _ = Glibc.kill(-pid, SIGKILL)
        #endif
    }
}
