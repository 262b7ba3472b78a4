package import FilmgateDomain

/// Bytes that can be read anywhere: a file on disk or a region in memory.
package protocol RandomAccessBytes: Sendable {
    /// How many bytes there are.
    var count: Int { get }

    /// Fills `buffer` from `offset` on; how many bytes there were to read, fewer than asked only at the end.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
}

/// A file read in place, a few bytes at a time.
package struct FileBytes: RandomAccessBytes {
    private let file: OpenFile
    package let count: Int

    package init(path: String) throws(FileError) {
        file = try OpenFile.reading(path)
        count = try file.status().size
    }

    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        try file.read(at: offset, into: buffer)
    }
}

extension ByteRegion: RandomAccessBytes {
    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        self[offset..<offset + buffer.count].withUnsafeBytes { bytes in
            buffer.copyMemory(from: bytes)
            return bytes.count
        }
    }
}

extension [UInt8] {
    /// The bytes that `fill` writes into a buffer of `capacity` bytes; it returns how many they are.
    init(
        capacity: Int,
        fill: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
    ) throws(FileError) {
        var bytes = [UInt8](repeating: 0, count: capacity)
        let count = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(FileError) in
            try fill(UnsafeMutableRawBufferPointer(buffer))
        }
        bytes.removeLast(capacity - count)
        self = bytes
    }
}
