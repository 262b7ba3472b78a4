import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A number in a mapped file that tells every process at once that keys or projects have changed.
///
/// It is odd while a change is under way and grows with each. A change is made under the file's lock: odd, commit,
/// even, and only then does the caller learn that it is done. Whoever remembers a row together with an even number
/// read *before* the row was, may use the row as long as the number is the same: a change that was reported since
/// would have moved it. A process that dies in between leaves it odd, and then nobody remembers anything until the
/// next change; a power cut that takes the number back takes the memories with it.
final class AccountEpoch: Sendable {
    private let descriptor: Int32
    private let mapping: UInt

    private static let size = MemoryLayout<UInt64>.size

    init(path: String) throws {
        descriptor = try Files.openPrivate(path)
        do {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw SystemFailure("fstat", path) }
            // Growing a file that another process grows as well leaves the same eight bytes.
            if status.st_size < AccountEpoch.size, ftruncate(descriptor, off_t(AccountEpoch.size)) != 0 {
                throw SystemFailure("ftruncate", path)
            }
            let flags = MAP_SHARED
            guard
                let address = mmap(nil, AccountEpoch.size, PROT_READ | PROT_WRITE, flags, descriptor, 0),
                address != MAP_FAILED
            else { throw SystemFailure("mmap", path) }
            mapping = UInt(bitPattern: address)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(bitPattern: mapping), AccountEpoch.size)
        close(descriptor)
    }

    /// An `Atomic` of eight bytes is laid out as those bytes and may stand at any address that is aligned for it; the
    /// mapping is a page that stays until `deinit`.
    private func withNumber<Value>(_ body: (borrowing Atomic<UInt64>) -> Value) -> Value {
        guard let address = UnsafeMutableRawPointer(bitPattern: mapping) else {
            preconditionFailure("mmap never answers the null address")
        }
        return body(address.assumingMemoryBound(to: Atomic<UInt64>.self).pointee)
    }

    /// The number under which a row that is read from now on may be remembered; `nil` while a change is under way.
    var current: UInt64? {
        let number = withNumber { $0.load(ordering: .sequentiallyConsistent) }
        return number.isMultiple(of: 2) ? number : nil
    }

    /// Runs a change of keys or projects, its commit included.
    func change(_ body: () throws -> Void) throws {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw SystemFailure("flock", "") }
        }
        defer { flock(descriptor, LOCK_UN) }
        // Odd already where the last change was cut off; what was remembered before it must go as well.
        withNumber { number in
            let value = number.load(ordering: .sequentiallyConsistent)
            number.store(value + (value.isMultiple(of: 2) ? 1 : 2), ordering: .sequentiallyConsistent)
        }
        defer { withNumber { _ = $0.add(1, ordering: .sequentiallyConsistent) } }
        try body()
    }
}
