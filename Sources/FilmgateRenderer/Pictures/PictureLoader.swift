#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Turns a picture file into a frame of the video's size, in a process of its own because the bytes are hostile.
struct PictureLoader {
    /// More pixels than the largest picture that the contract takes (6000 x 6000), plus a margin.
    private static let pixelLimit = 40_000_000

    let width: Int
    let height: Int

    /// Decodes a picture upright and in sRGB, crops and scales it; transparency lies on middle grey.
    func load(_ path: String, code: RenderFault.Code) throws(RenderFault) -> Frame {
        let head = Self.head(of: path)
        guard let format = PictureFormat(head: head) else {
            throw RenderFault(code: code, message: "unknown picture format")
        }
        let frame =
            format.isPlain(head)
            ? try decode(input + format.arguments + limits + output("file:\(path)")) : try converted(path)
        guard let frame else {
            throw RenderFault(code: code, message: "the picture cannot be decoded (\(format))")
        }
        return frame
    }

    private func converted(_ path: String) throws(RenderFault) -> Frame? {
        let arguments = input + PictureFormat.png.arguments + limits + output("pipe:0")
        for conversion in PictureConversion.all {
            guard let file = Self.file(path) else { return nil }
            let pipe = try Pipe()
            let pid = try conversion.start(from: file, into: pipe.writer)
            pipe.writer.close()
            let frame = try decode(arguments, reading: pipe.reader)
            pipe.reader.close()
            if ChildProcess.wait(for: pid) == 0, let frame { return frame }
        }
        return nil
    }

    /// The first frame of an MP4 or QuickTime film; `nil` where it cannot be decoded.
    func firstFrame(ofFilm path: String) throws(RenderFault) -> Frame? {
        guard Self.head(of: path).dropFirst(4).starts(with: Array("ftyp".utf8)) else { return nil }
        // Only these decoders may run, and only the file itself is opened.
        return try decode(
            input + ["-f", "mov", "-codec_whitelist", "h264,hevc"] + limits + output("file:\(path)")
        )
    }

    /// Runs the decoder; `nil` where it has nothing to show.
    private func decode(_ arguments: [String], reading source: Descriptor? = nil) throws(RenderFault) -> Frame? {
        let pipe = try Pipe()
        var descriptors: [(ours: Int32, theirs: Int32)] = [(pipe.writer.number, 1)]
        if let source { descriptors.append((source.number, 0)) }
        let command = DecoderLimit.command(Encoder.program, arguments)
        let pid = try ChildProcess.start(
            command.program,
            command.arguments,
            descriptors: descriptors,
            ownGroup: false
        )
        pipe.writer.close()
        let size = width * height * 4
        let pixels = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { pixels.deallocate() }
        let count = pipe.reader.read(into: pixels)
        pipe.reader.close()
        let status = ChildProcess.wait(for: pid)
        guard status == 0, count == size, let base = pixels.baseAddress else { return nil }
        return frame(base.assumingMemoryBound(to: UInt8.self))
    }

    private static func head(of path: String) -> [UInt8] {
        guard let file = file(path) else { return [] }
        var head = [UInt8](repeating: 0, count: PictureFormat.headLength)
        let count = head.withUnsafeMutableBytes { file.read(into: $0) }
        return Array(head.prefix(count ?? 0))
    }

    private static func file(_ path: String) -> Descriptor? {
        let low = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        return low < 0 ? nil : Descriptor(raising: low)
    }

    private var input: [String] {
        [
            "-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-filter_threads", "1",
            "-protocol_whitelist", "file,pipe",
        ]
    }

    private var limits: [String] { ["-threads", "1", "-max_pixels", "\(Self.pixelLimit)"] }

    /// Where the file comes from, and what becomes of its first picture.
    private func output(_ source: String) -> [String] {
        let crop = CropRule(targetWidth: width, targetHeight: height).filter
        let flags = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"
        return [
            "-i", source, "-map", "0:v:0", "-frames:v", "1", "-sws_flags", flags, "-vf",
            "format=rgba,\(crop),scale=\(width):\(height):flags=\(flags)", "-pix_fmt", "rgba", "-f", "rawvideo",
            "pipe:1",
        ]
    }

    /// RGBA to limited-range BT.601; the chroma of four pixels is averaged before it is rounded.
    private func frame(_ pixels: UnsafePointer<UInt8>) -> Frame {
        let frame = Frame(width: width, height: height)
        for row in stride(from: 0, to: height, by: 2) {
            for column in stride(from: 0, to: width, by: 2) {
                var red: Int32 = 0
                var green: Int32 = 0
                var blue: Int32 = 0
                for offset in 0..<4 {
                    let x = column + (offset & 1)
                    let y = row + (offset >> 1)
                    let pixel = pixels + (y * width + x) * 4
                    let alpha = Int32(pixel[3])
                    let ground = (255 - alpha) * 128
                    let r = (Int32(pixel[0]) * alpha + ground + 127) / 255
                    let g = (Int32(pixel[1]) * alpha + ground + 127) / 255
                    let b = (Int32(pixel[2]) * alpha + ground + 127) / 255
                    frame.y[y * width + x] = UInt8((16_829 * r + 33_039 * g + 6416 * b + 1_081_344) >> 16)
                    red += r
                    green += g
                    blue += b
                }
                let at = row / 2 * frame.chromaWidth + column / 2
                frame.u[at] = UInt8((-9714 * red - 19_070 * green + 28_784 * blue + 33_685_504) >> 18)
                frame.v[at] = UInt8((28_784 * red - 24_103 * green - 4681 * blue + 33_685_504) >> 18)
            }
        }
        return frame
    }
}
