package import FilmgateDomain

/// Reads what a delivered file really is, from its header alone.
package protocol VideoInspector: Sendable {
    func inspect(fileAt path: String) async throws -> VideoFacts
}

/// What a video file's header says.
package struct VideoFacts: Sendable, Equatable {
    package var pixels: PixelSize
    package var frames: Int
    package var framesPerSecond: Int
    package var hasAudio: Bool

    package init(pixels: PixelSize, frames: Int, framesPerSecond: Int, hasAudio: Bool) {
        self.pixels = pixels
        self.frames = frames
        self.framesPerSecond = framesPerSecond
        self.hasAudio = hasAudio
    }
}
