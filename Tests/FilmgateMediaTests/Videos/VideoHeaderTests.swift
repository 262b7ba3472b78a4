import FilmgateDomain
import FilmgateMedia
import Testing

@Suite("Video headers")
struct VideoHeaderTests {
    @Test("Everything that a header says is read")
    func whole() throws {
        let bytes = VideoFile().bytes
        let info = try VideoHeader.read(ByteRegion(bytes))
        #expect(info.brand == "isom")
        #expect(info.mediaType == "video/mp4")
        #expect(info.fileSize == bytes.count)
        #expect(info.isFastStart)
        #expect(info.picture.codec == "avc1")
        #expect(info.picture.width == 1280)
        #expect(info.picture.height == 720)
        #expect(info.picture.timing.frameCount == 121)
        #expect(info.picture.timing.frameRate == 24)
        #expect(info.picture.timing.isConstant)
        #expect(info.picture.timing.seconds == 121.0 / 24)
        #expect(info.audio?.codec == "mp4a")
        #expect(info.audio?.sampleRate == 44_100)
        #expect(info.audio?.channels == 2)
    }

    @Test("A silent film has no sound")
    func silent() throws {
        #expect(try VideoHeader.read(ByteRegion(VideoFile(audio: nil).bytes)).audio == nil)
    }

    @Test("An index behind the data is no fast start")
    func slowStart() throws {
        #expect(try !VideoHeader.read(ByteRegion(VideoFile(isFastStart: false).bytes)).isFastStart)
    }

    @Test("Lengths in 64 bits are read")
    func wide() throws {
        // The first box keeps its short length, by which the file is recognised.
        #expect(try VideoHeader.read(ByteRegion(VideoFile(isWide: true).bytes)).picture.width == 1280)
    }

    @Test("QuickTime is told from MP4")
    func quickTime() throws {
        #expect(try VideoHeader.read(ByteRegion(VideoFile(brand: "qt  ").bytes)).mediaType == "video/quicktime")
    }

    @Test("A rate is constant if only the last frame differs")
    func constancy() throws {
        let timing = { (runs: [(Int, Int)]) in
            try VideoHeader.read(ByteRegion(VideoFile(runs: runs).bytes)).picture.timing
        }
        #expect(try timing([(120, 1000), (1, 400)]).isConstant)
        #expect(try !timing([(60, 1000), (60, 1001)]).isConstant)
        #expect(try timing([]).frameCount == 0)
        #expect(try timing([]).frameRate == 0)
    }

    @Test("A film cut off anywhere is refused as cut off", arguments: [true, false])
    func truncation(isFastStart: Bool) {
        let bytes = VideoFile(isFastStart: isFastStart).bytes
        for length in 12..<bytes.count {
            #expect(throws: VideoHeaderError.truncated, "cut at \(length)") {
                try VideoHeader.read(ByteRegion(Array(bytes.prefix(length))))
            }
        }
        for length in 0..<12 {
            #expect(throws: VideoHeaderError.unknownFormat, "cut at \(length)") {
                try VideoHeader.read(ByteRegion(Array(bytes.prefix(length))))
            }
        }
    }

    @Test("A damaged film never crashes the reader", arguments: UInt64(1)...40)
    func mutation(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let info = try? VideoHeader.read(ByteRegion(generator.mutated(VideoFile().bytes)))
            #expect(info.map { $0.picture.width > 0 } ?? true)
        }
    }

    @Test("Other files are of unknown format", arguments: ["", "<html>", "RIFF....AVI LIST", "....ftyp"])
    func unknown(text: String) {
        #expect(throws: VideoHeaderError.unknownFormat) { try VideoHeader.read(ByteRegion(Array(text.utf8))) }
    }

    @Test("A table of times that is too long or overflows is malformed")
    func hostileTimes() {
        for runs in [
            (0..<40_000).map { _ in (1, 1) }, (0..<4).map { _ in (0xFFFF_FFFF, 0xFFFF_FFFF) },
        ] {
            #expect {
                try VideoHeader.read(ByteRegion(VideoFile(runs: runs).bytes))
            } throws: {
                if case .malformed? = $0 as? VideoHeaderError { true } else { false }
            }
        }
    }

    @Test(
        "Real files are read",
        arguments: [
            ("a.mp4", ["-c:v", "libx264", "-pix_fmt", "yuv420p"], "avc1", "video/mp4"),
            ("a.mov", ["-c:v", "libx264", "-pix_fmt", "yuv420p"], "avc1", "video/quicktime"),
            ("b.mp4", ["-c:v", "libx265", "-tag:v", "hvc1", "-x265-params", "log-level=error"], "hvc1", "video/mp4"),
            ("b.mov", ["-c:v", "libx265", "-x265-params", "log-level=error"], "hev1", "video/quicktime"),
        ]
    )
    func real(name: String, arguments: [String], codec: String, mediaType: String) throws {
        let directory = try TemporaryDirectory()
        let source = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=30:duration=2"]
        let bytes = try FFmpeg.make(name, in: directory, source + arguments)
        let info = try VideoHeader.read(ByteRegion(bytes))
        #expect(info.picture.codec == codec)
        #expect(info.mediaType == mediaType)
        #expect(info.picture.width == 640)
        #expect(info.picture.height == 360)
        #expect(info.picture.timing.frameCount == 60)
        #expect(info.picture.timing.seconds == 2)
        for length in stride(from: 12, to: bytes.count, by: max(bytes.count / 200, 1)) {
            #expect(throws: VideoHeaderError.truncated, "cut at \(length)") {
                try VideoHeader.read(ByteRegion(Array(bytes.prefix(length))))
            }
        }
    }
}
