import Foundation
import Testing

@testable import FilmgateRenderer

@Suite("Videos that start from pictures", .serialized)
struct PictureTests {
    /// How the picture ought to look at the video's size, by ffmpeg alone.
    private func reference(
        _ path: String,
        _ width: Int,
        _ height: Int,
        _ pictureWidth: Int,
        _ pictureHeight: Int
    ) throws
        -> Data
    {
        let crop = CropRule(targetWidth: width, targetHeight: height).rectangle(
            width: pictureWidth,
            height: pictureHeight
        )
        return try RenderBench.rawFrames(
            path,
            filter: "format=rgb24,crop=\(crop.width):\(crop.height):\(crop.x):\(crop.y),"
                + "scale=\(width):\(height):out_color_matrix=bt601:out_range=tv"
        )
    }

    @Test(
        "the first frame is the picture, cropped and scaled",
        arguments: ["png", "jpg", "webp", "bmp", "tiff", "gif"]
    )
    func firstFrame(format: String) async throws {
        let bench = try RenderBench()
        let path = try bench.picture("first.\(format)", source: "mandelbrot=s=900x700")
        var job = bench.job("", width: 640, height: 360)
        job.firstFrame = path
        job.mark = true
        try await bench.render(job)
        let size = job.width * job.height * 3 / 2
        let video = try RenderBench.rawFrames(job.output)
        #expect(video.count == 25 * size)
        let wanted = try reference(path, job.width, job.height, 900, 700)
        let quality = psnr(video.prefix(size), wanted)
        #expect(quality >= 38, "\(format): \(quality) dB")
        #expect(psnr(video.prefix(size), video.suffix(size)) < 30, "the camera should have moved")
    }

    @Test("with a fixed camera the picture stays, under changing light")
    func fixedCamera() async throws {
        let bench = try RenderBench()
        var job = bench.job("", width: 640, height: 360, seconds: 2)
        job.firstFrame = try bench.picture("first.png", source: "mandelbrot=s=900x700")
        job.cameraFixed = true
        try await bench.render(job)
        let size = job.width * job.height * 3 / 2
        let video = try RenderBench.rawFrames(job.output)
        #expect(psnr(video.prefix(size), video.suffix(size)) > 24)
        #expect(video.prefix(size) != video.suffix(size))
    }

    @Test("a video between two pictures starts on one, ends on the other and never jumps")
    func bothFrames() async throws {
        let bench = try RenderBench()
        let first = try bench.picture("first.png", source: "mandelbrot=s=900x700")
        let last = try bench.picture("last.jpg", source: "testsrc2=s=500x800", extra: ["-q:v", "2"])
        var job = bench.job("", width: 640, height: 360)
        job.firstFrame = first
        job.lastFrame = last
        job.lastFrameOutput = bench.path("last.png")
        try await bench.render(job)
        let size = job.width * job.height * 3 / 2
        let video = try RenderBench.rawFrames(job.output)
        #expect(psnr(video.prefix(size), try reference(first, 640, 360, 900, 700)) >= 38)
        #expect(psnr(video.suffix(size), try reference(last, 640, 360, 500, 800)) >= 36)
        for index in 1..<25 {
            let before = video[(index - 1) * size..<index * size]
            #expect(psnr(before, video[index * size..<(index + 1) * size]) > 20, "a jump at frame \(index)")
        }
        #expect(FileManager.default.fileExists(atPath: bench.path("last.png")))
    }

    @Test(
        "transparency, sixteen bits, palettes and grey are pictures like any other",
        arguments: ["rgba", "rgb48be", "pal8", "gray", "gray16be", "ya8", "monob"]
    )
    func pixelFormats(format: String) async throws {
        let bench = try RenderBench()
        var job = bench.job("")
        job.firstFrame = try bench.picture(
            "first.png",
            source: "testsrc2=s=320x320",
            filter: "format=\(format)",
            extra: ["-pix_fmt", format]
        )
        try await bench.render(job)
        #expect(try RenderBench.streams(job.output).first?["nb_read_frames"] == "25")
    }

