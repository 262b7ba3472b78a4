import FilmgateRenderer

/// What is done to pictures and videos on their way, in child processes: the bytes are strangers'.
package protocol MediaTools: Sendable {
    /// Makes the picture at `source`, which is of the media type `type`, into one of another type.
    func convert(
        pictureAt source: String,
        of sourceType: String,
        to target: String,
        type: String
    ) async throws(MediaToolError)

    /// Writes the last frame of a video as a PNG of its size.
    func lastFrame(ofVideoAt source: String, to target: String) async throws(MediaToolError)
}

/// Why a tool made nothing, for people.
package struct MediaToolError: Error, Sendable, Equatable {
    package var reason: String

    package init(reason: String) {
        self.reason = reason
    }
}

/// FFmpeg, and libvips for the pictures that Debian's FFmpeg cannot read or does not set upright.
package struct FFmpegTools: MediaTools {
    private let timeLimit: Duration

    package init(timeLimit: Duration = .seconds(60)) {
        self.timeLimit = timeLimit
    }

    package func convert(
        pictureAt source: String,
        of sourceType: String,
        to target: String,
        type: String
    ) async throws(MediaToolError) {
        if ["image/heic", "image/heif", "image/webp", "image/tiff"].contains(sourceType) {
            return try await told { () throws(ToolFailure) in
                try await PictureConversion.convert(source, to: target, timeLimit: timeLimit)
            }
        }
        let codec = type == "image/png" ? ["-c:v", "png"] : ["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj444p"]
        try await ffmpeg(
            [
                "-max_pixels", "40000000", "-i", "file:\(source)", "-map", "0:v:0", "-frames:v", "1",
            ] + codec + ["-f", "image2", "-update", "1", "file:\(target)"]
        )
    }

    package func lastFrame(ofVideoAt source: String, to target: String) async throws(MediaToolError) {
        // Only the end is decoded; each frame replaces the one before.
        try await ffmpeg([
            "-sseof", "-1", "-i", "file:\(source)", "-map", "0:v:0", "-c:v", "png", "-f", "image2", "-update", "1",
            "file:\(target)",
        ])
    }

    private func ffmpeg(_ arguments: [String]) async throws(MediaToolError) {
        let common = [
            "-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-y", "-protocol_whitelist", "file,pipe",
            "-threads", "1",
        ]
        try await told { () throws(ToolFailure) in
            try await ToolRun("ffmpeg", common + arguments, timeLimit: timeLimit).perform()
        }
    }

    private func told(_ work: () async throws(ToolFailure) -> Void) async throws(MediaToolError) {
        do throws(ToolFailure) {
            try await work()
        } catch {
            throw MediaToolError(reason: error.description)
        }
    }
}
