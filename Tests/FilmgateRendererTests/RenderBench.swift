import Foundation
import TestTools
import Testing

@testable import FilmgateRenderer

/// A folder of its own, the built executable, and tools to look into the files that it makes.
struct RenderBench: ~Copyable {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "filmgate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The program whose `render` command runs the child: built beside the test bundle.
    static func executable() throws -> String {
        for place in CommandLine.arguments + [Bundle.main.bundlePath] {
            var folder = URL(fileURLWithPath: place).deletingLastPathComponent()
            while folder.path != "/" {
                let candidate = folder.appending(path: "filmgate").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
                folder.deleteLastPathComponent()
            }
        }
        throw ToolFailure(description: "no built filmgate beside \(CommandLine.arguments)")
    }

    struct ToolFailure: Error, CustomStringConvertible {
        let description: String
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A small job into this folder.
    func job(
        _ prompt: String = "海上日落 sunset over the sea",
        width: Int = 160,
        height: Int = 96,
        seconds: Int = 1,
        name: String = "video"
    ) -> RenderJob {
        RenderJob(
            width: width,
            height: height,
            seconds: seconds,
            prompt: prompt,
            seed: 7,
            mark: false,
            output: path("\(name).mp4")
        )
    }

    /// Renders through a real child process.
    @discardableResult
    func render(_ job: RenderJob) async throws -> RenderReport {
        try await RenderProcess(executable: Self.executable(), timeLimit: .seconds(120)).run(job)
    }

    /// Runs a program and gives its standard output.
    static func tool(_ name: String, _ arguments: [String]) throws -> Data {
        let output = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        try Tool.run(name, arguments, output: output.path)
        return try Data(contentsOf: output)
    }

    /// What ffprobe says about the streams of a file, every frame counted.
    static func streams(_ path: String) throws -> [[String: String]] {
        let text = try String(
            decoding: tool(
                "ffprobe",
                [
                    "-v", "error", "-count_frames", "-show_entries",
                    "stream=codec_name,width,height,pix_fmt,r_frame_rate,nb_read_frames,sample_rate,channels,duration",
                    "-of", "compact=p=0", path,
                ]
            ),
            as: UTF8.self
        )
        return text.split(separator: "\n").map { line in
            Dictionary(
                line.split(separator: "|").compactMap { field in
                    let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                    return parts.count == 2 ? (parts[0], parts[1]) : nil
                },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    /// All frames of a video or picture as raw planes.
    static func rawFrames(_ path: String, filter: String = "null") throws -> Data {
        try tool(
            "ffmpeg",
            [
                "-v", "error", "-i", path, "-vf", filter, "-pix_fmt", "yuv420p", "-f", "rawvideo", "pipe:1",
            ]
        )
    }

    /// Makes a test picture out of one of ffmpeg's own sources.
    func picture(_ name: String, source: String, filter: String = "null", extra: [String] = []) throws -> String {
        let path = path(name)
        let arguments = ["-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", "1", "-vf", filter]
        _ = try Self.tool("ffmpeg", arguments + extra + [path])
        return path
    }
}

/// The peak signal-to-noise ratio of two pictures in decibels, over all planes.
func psnr(_ one: some Collection<UInt8>, _ two: some Collection<UInt8>) -> Double {
    guard one.count == two.count, !one.isEmpty else { return 0 }
    let squares = zip(one, two).reduce(0) { sum, pair in
        let difference = Int(pair.0) - Int(pair.1)
        return sum + difference * difference
    }
    guard squares > 0 else { return .infinity }
    return 10 * log10(255 * 255 * Double(one.count) / Double(squares))
}
