internal import Synchronization

/// The place at which somebody reads a file.
final class ArtifactReading: Sendable {
    private let file: OpenFile
    private let end: Int
    private let position: Mutex<Int>

    /// Reads `range`, clamped to what the file has.
    init(_ file: OpenFile, range: Range<Int>) throws(FileError) {
        let size = try file.status().size
        let range = range.clamped(to: 0..<size)
        self.file = file
        end = range.upperBound
        position = Mutex(range.lowerBound)
    }

    /// The next piece; `nil` at the end. Blocks its thread.
    func next() throws(FileError) -> [UInt8]? {
        try position.withLock { (position) throws(FileError) in
            guard position < end else { return nil }
            let count = min(DirectoryArtifactStore.pieceSize, end - position)
            let piece = try [UInt8](capacity: count) { (buffer) throws(FileError) in
                try file.read(at: position, into: buffer)
            }
            guard piece.count == count else { throw .endedEarly }
            position += count
            return piece
        }
    }
}
