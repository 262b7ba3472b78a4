#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// How many files and connections the process may hold open.
struct DescriptorLimit: Equatable {
    /// What it may hold at the moment.
    var soft: Int
    /// What it may ask for.
    var hard: Int

    #if canImport(Glibc)
    private static var number: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
    private static var number: Int32 { RLIMIT_NOFILE }
    #endif

    /// Beyond this nothing is gained, and some systems name no limit at all.
    private static let most = 1 << 20

    /// What holds now; `nil` where the system does not say.
    static var current: DescriptorLimit? {
        var limit = rlimit()
        guard getrlimit(number, &limit) == 0 else { return nil }
        return DescriptorLimit(soft: Int(clamping: limit.rlim_cur), hard: Int(clamping: limit.rlim_max))
    }

    /// Raises the soft limit as far as the system lets this process; what holds afterwards.
    static func raise() -> DescriptorLimit? {
        var limit = rlimit()
        guard getrlimit(number, &limit) == 0 else { return nil }
        var wanted = min(limit.rlim_max, rlim_t(most))
        #if canImport(Darwin)
        // The kernel refuses more than OPEN_MAX for a process, whatever the hard limit says.
        wanted = min(wanted, rlim_t(OPEN_MAX))
        #endif
        if wanted > limit.rlim_cur {
            limit.rlim_cur = wanted
            // Where it is refused, what held before goes on holding, and that is what is answered.
            _ = setrlimit(number, &limit)
        }
        return current
    }
}
