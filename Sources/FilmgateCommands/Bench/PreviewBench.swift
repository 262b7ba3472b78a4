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

    private static let runs = 5
    /// What a render child adds to its niceness; the encoder alone gets the same.
    private static let niceness = "10"

    let place: String
    let say: @Sendable (String) -> Void

    func run() async throws -> [Figures] {
        let picture = place + "/first.png"
        _ = try await BenchProcess(
            "ffmpeg",
            ["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=1280x720", "-frames:v", "1", picture]
        ).result()
        return [
            try await compare("sea at sunset", job("海边日落，海浪轻轻拍打沙滩")),
            try await compare("city at night", job("夜晚的城市街道，霓虹灯闪烁")),
            try await compare("first frame", job("the camera moves slowly", firstFrame: picture)),
        ]
    }

    private func job(_ prompt: String, firstFrame: String? = nil) -> RenderJob {
        RenderJob(
            width: 1280,
            height: 720,
            seconds: 5,
            prompt: prompt,
            seed: 7,
            firstFrame: firstFrame,
            audio: true,
            output: place + "/preview.mp4"
        )
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
