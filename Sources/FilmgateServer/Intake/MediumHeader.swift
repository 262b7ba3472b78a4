import FilmgateDomain
import FilmgateMedia

/// What the rules must know of a medium, read with the bounded readers.
enum MediumHeader {
    enum Fault: Error {
        case unknownFormat
        /// The reason is for people; empty where there is nothing to add.
        case damaged(String)
        case unreadable(FileError)
    }

    static func read(_ file: FileBytes, as kind: MediaKind) throws(Fault) -> (MediumFacts, mediaType: String) {
        switch kind {
        case .video: try video(file)
        case .audio: try sound(file)
        default: try picture(file)
        }
    }

    private static func picture(_ file: FileBytes) throws(Fault) -> (MediumFacts, mediaType: String) {
        do throws(PictureHeaderError) {
            let info = try PictureHeader.read(file)
            let pixels = PixelSize(width: info.width, height: info.height)
            return (MediumFacts(format: info.format.name, pixels: pixels, size: file.count), info.mediaType)
        } catch {
            switch error {
            case .unknownFormat: throw .unknownFormat
            case .truncated, .malformed: throw .damaged("")
            case .unreadable(let error): throw .unreadable(error)
            }
        }
    }

    private static func video(_ file: FileBytes) throws(Fault) -> (MediumFacts, mediaType: String) {
        do throws(VideoHeaderError) {
            let info = try VideoHeader.read(file)
            // A film in fragments has an index without frames; the vendors want an ordinary one.
            guard info.picture.timing.frameCount > 0 else { throw .malformed(reason: "its index has no frames") }
            let facts = MediumFacts(
                format: info.mediaType == "video/quicktime" ? "mov" : "mp4",
                pixels: PixelSize(width: info.picture.width, height: info.picture.height),
                size: file.count,
                seconds: info.picture.timing.seconds,
                codec: codecs[info.picture.codec] ?? info.picture.codec,
                framesPerSecond: info.picture.timing.frameRate
            )
            return (facts, info.mediaType)
        } catch {
            switch error {
            case .unknownFormat: throw .unknownFormat
            case .truncated: throw .damaged("it is cut off")
            case .malformed(let reason): throw .damaged(reason)
            case .unreadable(let error): throw .unreadable(error)
            }
        }
    }

    private static func sound(_ file: FileBytes) throws(Fault) -> (MediumFacts, mediaType: String) {
        do throws(SoundHeaderError) {
            let info = try SoundHeader.read(file)
            let facts = MediumFacts(
                format: info.format.rawValue,
                pixels: PixelSize(width: 0, height: 0),
                size: file.count,
                seconds: info.seconds
            )
            return (facts, info.format.mediaType)
        } catch {
            switch error {
            case .unknownFormat: throw .unknownFormat
            case .truncated: throw .damaged("it is cut off")
            case .malformed(let reason): throw .damaged(reason)
            case .unreadable(let error): throw .unreadable(error)
            }
        }
    }

    /// What the four characters in a file mean.
    private static let codecs = ["avc1": "h264", "avc3": "h264", "hvc1": "h265", "hev1": "h265"]
}
