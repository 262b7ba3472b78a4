/// What the header of an MP4 or QuickTime file says.
package struct VideoInfo: Hashable, Sendable {
    /// The major brand, for example `isom`; `qt  ` is QuickTime.
    package let brand: String
    /// `video/mp4` or `video/quicktime`.
    package let mediaType: String
    /// Bytes.
    package let fileSize: Int
    /// Whether the index comes before the data, so that playing can start before all has arrived.
    package let isFastStart: Bool
    package let picture: VideoTrack
    /// The first sound track; `nil` where the film is silent.
    package let audio: AudioTrack?
}

/// The first track of moving pictures.
package struct VideoTrack: Hashable, Sendable {
    /// Four characters, for example `avc1` or `hvc1`.
    package let codec: String
    /// Pixels as coded.
    package let width: Int
    /// Pixels as coded.
    package let height: Int
    package let timing: TrackTiming
}

/// A track of sound.
package struct AudioTrack: Hashable, Sendable {
    /// Four characters, for example `mp4a`.
    package let codec: String
    /// Samples a second.
    package let sampleRate: Int
    package let channels: Int
}

/// When the frames of a track are shown.
package struct TrackTiming: Hashable, Sendable {
    /// Ticks a second.
    package let timescale: Int
    package let frameCount: Int
    /// The sum of the frames' lengths, in ticks.
    package let ticks: Int
    /// Whether every frame but the last is shown equally long.
    package let isConstant: Bool

    package var seconds: Double { Double(ticks) / Double(timescale) }

    /// Frames a second on average; 0 where the track has no length.
    package var frameRate: Double { ticks == 0 ? 0 : Double(frameCount) * Double(timescale) / Double(ticks) }
}

/// Why a file is not a video that can be read.
package enum VideoHeaderError: Error, Hashable, CustomStringConvertible {
    /// Neither MP4 nor QuickTime.
    case unknownFormat
    /// The file ends before what it announces: a download that broke off.
    case truncated
    case malformed(reason: String)
    case unreadable(FileError)

    package var description: String {
        switch self {
        case .unknownFormat: "the file is not an MP4 or QuickTime video"
        case .truncated: "the video is cut off"
        case .malformed(let reason): "the video is damaged: \(reason)"
        case .unreadable(let error): error.description
        }
    }
}
