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
    ///   - timeLimit: then FFmpeg is killed.
    package init(of source: String, lasting length: Duration, timeLimit: Duration = .seconds(60)) {
        self.source = source
        self.length = length
        self.timeLimit = timeLimit
    }

    /// Writes both as JPEG: to `poster` the frame after a third, when things have begun and not yet ended, to `sheet` sixteen
    /// frames, the first and the last among them.
    package func make(poster: String, sheet: String) async throws(ToolFailure) {
        let count = Self.columns * Self.rows
        // From each frame's middle to the next one's, so that rounding never leaves the last cell empty.
        let rate = Double(count - 1) / max(seconds - 1.0 / Double(RenderJob.framesPerSecond), 0.04)
        let shown = "select='gte(t,\(seconds / 3))*isnan(prev_selected_t)',\(Self.fit(Self.side)),setsar=1"
        let cells = "fps=\(rate):start_time=0:round=near,\(Self.fit(Self.side / Self.columns)),setsar=1"
        let last = "tpad=stop_mode=clone:stop=\(count)"
        let arguments =
            ["-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-y", "-protocol_whitelist", "file,pipe"]
            + ["-threads", "1", "-max_pixels", "40000000", "-i", "file:\(source)", "-filter_complex_threads", "1"]
            + ["-filter_complex"]
            + ["[0:v:0]split[a][b];[a]\(shown)[poster];[b]\(cells),\(last),tile=\(Self.columns)x\(Self.rows)[sheet]"]
            + Self.output("[poster]", poster) + Self.output("[sheet]", sheet)
        let command = DecoderLimit.command("ffmpeg", arguments)
        try await ToolRun(command.program, command.arguments, timeLimit: timeLimit).perform()
    }

    private static func output(_ stream: String, _ target: String) -> [String] {
        ["-map", stream, "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-threads:v", "1"]
            + ["-flags", "+bitexact", "-fflags", "+bitexact", "-map_metadata", "-1", "-f", "image2", "-update", "1"]
            + ["file:\(target)"]
    }

    private var seconds: Double { length / .seconds(1) }

    /// Scales to even sides of at most `side`, never larger than the video.
    private static func fit(_ side: Int) -> String {
        "scale='min(iw,\(side))':'min(ih,\(side))':force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic"
    }
}
