#pragma once
// Two calls of Linux that Swift does not import: one is variadic in C, the other an extension of the library.
// They live beside FreeType because the renderer is the only user of both.
#if defined(__linux__)
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>

/// Asks the kernel to kill this process when the thread that started it ends. Returns 0 on success.
static inline int filmgate_die_with_parent(void) {
    return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);

/// Makes a started program close every descriptor from a number upwards. Returns 0 on success.
static inline int filmgate_close_from(posix_spawn_file_actions_t *actions, int lowest) {
    return posix_spawn_file_actions_addclosefrom_np(actions, lowest);
}
#else
static inline int filmgate_die_with_parent(void) {
    return 0;
}
#endif
