import CTestVFS
import Synchronization

/// A disk that forgets at a power cut whatever was not synced. Its name is for `SQLiteStore(directory:vfs:)`.
///
/// It is never taken away again: a store that a failing test left open may still use it.
package final class TestDisk: Sendable {
    package let name: String
    /// An address instead of a pointer, which would not be Sendable; the C side locks by itself.
    private let address: UInt

    private static let made = Atomic(0)

    package init() {
        name = "test-disk-\(TestDisk.made.add(1, ordering: .relaxed).newValue)"
        address = UInt(bitPattern: ctestvfs_register(name))
    }

    private var pointer: OpaquePointer? { OpaquePointer(bitPattern: address) }

    /// The `steps`-th change of a file from now on fails, and everything after it; 0: none.
    package func fail(at steps: Int) { ctestvfs_fail_at(pointer, Int64(steps)) }

    /// Changes of files so far.
    package var steps: Int { Int(ctestvfs_steps(pointer)) }
    package var syncs: Int { Int(ctestvfs_syncs(pointer)) }
    package var hasFailed: Bool { ctestvfs_has_failed(pointer) != 0 }

    /// Leaves of the files what was synced and, by `seed`, some of what was not; `true` where that worked.
    package func cutPower(seed: Int) -> Bool { ctestvfs_cut_power(pointer, UInt64(seed)) != 0 }
}
