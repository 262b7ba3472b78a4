import FilmgateDomain

extension Binder {
    /// The columns `video` to `seed`.
    mutating func add(_ result: VideoResult) {
        add(result.video.hash)
        add(result.video.size)
        add(result.video.mediaType)
        add(result.lastFrame?.hash)
        add(result.lastFrame?.size)
        add(result.lastFrame?.mediaType)
        add(result.pixels.width)
        add(result.pixels.height)
        add(result.resolution.rawValue)
        add(result.ratio.rawValue)
        add(result.seconds)
        add(result.frames)
        add(result.framesPerSecond)
        add(result.hasAudio)
        add(result.seed)
    }
}

extension RowReader {
    /// The columns `video` to `seed`.
    mutating func result() throws -> VideoResult {
        let video = Artifact(hash: try hash(), size: int(), mediaType: text())
        let lastFrameHash = try optionalHash()
        let lastFrameSize = int()
        let lastFrameType = text()
        let lastFrame = lastFrameHash.map { Artifact(hash: $0, size: lastFrameSize, mediaType: lastFrameType) }
        return VideoResult(
            video: video,
            lastFrame: lastFrame,
            pixels: PixelSize(width: int(), height: int()),
            resolution: try word(),
            ratio: try word(),
            seconds: int(),
            frames: int(),
            framesPerSecond: int(),
            hasAudio: bool(),
            seed: int()
        )
    }

    /// The columns of a medium, `kind` to `milliseconds`.
    mutating func medium() throws -> OrderedMedium {
        OrderedMedium(
            kind: try word(),
            role: try word(),
            artifact: Artifact(hash: try hash(), size: int(), mediaType: text()),
            pixels: PixelSize(width: int(), height: int()),
            origin: optionalText(),
            milliseconds: optionalInt()
        )
    }
}
