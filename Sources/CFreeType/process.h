#pragma once
// Two calls of Linux that Swift does not import: one is variadic in C, the other an extension of the library.
// They live beside FreeType because the renderer is the only user of both. No system header is included here: Swift
// would take its types for members of this module.
#if defined(__linux__)
extern int prctl(int option, ...);
extern int filmgate_add_close_from(void *actions, int lowest) __asm__("posix_spawn_file_actions_addclosefrom_np");

/// Asks the kernel to kill this process (9, SIGKILL) when the thread that started it ends (1, PR_SET_PDEATHSIG).
/// Returns 0 on success.
static inline int filmgate_die_with_parent(void) {
    return prctl(1, 9UL, 0UL, 0UL, 0UL);
}

/// Makes a program that is started with the `posix_spawn_file_actions_t` close every descriptor from a number upwards.
/// Returns 0 on success.
static inline int filmgate_close_from(void *actions, int lowest) {
    return filmgate_add_close_from(actions, lowest);
}
#else
static inline int filmgate_die_with_parent(void) {
    return 0;
}
#endif
