import Foundation
import Testing

@testable import FilmgateRenderer

@Suite("Posters and contact sheets")
struct VideoStillsTests {
    /// A video that turns from black to white, with `frames` frames.
    private func film(_ bench: borrowing RenderBench, _ size: String, frames: Int) throws -> String {
        let path = bench.path("film.mp4")
        let source = "color=black:size=\(size):rate=24,geq=lum='16+219*N/\(frames - 1)':cb=128:cr=128"
        let arguments = [
            "-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", "\(frames)", "-pix_fmt", "yuv420p",
        ]
        _ = try RenderBench.tool("ffmpeg", arguments + ["-c:v", "libx264", path])
        return path
    }

    private func length(_ frames: Int) -> Duration { .milliseconds(frames * 1000 / 24) }

    private func size(_ path: String) throws -> [String?] {
        let stream = try RenderBench.streams(path).first
        return [stream?["codec_name"], stream?["width"], stream?["height"]]
    }

    @Test(
        "a poster is a JPEG of the frame after a third, and no larger than 1280",
        arguments: ["640x360", "1920x1080"]
    )
    func poster(dimensions: String) async throws {
        let bench = try RenderBench()
        let film = try film(bench, dimensions, frames: 49)
        try await VideoStills(of: film, lasting: length(49))
            .make(poster: bench.path("poster"), sheet: bench.path("sheet"))
        let wanted = dimensions == "640x360" ? ["640", "360"] : ["1280", "720"]
        #expect(try size(bench.path("poster")) == ["mjpeg"] + wanted)
        let raw = try RenderBench.rawFrames(bench.path("poster"))
        #expect((75...95).contains(Int(raw[raw.count / 3])), "a third of the way to white is 89 or a little less")
    }

    @Test("a sheet has sixteen frames from the first to the last", arguments: [2, 25, 121, 721])
    func sheet(frames: Int) async throws {
        let bench = try RenderBench()
        let film = try film(bench, "320x180", frames: frames)
        try await VideoStills(of: film, lasting: length(frames))
            .make(poster: bench.path("poster"), sheet: bench.path("sheet"))
        #expect(try size(bench.path("poster")) == ["mjpeg", "320", "180"])
        #expect(try size(bench.path("sheet")) == ["mjpeg", "1280", "720"])
        let raw = try RenderBench.rawFrames(bench.path("sheet"))
        let cells = (0..<16).map { Int(raw[($0 / 4 * 180 + 90) * 1280 + $0 % 4 * 320 + 160]) }
        #expect(cells[0] < 40, "\(cells)")
        #expect(cells[15] > 215, "\(cells)")
        #expect(cells == cells.sorted(), "\(cells)")
        if frames > 16 { #expect(zip(cells, cells.dropFirst()).allSatisfy { $1 - $0 <= 30 }, "\(cells)") }
    }

    @Test("the same video gives the same bytes, and what is no video is refused")
    func bytes() async throws {
        let bench = try RenderBench()
        let stills = VideoStills(of: try film(bench, "320x180", frames: 25), lasting: length(25))
        for name in ["one", "two"] {
            try await stills.make(poster: bench.path("\(name)-poster"), sheet: bench.path("\(name)-sheet"))
        }
        for kind in ["poster", "sheet"] {
            let files = try ["one", "two"].map { try Data(contentsOf: URL(filePath: bench.path("\($0)-\(kind)"))) }
            #expect(files[0] == files[1])
        }
        try Data("no video".utf8).write(to: URL(filePath: bench.path("bad")))
        await #expect(throws: ToolFailure.self) {
            try await VideoStills(of: bench.path("bad"), lasting: .seconds(1))
                .make(poster: bench.path("none"), sheet: bench.path("nothing"))
        }
    }
}
