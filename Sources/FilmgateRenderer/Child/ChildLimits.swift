import CFreeType

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What a render child takes away from itself before it touches anything of a user; the encoder inherits it.
enum ChildLimits {
    /// Address space in bytes: several times what a 4K render maps, far below what hurts a machine.
    private static let memory: UInt64 = 4 << 30
    /// Processor seconds: ten minutes, for 30 s of 1080p several times over.
    private static let processor: UInt64 = 600
    /// Bytes in one file.
    private static let file: UInt64 = 1 << 30
    private static let descriptors: UInt64 = 64

    /// Applies all limits and ties the child's life to its parent's.
    static func apply() {
        _ = setpgid(0, 0)
        _ = filmgate_die_with_parent()
        // A broken pipe is a result of `write`, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        _ = nice(10)
        // Sanitizers map terabytes that they never touch.
        if !isSanitized { set(RLIMIT_AS, memory) }
        set(RLIMIT_CPU, processor)
        set(RLIMIT_FSIZE, file)
        set(RLIMIT_NOFILE, descriptors)
        set(RLIMIT_CORE, 0)
    }

    private static var isSanitized: Bool {
        ["__asan_init", "__tsan_init"].contains { (name: String) in dlsym(dlopen(nil, RTLD_NOW), name) != nil }
    }

    #if canImport(Darwin)
    private static func set(_ resource: Int32, _ value: UInt64) { lower(resource, value) }
    private static func lower(_ resource: Int32, _ value: UInt64) {
        var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
        _ = setrlimit(resource, &limit)
    }
    #else
    private static func set(_ resource: __rlimit_resource, _ value: UInt64) {
        var current = rlimit()
        let number = __rlimit_resource_t(resource.rawValue)
        guard getrlimit(number, &current) == 0 else { return }
        let least = min(rlim_t(value), current.rlim_max)
        var limit = rlimit(rlim_cur: least, rlim_max: least)
        _ = setrlimit(number, &limit)
    }
    #endif
}