    @Test("what is transparent lies on grey")
    func transparency() async throws {
        let bench = try RenderBench()
        var job = bench.job("")
        job.firstFrame = try bench.picture(
            "first.png",
            source: "color=red@0.0:s=320x320,format=rgba",
            extra: ["-pix_fmt", "rgba"]
        )
        try await bench.render(job)
        let video = try RenderBench.rawFrames(job.output)
        #expect(video.prefix(100).allSatisfy { abs(Int($0) - 126) <= 3 })
    }

    @Test("ffmpeg crops what the rule says", arguments: [(900, 700), (301, 999), (1600, 401), (640, 360)])
    func cropAgrees(size: (Int, Int)) throws {
        let rule = CropRule(targetWidth: 640, targetHeight: 360)
        let wanted = rule.rectangle(width: size.0, height: size.1)
        let cropped = try RenderBench.tool(
            "ffmpeg",
            [
                "-v", "error", "-f", "lavfi", "-i", "color=s=\(size.0)x\(size.1),format=rgba", "-frames:v", "1", "-vf",
                "format=rgba,\(rule.filter)", "-f", "rawvideo", "pipe:1",
            ]
        )
        #expect(cropped.count == wanted.width * wanted.height * 4)
    }

    @Test("the crop is centred and keeps the whole of one side")
    func cropRule() {
        let wide = CropRule(targetWidth: 1280, targetHeight: 720)
        #expect(wide.rectangle(width: 1000, height: 1000) == .init(x: 0, y: 219, width: 1000, height: 562))
        #expect(wide.rectangle(width: 2500, height: 1000) == .init(x: 361, y: 0, width: 1777, height: 1000))
        #expect(wide.rectangle(width: 1920, height: 1080) == .init(x: 0, y: 0, width: 1920, height: 1080))
        let tall = CropRule(targetWidth: 720, targetHeight: 1280)
        #expect(tall.rectangle(width: 1000, height: 1000) == .init(x: 219, y: 0, width: 562, height: 1000))
    }

    @Test("what is no picture is refused, whatever it claims to be", arguments: HostilePicture.allCases)
    func hostile(_ picture: HostilePicture) async throws {
        let bench = try RenderBench()
        let good = try bench.picture("good.png", source: "testsrc2=s=320x320")
        let photo = try bench.picture("good.jpg", source: "mandelbrot=s=320x320")
        let bytes = try picture.bytes(
            png: Data(contentsOf: URL(fileURLWithPath: good)),
            jpeg: Data(contentsOf: URL(fileURLWithPath: photo)),
            secret: good
        )
        try bytes.write(to: URL(fileURLWithPath: bench.path("bad")))
        var job = bench.job("")
        job.firstFrame = bench.path("bad")
        await #expect(throws: RenderError.pictureUnreadable(.first)) { try await bench.render(job) }
        #expect(!FileManager.default.fileExists(atPath: job.output))
        job.firstFrame = good
        job.lastFrame = bench.path("bad")
        await #expect(throws: RenderError.pictureUnreadable(.last)) { try await bench.render(job) }
    }
}

/// Files that ffmpeg would happily misunderstand.
enum HostilePicture: CaseIterable {
    case empty
    case truncatedPNG
    case truncatedJPEG
    case playlist
    case concatenation
    case drawing
    case playlistBehindMagic
    case giant

    func bytes(png: Data, jpeg: Data, secret: String) -> Data {
        switch self {
        case .empty: Data()
        case .truncatedPNG: png.prefix(png.count / 2)
        case .truncatedJPEG: jpeg.prefix(jpeg.count / 2)
        case .playlist: Data("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://\(secret)\n".utf8)
        case .concatenation: Data("ffconcat version 1.0\nfile '\(secret)'\n".utf8)
        case .drawing:
            Data("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='\(secret)'/></svg>".utf8)
        case .playlistBehindMagic: Data("GIF89a\n#EXTM3U\n#EXTINF:1,\nfile://\(secret)\n".utf8)
        case .giant:
            // A PNG header that claims 60,000 pixels in each direction.
            png.prefix(16) + Data([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]) + png.dropFirst(24)
        }
    }
}
