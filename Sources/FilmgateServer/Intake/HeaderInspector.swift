import FilmgateDomain
import FilmgateEngine
import FilmgateMedia

/// Reads the header of a delivered video with the bounded reader.
struct HeaderInspector: VideoInspector {
    let calls: BlockingCalls

    func inspect(fileAt path: String) async throws -> VideoFacts {
        let info = try await calls.run { try VideoHeader.read(FileBytes(path: path)) }
        return VideoFacts(
            pixels: PixelSize(width: info.picture.width, height: info.picture.height),
            frames: info.picture.timing.frameCount,
            // What a hostile header comes to is in no whole number.
            framesPerSecond: Int(min(info.picture.timing.frameRate.rounded(), 100_000)),
            hasAudio: info.audio != nil
        )
    }
}
