internal import FilmgateDomain

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A whole file mapped read-only into memory; the mapping lasts as long as the object.
///
/// Map only files that nobody shortens meanwhile (ours: unlinked spools, finished artifacts), since touching a page
/// beyond a file's end kills the process.
package final class MappedFile: ByteStorage {
    // The mapping is made before `init` returns, is never written, and is undone in `deinit`.
    nonisolated(unsafe) package let bytes: UnsafeRawBufferPointer

    package convenience init(path: String) throws(FileError) {
        try self.init(OpenFile.reading(path))
    }

    /// Maps `file`, which may be closed afterwards.
    package init(_ file: OpenFile) throws(FileError) {
        let size = try file.status().size
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard
            let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, file.descriptor, 0),
            address != MAP_FAILED
        else { throw .last(.map) }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
        madvise(address, size, MADV_SEQUENTIAL)
    }

    deinit {
        guard let address = bytes.baseAddress else { return }
        munmap(UnsafeMutableRawPointer(mutating: address), bytes.count)
    }

    /// Says that the bytes at `range` are not needed any more, so that their pages need not stay in memory. They can
    /// still be read, from disk.
    package func adviseDone(_ range: Range<Int>) {
        guard let address = bytes.baseAddress else { return }
        let page = Int(getpagesize())
        // Only pages that lie wholly within the range, except that the file's last page counts as whole.
        let lower = (max(range.lowerBound, 0) + page - 1) / page * page
        let upper = range.upperBound >= bytes.count ? bytes.count : max(range.upperBound, 0) / page * page
        guard lower < upper else { return }
        madvise(UnsafeMutableRawPointer(mutating: address + lower), upper - lower, MADV_DONTNEED)
    }
}
