#pragma once
// A call of Linux that Swift cannot import because it is variadic in C.
// It lives beside FreeType because the renderer is the only user of both.
#if defined(__linux__)
#include <signal.h>
#include <sys/prctl.h>

/// Asks the kernel to kill this process when the thread that started it ends. Returns 0 on success.
static inline int filmgate_die_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}
#else
static inline int filmgate_die_with_parent(void) {
    return 0;
}
#endif
