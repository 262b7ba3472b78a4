import FilmgateDomain
import FilmgateMedia
import FilmgateProviders
import Foundation
import TestTools
import Testing

@Suite("Pictures and last frames are made by FFmpeg in child processes")
struct FFmpegToolsTests {
    /// A BMP of 4x2 pixels, red in the upper row and blue in the lower.
    private static let bmp: [UInt8] = {
        let pixels = Array(repeating: [255, 0, 0] as [UInt8], count: 4) + Array(repeating: [0, 0, 255], count: 4)
        func number(_ value: Int, _ bytes: Int) -> [UInt8] { (0..<bytes).map { UInt8(value >> ($0 * 8) & 255) } }
        return Array("BM".utf8) + number(78, 4) + number(0, 4) + number(54, 4) + number(40, 4) + number(4, 4)
            + number(2, 4) + number(1, 2) + number(24, 2) + number(0, 4) + number(24, 4) + number(2835, 4)
            + number(2835, 4) + number(0, 8) + pixels.flatMap(\.self)
    }()

    private func inDirectory(_ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("tools-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        do {
            try await body(directory)
        } catch {
            try FileManager.default.removeItem(atPath: directory)
            throw error
        }
        try FileManager.default.removeItem(atPath: directory)
    }

    @Test("A BMP becomes a PNG or a JPEG of its size", arguments: ["image/png", "image/jpeg"])
    func converts(_ type: String) async throws {
        try await inDirectory { directory in
            try Data(Self.bmp).write(to: URL(fileURLWithPath: "\(directory)/in"))
            try await FFmpegTools().convert(
                pictureAt: "\(directory)/in",
                of: "image/bmp",
                to: "\(directory)/out",
                type: type
            )
            let picture = try PictureHeader.read(FileBytes(path: "\(directory)/out"))
            #expect(picture.mediaType == type && picture.width == 4 && picture.height == 2)
        }
    }

    @Test(
        "What FFmpeg reads badly or not at all becomes a PNG or a JPEG, in colour and in grey",
        arguments: ["png", "jpeg"]
    )
    func turned(_ ending: String) async throws {
        try await inDirectory { directory in
            for format in ["rgb24", "gray"] {
                try Self.ffmpeg([
                    "-f", "lavfi", "-i", "testsrc2=s=64x48", "-frames:v", "1", "-pix_fmt", format, "-f", "image2",
                    "-c:v",
                    "tiff", "\(directory)/in.tiff",
                ])
                let target = "\(directory)/\(format).\(ending)"
                try await FFmpegTools().convert(
                    pictureAt: "\(directory)/in.tiff",
                    of: "image/tiff",
                    to: target,
                    type: "image/\(ending)"
                )
                let picture = try PictureHeader.read(FileBytes(path: target))
                #expect(picture.mediaType == "image/\(ending)" && picture.width == 64 && picture.height == 48)
            }
        }
    }

    @Test(
        "The last frame is the last one of the video, as a PNG of its size, however short the video is",
        arguments: [2, 0.2]
    )
    func lastFrame(_ seconds: Double) async throws {
        try await inDirectory { directory in
            // Red, and at the very end one frame of blue.
            try Self.ffmpeg([
                "-f", "lavfi", "-i", "color=red:s=64x48:r=24:d=\(seconds)", "-f", "lavfi", "-i",
                "color=blue:s=64x48:r=24:d=0.04", "-filter_complex", "[0][1]concat", "-c:v", "libx264", "-pix_fmt",
                "yuv420p", "-f", "mp4", "\(directory)/film",
            ])
            try await FFmpegTools().lastFrame(ofVideoAt: "\(directory)/film", to: "\(directory)/last.png")
            let picture = try PictureHeader.read(FileBytes(path: "\(directory)/last.png"))
            #expect(picture.mediaType == "image/png" && picture.width == 64 && picture.height == 48)
            try Self.ffmpeg([
                "-i", "\(directory)/last.png", "-f", "rawvideo", "-pix_fmt", "rgb24", "\(directory)/pixels",
            ])
            let pixel = Array(try Data(contentsOf: URL(fileURLWithPath: "\(directory)/pixels")).prefix(3))
            #expect(pixel[0] < 30 && pixel[1] < 30 && pixel[2] > 200)
        }
    }

    private static func ffmpeg(_ arguments: [String]) throws {
        try Tool.run("ffmpeg", ["-loglevel", "error", "-nostdin", "-y"] + arguments)
    }

    @Test("What is no picture is told, and leaves nothing behind")
    func garbage() async throws {
        try await inDirectory { directory in
            try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(directory)/in"))
            await #expect(throws: MediaToolError.self) {
                try await FFmpegTools().convert(
                    pictureAt: "\(directory)/in",
                    of: "image/bmp",
                    to: "\(directory)/out",
                    type: "image/png"
                )
            }
            #expect(!FileManager.default.fileExists(atPath: "\(directory)/out"))
        }
    }
}
