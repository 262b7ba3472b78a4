import FilmgateDomain
import FilmgateMedia
import Testing

@Suite("Sound headers")
struct SoundHeaderTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(
        "The length of real files is told",
        arguments: [
            ("a.wav", ["-ar", "44100", "-ac", "2"], SoundInfo.Format.wav, 3.0),
            ("b.wav", ["-ar", "8000", "-ac", "1", "-c:a", "pcm_u8"], .wav, 2.25),
            ("c.wav", ["-c:a", "pcm_f32le", "-ar", "48000"], .wav, 15.2),
            ("tagged.wav", ["-metadata", "title=Cat"], .wav, 2),
            ("a.mp3", ["-b:a", "128k"], .mp3, 3),
            ("vbr.mp3", ["-q:a", "6"], .mp3, 15),
            ("bare.mp3", ["-write_xing", "0", "-id3v2_version", "0", "-b:a", "64k"], .mp3, 2),
            ("low.mp3", ["-ar", "22050", "-ac", "1", "-b:a", "32k"], .mp3, 4),
            ("lowest.mp3", ["-ar", "8000", "-ac", "1", "-b:a", "8k"], .mp3, 4),
            ("tagged.mp3", ["-metadata", "title=Cat", "-write_id3v1", "1"], .mp3, 30),
        ]
    )
    func real(name: String, arguments: [String], format: SoundInfo.Format, seconds: Double) throws {
        let bytes = try FFmpeg.make(name, in: directory, FFmpeg.tone(seconds) + arguments)
        let info = try SoundHeader.read(ByteRegion(bytes))
        #expect(info.format == format)
        // An MP3 is padded to whole frames, two or three of them.
        let tolerance = format == .wav ? 0.001 : 0.25
        #expect(abs(info.seconds - seconds) < tolerance, "\(info.seconds)")
    }

    @Test("A writer that could not go back leaves the length open")
    func openLength() throws {
        var bytes = try FFmpeg.make("a.wav", in: directory, FFmpeg.tone(2) + ["-ar", "8000", "-ac", "1"])
        let data = try #require((12..<bytes.count - 4).first { Array(bytes[$0..<$0 + 4]) == Array("data".utf8) })
        for open in [UInt8(0), 0xFF] {
            bytes.replaceSubrange(data + 4..<data + 8, with: [open, open, open, open])
            #expect(try SoundHeader.read(ByteRegion(bytes)).seconds == 2)
        }
    }

    @Test("A WAV cut off anywhere is refused as cut off")
    func cutWAV() throws {
        let bytes = try FFmpeg.make("a.wav", in: directory, FFmpeg.tone(0.1) + ["-ar", "8000", "-ac", "1"])
        for length in 12..<bytes.count {
            #expect(throws: SoundHeaderError.truncated, "cut at \(length)") {
                try SoundHeader.read(ByteRegion(Array(bytes.prefix(length))))
            }
        }
    }

    @Test("An MP3 that is cut off is as long as what is left of it")
    func cutMP3() throws {
        let bytes = try FFmpeg.make("a.mp3", in: directory, FFmpeg.tone(10) + ["-b:a", "64k"])
        let half = try SoundHeader.read(ByteRegion(Array(bytes.prefix(bytes.count / 2))))
        #expect(abs(half.seconds - 5) < 0.2)
        for length in [0, 3, 9, 10, 100] {
            #expect(throws: SoundHeaderError.self, "cut at \(length)") {
                try SoundHeader.read(ByteRegion(Array(bytes.prefix(length))))
            }
        }
    }

    @Test("Other files are of unknown format", arguments: ["", "RIFF....AVI LIST", "OggS", "fLaC", "\u{FF}\u{FB}"])
    func unknown(text: String) {
        #expect(throws: SoundHeaderError.unknownFormat) { try SoundHeader.read(ByteRegion(Array(text.utf8))) }
    }

    @Test("A picture that happens to begin with set bits is no sound")
    func noSound() {
        #expect(throws: SoundHeaderError.unknownFormat) {
            try SoundHeader.read(ByteRegion([0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 1, count: 5000)))
        }
        #expect(throws: SoundHeaderError.unknownFormat) {
            try SoundHeader.read(ByteRegion([0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 1, count: 5000)))
        }
    }

    @Test("A damaged file never crashes the reader, nor costs it more than its budget", arguments: UInt64(1)...20)
    func mutation(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let wav = try FFmpeg.make("a.wav", in: directory, FFmpeg.tone(0.05) + ["-ar", "8000", "-ac", "1"])
        let mp3 = try FFmpeg.make("a.mp3", in: directory, FFmpeg.tone(0.5) + ["-b:a", "64k"])
        for _ in 0..<200 {
            for bytes in [wav, mp3] {
                let info = try? SoundHeader.read(ByteRegion(generator.mutated(bytes)))
                #expect(info.map { $0.seconds >= 0 && $0.seconds.isFinite } ?? true)
            }
        }
    }

    @Test("What is longer than any model takes is counted to an end")
    func long() throws {
        // Version 1, 128 kbit/s, 44.1 kHz: frames of 417 bytes.
        let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0x00] + [UInt8](repeating: 0, count: 413)
        let bytes = Array(repeatElement(frame, count: 20_000).joined())
        let info = try SoundHeader.read(ByteRegion(bytes))
        #expect(info.seconds > 300)
    }
}
