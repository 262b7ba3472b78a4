import FilmgateRenderer
import Foundation

/// The preview beside encoding alone: the same frames and samples from files, with the same settings, as nice.
struct PreviewBench: Sendable {
    struct Figures: Codable, Sendable {
        var scene: String
        var encodingSeconds: [Double]
        var previewSeconds: [Double]

        /// Of the fastest runs, in which the least came between.
        var ratioOfMinima: Double { previewSeconds.quantile(0) / encodingSeconds.quantile(0) }
        var ratioOfMedians: Double { previewSeconds.quantile(0.5) / encodingSeconds.quantile(0.5) }
    }

    private static let runs = 3
    private static let sizes = [("480p", 864, 496), ("720p", 1280, 720), ("1080p", 1920, 1088)]
    /// What a render child adds to its niceness; the encoder alone gets the same.
    private static let niceness = "10"

    let place: String
    let say: @Sendable (String) -> Void

    func run() async throws -> [Figures] {
        let first = try await picture("testsrc2=size=1280x720")
        let last = try await picture("mandelbrot=size=1280x720")
        var figures: [Figures] = []
        for (size, width, height) in Self.sizes {
            func job(_ prompt: String, from first: String? = nil, to last: String? = nil) -> RenderJob {
                RenderJob(
                    width: width,
                    height: height,
                    seconds: 5,
                    prompt: prompt,
                    seed: 7,
                    firstFrame: first,
                    lastFrame: last,
                    audio: true,
                    output: place + "/preview.mp4"
                )
            }
            figures += [
                try await compare("\(size), sea at sunset", job("海边日落，海浪轻轻拍打沙滩")),
                try await compare("\(size), city at night", job("夜晚的城市街道，霓虹灯闪烁")),
                try await compare("\(size), rain in a forest", job("rain in the forest")),
                try await compare("\(size), first frame", job("the camera moves slowly", from: first)),
                try await compare(
                    "\(size), first and last frame",
                    job("the camera moves slowly", from: first, to: last)
                ),
            ]
        }
        return figures
    }

    /// A picture that FFmpeg draws.
    private func picture(_ source: String) async throws -> String {
        let path = place + "/\(source.prefix { $0 != "=" }).png"
        let arguments = ["-v", "error", "-y", "-f", "lavfi", "-i", source, "-frames:v", "1", path]
        _ = try await BenchProcess("ffmpeg", arguments).result()
        return path
    }

    private func compare(_ scene: String, _ job: RenderJob) async throws -> Figures {
        say("the preview: \(scene)")
        let raw = place + "/raw.yuv"
        try RenderBenchmark.rawFrames(job, to: raw)
        defer {
            try? FileManager.default.removeItem(atPath: raw)
            try? FileManager.default.removeItem(atPath: raw + ".pcm")
        }
        let arguments = ["-n", Self.niceness] + RenderBenchmark.encoderArguments(job, raw: raw)
        var figures = Figures(scene: scene, encodingSeconds: [], previewSeconds: [])
        let clock = ContinuousClock()
        for _ in 0..<Self.runs {
            var began = clock.now
            _ = try await BenchProcess("nice", arguments).result()
            figures.encodingSeconds.append((clock.now - began).inSeconds)
            began = clock.now
            _ = try await RenderProcess(executable: "/proc/self/exe").run(job)
            figures.previewSeconds.append((clock.now - began).inSeconds)
        }
        return figures
    }
}
