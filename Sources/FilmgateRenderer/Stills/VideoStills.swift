/// Pictures of a finished video for lists and players: a poster, and a contact sheet of frames at even distances.
///
/// FFmpeg makes both in a child process with limits, since the video may be a stranger's.
package struct VideoStills: Sendable {
    /// Frames of a sheet from left to right and from top to bottom.
    package static let columns = 4
    package static let rows = 4
    /// A poster is at most so large, a frame of a sheet a quarter of it.
    private static let side = 1280

    private let source: String
    private let length: Duration
    private let timeLimit: Duration

    /// - Parameters:
    ///   - source: a file with a video.
    ///   - length: how long it lasts, as its header says.
    ///   - timeLimit: for each picture; then FFmpeg is killed.
    package init(of source: String, lasting length: Duration, timeLimit: Duration = .seconds(60)) {
        self.source = source
        self.length = length
        self.timeLimit = timeLimit
    }

    /// Writes a frame as JPEG to `target`: the one after a third, when things have begun and not yet ended.
    package func poster(to target: String) async throws(ToolFailure) {
        try await run(["-ss", "\(seconds / 3)"], "\(Self.fit(Self.side)),setsar=1", target)
    }

    /// Writes sixteen frames, the first and the last among them, as one JPEG to `target`.
    package func sheet(to target: String) async throws(ToolFailure) {
        let count = Self.columns * Self.rows
        // From each frame's middle to the next one's, so that rounding never leaves the last cell empty.
        let rate = Double(count - 1) / max(seconds - 1.0 / Double(RenderJob.framesPerSecond), 0.04)
        let cells = "fps=\(rate):start_time=0:round=near,\(Self.fit(Self.side / Self.columns)),setsar=1"
        let last = "tpad=stop_mode=clone:stop=\(count)"
        try await run([], "\(cells),\(last),tile=\(Self.columns)x\(Self.rows)", target)
    }

    private var seconds: Double { length / .seconds(1) }

    /// Scales to even sides of at most `side`, never larger than the video.
    private static func fit(_ side: Int) -> String {
        "scale='min(iw,\(side))':'min(ih,\(side))':force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic"
    }

    private func run(_ position: [String], _ filter: String, _ target: String) async throws(ToolFailure) {
        let arguments =
            ["-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-y", "-protocol_whitelist", "file,pipe"]
            + ["-threads", "1", "-max_pixels", "40000000"] + position
            + ["-i", "file:\(source)", "-map", "0:v:0", "-filter_threads", "1", "-vf", filter, "-frames:v", "1"]
            + ["-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-threads:v", "1", "-flags", "+bitexact"]
            + ["-fflags", "+bitexact", "-map_metadata", "-1", "-f", "image2", "-update", "1", "file:\(target)"]
        let command = DecoderLimit.command("ffmpeg", arguments)
        try await ToolRun(command.program, command.arguments, timeLimit: timeLimit).perform()
    }
}
