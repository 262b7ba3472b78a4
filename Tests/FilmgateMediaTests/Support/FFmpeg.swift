import Foundation
import TestTools

/// Real files, made by FFmpeg.
enum FFmpeg {
    /// Runs FFmpeg into `directory` and returns the bytes of the file that it made.
    static func make(_ name: String, in directory: TemporaryDirectory, _ arguments: [String]) throws -> [UInt8] {
        let path = directory.path + "/" + name
        try Tool.run("ffmpeg", ["-v", "error", "-y", "-nostdin"] + arguments + [path])
        return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }

    /// A tone of some seconds as input.
    static func tone(_ seconds: Double) -> [String] {
        ["-f", "lavfi", "-i", "sine=frequency=440:duration=\(seconds)"]
    }
}
