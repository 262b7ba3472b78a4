#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The natural logarithm of width over height.
func logarithm(_ width: Int, _ height: Int) -> Double {
    log(Double(max(width, 1)) / Double(max(height, 1)))
}
