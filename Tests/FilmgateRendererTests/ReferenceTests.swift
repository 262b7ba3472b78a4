import Foundation
import Testing

@testable import FilmgateRenderer

@Suite("References are shown in the scene", .serialized)
struct ReferenceTests {
    /// The sample of a plane at a point of the first frame.
    private struct Look {
        let raw: Data
        let width: Int
        let height: Int

        func colour(_ x: Int, _ y: Int) -> (y: Int, u: Int, v: Int) {
            let luma = width * height
            let chroma = y / 2 * (width / 2) + x / 2
            return (Int(raw[y * width + x]), Int(raw[luma + chroma]), Int(raw[luma * 5 / 4 + chroma]))
        }
    }

    private func film(_ bench: borrowing RenderBench, _ name: String, _ arguments: [String]) throws -> String {
        let path = bench.path(name)
        let source = ["-v", "error", "-y", "-f", "lavfi", "-i", "color=blue:size=640x480:rate=24:duration=0.5"]
        _ = try RenderBench.tool("ffmpeg", source + ["-pix_fmt", "yuv420p"] + arguments + [path])
        return path
    }

    @Test("a picture, two films and a sound stand on cards, the same at every render")
    func cards() async throws {
        let bench = try RenderBench()
        var job = bench.job("misty forest", width: 320, height: 192)
        job.references = [
            RenderReference(kind: .image, path: try bench.picture("red.png", source: "color=red:size=640x480")),
            RenderReference(kind: .video, path: try film(bench, "a.mp4", ["-c:v", "libx264"])),
            RenderReference(
                kind: .video,
                path: try film(bench, "b.mov", ["-c:v", "libx265", "-x265-params", "log-level=0"])
            ),
            RenderReference(kind: .audio, path: bench.path("nothing.mp3")),
        ]
        try await bench.render(job)
        let look = Look(raw: try RenderBench.rawFrames(job.output), width: 320, height: 192)
        // Cards of 50x38 at 6, 62, 118 and 174 from the left and 16 from the top.
        let red = look.colour(31, 35)
        #expect(red.v > 200 && red.u < 110, "\(red)")
        for x in [87, 143] {
            let blue = look.colour(x, 35)
            #expect(blue.u > 200 && blue.v < 130, "\(x): \(blue)")
        }
        let sound = look.colour(199, 35)
        #expect(abs(sound.y - 40) < 12 && abs(sound.u - 128) < 8 && abs(sound.v - 128) < 8, "\(sound)")
        let first = try Data(contentsOf: URL(filePath: job.output))
        try await bench.render(job)
        #expect(try Data(contentsOf: URL(filePath: job.output)) == first)
        job.references = []
        try await bench.render(job)
        #expect(try RenderBench.rawFrames(job.output).count == look.raw.count)
        #expect(try RenderBench.rawFrames(job.output) != look.raw)
    }

    @Test("as many as the largest model takes still fit", arguments: [(480, 854), (992, 432), (640, 640)])
    func many(size: (Int, Int)) async throws {
        let bench = try RenderBench()
        var job = bench.job("", width: size.0, height: size.1)
        let picture = try bench.picture("red.png", source: "color=red:size=640x480")
        job.references = Array(repeating: RenderReference(kind: .image, path: picture), count: 30)
        job.references += Array(repeating: RenderReference(kind: .audio, path: ""), count: 20)
        try await bench.render(job)
        let look = Look(raw: try RenderBench.rawFrames(job.output), width: size.0, height: size.1)
        let reds = stride(from: 0, to: size.0, by: 4).flatMap { x in
            stride(from: 0, to: size.1, by: 4).map { y in (x, y) }
        }.filter { look.colour($0.0, $0.1).v > 200 }
        #expect(!reds.isEmpty)
        #expect(reds.allSatisfy { $0.1 < size.1 / 2 }, "the lower half is the scene's")
    }

    @Test("a picture that cannot be decoded is refused, a film that cannot is a dark card")
    func unreadable() async throws {
        let bench = try RenderBench()
        try Data("no picture".utf8).write(to: URL(filePath: bench.path("bad")))
        var job = bench.job("", width: 320, height: 192)
        job.references = [RenderReference(kind: .image, path: bench.path("bad"))]
        await #expect(throws: RenderError.pictureUnreadable(.reference)) { try await bench.render(job) }
        job.references = [RenderReference(kind: .video, path: bench.path("bad"))]
        try await bench.render(job)
        let look = Look(raw: try RenderBench.rawFrames(job.output), width: 320, height: 192)
        #expect(abs(look.colour(31, 35).y - 40) < 12)
    }

    @Test("a film that claims to be one and is a playlist opens nothing")
    func hostile() async throws {
        let bench = try RenderBench()
        let secret = try film(bench, "secret.mp4", ["-c:v", "libx264"])
        let bytes = Data([0, 0, 0, 16]) + Data("ftypisom\n#EXTM3U\n#EXTINF:1,\nfile://\(secret)\n".utf8)
        try bytes.write(to: URL(filePath: bench.path("bad.mp4")))
        var job = bench.job("", width: 320, height: 192)
        job.references = [RenderReference(kind: .video, path: bench.path("bad.mp4"))]
        try await bench.render(job)
        let look = Look(raw: try RenderBench.rawFrames(job.output), width: 320, height: 192)
        #expect(abs(look.colour(31, 35).y - 40) < 12)
    }

    @Test("a length in frames is exact", arguments: [29, 57, 289])
    func frames(count: Int) async throws {
        let bench = try RenderBench()
        var job = bench.job(seconds: max(1, (count + 12) / 24))
        job.frameCount = count
        let report = try await bench.render(job)
        #expect(report.frames == count)
        #expect(try RenderBench.streams(job.output).first?["nb_read_frames"] == "\(count)")
    }
}
