import FilmgateDomain
import FilmgateMedia
import Synchronization
import Testing

@Suite("Picture headers")
struct PictureHeaderTests {
    @Test("The size of every format is read", arguments: PictureFiles.all)
    func size(_ file: PictureFiles.File) throws {
        let info = try PictureHeader.read(ByteRegion(file.bytes))
        #expect(info.format.name == file.format)
        #expect(info.mediaType == "image/" + file.format)
        #expect(info.width == file.width)
        #expect(info.height == file.height)
    }

    @Test("A file on disk reads as in memory", arguments: PictureFiles.all)
    func onDisk(_ file: PictureFiles.File) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.file("picture", file.bytes)
        #expect(try PictureHeader.read(FileBytes(path: path)) == PictureHeader.read(ByteRegion(file.bytes)))
    }

    @Test("A picture cut off anywhere is refused or still read right", arguments: PictureFiles.all)
    func truncation(_ file: PictureFiles.File) throws {
        let last = min(file.bytes.count, 2000)
        for length in 0..<last {
            do throws(PictureHeaderError) {
                let info = try PictureHeader.read(ByteRegion(Array(file.bytes.prefix(length))))
                #expect(info.width == file.width && info.height == file.height, "cut at \(length)")
            } catch {
                switch error {
                case .unknownFormat: #expect(length < PictureHeaderTests.longestMagic, "cut at \(length)")
                case .truncated(let format): #expect(format.name == file.format, "cut at \(length)")
                case .malformed, .unreadable: Issue.record("cut at \(length): \(error)")
                }
            }
        }
    }

    private static let longestMagic = 16

    @Test("A damaged picture never costs much or crashes", arguments: UInt64(1)...40)
    func mutation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for file in PictureFiles.all {
            for _ in 0..<20 {
                let source = CountingBytes(generator.mutated(file.bytes))
                let info = try? PictureHeader.read(source)
                #expect(info.map { (1...65_535).contains($0.width) && (1...65_535).contains($0.height) } ?? true)
                #expect(source.bytesRead <= 16 * 1024 + 16, "seed \(seed), \(file.testDescription)")
            }
        }
    }

    @Test(
        "What is no picture is of unknown format",
        arguments: [
            "", "B", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<?xml version='1.0'?><svg/>", "<!doctype html>",
            "%PDF-1.7\n", "#EXTM3U\n#EXT-X-VERSION:3", "\u{0}\u{0}\u{0}\u{18}ftypmp42........", "RIFF....WAVEfmt ",
            "BMX is a text that begins like a bitmap", "GIF88a..........",
        ]
    )
    func unknown(text: String) {
        #expect(throws: PictureHeaderError.unknownFormat) { try PictureHeader.read(ByteRegion(Array(text.utf8))) }
    }

    @Test(
        "Sizes that cannot be are malformed",
        arguments: [
            PictureFiles.png(0, 10), PictureFiles.png(10, 0), PictureFiles.png(65_536, 10),
            PictureFiles.png(0xFFFF_FFFF, 1), PictureFiles.gif("GIF89a", 0, 5), PictureFiles.jpeg(100, 0),
            PictureFiles.bmp(header: 40, -5, 5), PictureFiles.bmp(header: 40, 5, Int(Int32.min)),
            PictureFiles.tiff(big: true, long: true, 70_000, 10),
        ]
    )
    func impossible(bytes: [UInt8]) {
        #expect { try PictureHeader.read(ByteRegion(bytes)) } throws: { isMalformed($0) }
    }

    @Test(
        "Contradictions are malformed",
        arguments: [
            PictureFiles.tiff(big: true, long: true, 400, 400, magic: 43),
            PictureFiles.tiff(big: false, long: true, 400, 400, magic: 43),
            PictureFiles.bmp(header: 40, 400, 400, planes: 3),
            PictureFiles.bmp(header: 41, 400, 400),
            PictureFiles.webp("ALPH", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            PictureFiles.webp("VP8 ", [0x11, 0, 0, 0x9D, 0x01, 0x2A, 0x20, 0x43, 0x58, 0x82]),
            PictureFiles.jpeg(400, 400, before: [[0xFF, 0xDA]]),
            PictureFiles.jpeg(400, 400, before: [[0xFF, 0xE0, 0, 1]]),
            PictureFiles.jpeg(400, 400, before: [PictureFiles.segment(0xE0, 3), [0, 0]]),
            PictureFiles.jpeg(400, 400, before: (0..<600).map { _ in PictureFiles.segment(0xE0, 1) }),
            PictureFiles.jpeg(400, 400, before: [[UInt8](repeating: 0xFF, count: 100_000)]),
        ]
    )
    func contradictions(bytes: [UInt8]) {
        #expect { try PictureHeader.read(ByteRegion(bytes)) } throws: { isMalformed($0) }
    }

    private func isMalformed(_ error: any Error) -> Bool {
        if case .malformed? = error as? PictureHeaderError { true } else { false }
    }
}

/// Counts the bytes that are asked for.
private final class CountingBytes: RandomAccessBytes {
    private let region: ByteRegion
    private let total = Mutex(0)

    init(_ bytes: [UInt8]) {
        region = ByteRegion(bytes)
    }

    var count: Int { region.count }

    var bytesRead: Int { total.withLock { $0 } }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        total.withLock { $0 += buffer.count }
        return try region.read(at: offset, into: buffer)
    }
}
