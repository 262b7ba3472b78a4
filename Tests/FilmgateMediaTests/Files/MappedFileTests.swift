import FilmgateDomain
import FilmgateMedia
import Testing

@Suite("Mapped files")
struct MappedFileTests {
    @Test("A mapped file has the file's bytes", arguments: [0, 1, 4096, 100_000])
    func bytes(size: Int) throws {
        let directory = try TemporaryDirectory()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
        let mapping = try MappedFile(path: directory.file("file", bytes))
        #expect(ByteRegion(mapping).bytes == bytes)
    }

    @Test("Bytes that were said to be done with can still be read")
    func advice() throws {
        let directory = try TemporaryDirectory()
        let bytes = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let mapping = try MappedFile(path: directory.file("file", bytes))
        for range in [0..<50_000, 10..<20, 4095..<8193, 40_000..<90_000, 0..<0] {
            mapping.adviseDone(range)
            #expect(ByteRegion(mapping).bytes == bytes)
        }
    }

    @Test("A file that is not there cannot be mapped")
    func missing() throws {
        let directory = try TemporaryDirectory()
        #expect { try MappedFile(path: directory.path + "/none") } throws: { ($0 as? FileError)?.isMissing == true }
    }
}
