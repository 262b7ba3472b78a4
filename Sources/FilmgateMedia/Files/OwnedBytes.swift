internal import FilmgateDomain

/// Bytes written once, into memory of their own, by whoever makes them: saves the copy that an array would cost.
final class OwnedBytes: ByteStorage {
    // Written by `fill` before `init` returns and freed in `deinit`; in between it is only read.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
    /// Kept alive together with the bytes: the share of the memory budget that they use.
    private let lease: MemoryLease?

    /// Gives `fill` a buffer of `capacity` bytes; it returns how many it has written, from the start.
    init<Failure: Error>(
        capacity: Int,
        lease: MemoryLease? = nil,
        fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 16)
        do {
            let count = try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<capacity]))
            bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: min(count, capacity))
            self.lease = lease
        } catch {
            buffer.deallocate()
            throw error
        }
    }

    deinit {
        bytes.deallocate()
    }
}
