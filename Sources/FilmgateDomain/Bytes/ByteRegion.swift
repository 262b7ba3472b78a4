/// Immutable bytes that outlive the call that made them: an array in memory, or a file mapped into it.
///
/// A create body may be 64 MB, so whoever reads one passes slices of it around instead of copies. A region keeps its
/// storage alive; slicing costs nothing.
public struct ByteRegion: Sendable {
    private let storage: any ByteStorage
    private let range: Range<Int>

    public init(_ storage: any ByteStorage) {
        self.storage = storage
        self.range = 0..<storage.count
    }

    public init(_ bytes: [UInt8]) {
        self.init(ByteArray(bytes: bytes))
    }

    private init(storage: any ByteStorage, range: Range<Int>) {
        self.storage = storage
        self.range = range
    }

    public var count: Int { range.count }

    public var isEmpty: Bool { range.isEmpty }

    /// The part at `bounds`, offsets counted from this region's own start; clamped to what there is.
    public subscript(bounds: Range<Int>) -> ByteRegion {
        let lower = min(range.lowerBound + max(bounds.lowerBound, 0), range.upperBound)
        let upper = min(max(range.lowerBound + bounds.upperBound, lower), range.upperBound)
        return ByteRegion(storage: storage, range: lower..<upper)
    }

    /// Calls `body` with the bytes, which are valid during the call alone.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let buffer = UnsafeRawBufferPointer(rebasing: storage.bytes[range])
        let result = try body(buffer)
        extendLifetime(storage)
        return result
    }

    /// A copy of the bytes.
    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }
}

/// Somebody who owns bytes that never move or change while it lives.
public protocol ByteStorage: AnyObject, Sendable {
    /// The bytes; valid for as long as the object is alive.
    var bytes: UnsafeRawBufferPointer { get }
}

extension ByteStorage {
    /// How many bytes there are.
    public var count: Int { bytes.count }
}

/// Bytes copied once into memory of their own.
private final class ByteArray: ByteStorage {
    // The buffer is written before `init` returns and freed in `deinit`; in between it is only read.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init(bytes source: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 1)
        copy.copyBytes(from: source)
        bytes = UnsafeRawBufferPointer(copy)
    }

    deinit {
        bytes.deallocate()
    }
}
