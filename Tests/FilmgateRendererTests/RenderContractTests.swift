import Foundation
import Testing

@testable import FilmgateRenderer

@Suite("What a rendered file is", .serialized)
struct RenderContractTests {
    static let sizes = [(496, 864), (1112, 834), (834, 1112), (1470, 630), (2206, 946), (4398, 1886), (16, 16)]

    @Test("size, frame count, frame rate and codecs are exactly the contract's", arguments: sizes)
    func contract(size: (Int, Int)) async throws {
        let bench = try RenderBench()
        var job = bench.job(width: size.0, height: size.1)
        job.audio = true
        job.watermark = true
        job.mark = true
        let report = try await bench.render(job)
        #expect(report == RenderReport(job))
        let streams = try RenderBench.streams(job.output)
        try #require(streams.count == 2)
        #expect(streams[0]["codec_name"] == "h264")
        #expect(streams[0]["width"] == "\(size.0)")
        #expect(streams[0]["height"] == "\(size.1)")
        #expect(streams[0]["pix_fmt"] == "yuv420p")
        #expect(streams[0]["r_frame_rate"] == "24/1")
        #expect(streams[0]["nb_read_frames"] == "25")
        #expect(streams[1]["codec_name"] == "aac")
        #expect(streams[1]["sample_rate"] == "44100")
        #expect(streams[1]["channels"] == "2")
        let duration = try #require(streams[1]["duration"].flatMap(Double.init))
        #expect(abs(duration - 25.0 / 24) < 0.01)
    }

    @Test(
        "without audio there is no audio stream, and every family draws every frame anew",
        arguments: ["海", "城市 city at night", "雪山 snow", "rain", "misty forest", "desert", "philosophy", ""]
    )
    func families(prompt: String) async throws {
        let bench = try RenderBench()
        let job = bench.job(prompt, seconds: 2)
        try await bench.render(job)
        let streams = try RenderBench.streams(job.output)
        #expect(streams.count == 1)
        #expect(streams.first?["nb_read_frames"] == "49")
        let raw = try RenderBench.rawFrames(job.output)
        let size = job.width * job.height * 3 / 2
        try #require(raw.count == 49 * size)
        for index in 1..<49 {
            let before = raw[(index - 1) * size..<index * size]
            let after = raw[index * size..<(index + 1) * size]
            #expect(before != after, "frame \(index) repeats the one before")
            #expect(psnr(before, after) > 18, "frame \(index) jumps")
        }
    }

    @Test("the first bytes are those of a fast-start file, and the metadata says what it is")
    func fastStart() async throws {
        let bench = try RenderBench()
        let job = bench.job()
        try await bench.render(job)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: job.output))
        let index = try #require(bytes.range(of: Data("moov".utf8)))
        let media = try #require(bytes.range(of: Data("mdat".utf8)))
        #expect(index.lowerBound < media.lowerBound)
        #expect(bytes.range(of: Data(EncoderArguments.notice.utf8)) != nil)
        #expect(bytes.range(of: Data(job.prompt.utf8)) == nil)
    }

    @Test("the same job gives the same bytes, another seed gives others")
    func determinism() async throws {
        let bench = try RenderBench()
        var files: [[Data]] = []
        for (name, seed) in [("one", 7), ("two", 7), ("three", 8)] as [(String, UInt32)] {
            var job = bench.job("雪中的城市 a city in the snow", name: name)
            job.audio = true
            job.seed = seed
            job.lastFrameOutput = bench.path("\(name).png")
            try await bench.render(job)
            files.append(
                try [job.output, bench.path("\(name).png")].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
            )
        }
        #expect(files[0] == files[1])
        #expect(files[0][0] != files[2][0])
        #expect(files[0][1] != files[2][1])
    }

    @Test("the last frame as PNG equals the video's last frame, without the marks")
    func lastFrame() async throws {
        let bench = try RenderBench()
        var job = bench.job(width: 864, height: 496)
        job.lastFrameOutput = bench.path("last.png")
        try await bench.render(job)
        let size = job.width * job.height * 3 / 2
        let video = try RenderBench.rawFrames(job.output)
        let png = try RenderBench.rawFrames(bench.path("last.png"), filter: "scale=out_color_matrix=bt601:out_range=tv")
        #expect(png.count == size)
        #expect(psnr(video.suffix(size), png) >= 35)
    }

    @Test("the marks change their corners of the video, and nothing of the PNG")
    func marks() async throws {
        let bench = try RenderBench()
        var plain = bench.job("", width: 864, height: 496, name: "plain")
        plain.lastFrameOutput = bench.path("plain.png")
        try await bench.render(plain)
        var marked = bench.job("", width: 864, height: 496, name: "marked")
        marked.mark = true
        marked.watermark = true
        marked.lastFrameOutput = bench.path("marked.png")
        try await bench.render(marked)
        let pictures = try ["plain.png", "marked.png"].map {
            try Data(contentsOf: URL(fileURLWithPath: bench.path($0)))
        }
        #expect(pictures[0] == pictures[1])
        func corner(_ job: RenderJob, x: Int, y: Int) throws -> Data {
            try RenderBench.rawFrames(job.output, filter: "crop=200:60:\(x):\(y)")
        }
        #expect(psnr(try corner(plain, x: 0, y: 0), try corner(marked, x: 0, y: 0)) < 40)
        #expect(psnr(try corner(plain, x: 664, y: 436), try corner(marked, x: 664, y: 436)) < 24)
        #expect(psnr(try corner(plain, x: 0, y: 436), try corner(marked, x: 0, y: 436)) > 40)
    }
}
