#if canImport(Glibc)
import Glibc

/// Writing to a pipe whose reader has died, in a process whose signals belong to others.
enum SignalMask {
    /// Runs `body` with `SIGPIPE` blocked in this thread, and takes away the one that it may have caused.
    static func withoutBrokenPipe(_ body: () -> Int) -> Int {
        var broken = sigset_t()
        var before = sigset_t()
        sigemptyset(&broken)
        sigaddset(&broken, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &broken, &before)
        let result = body()
        let reason = errno
        if result < 0, reason == EPIPE, sigismember(&before, SIGPIPE) == 0 {
            var none = timespec()
            sigtimedwait(&broken, nil, &none)
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        errno = reason
        return result
    }
}
#endif
