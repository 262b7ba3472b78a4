/// What the header of a sound file says.
package struct SoundInfo: Hashable, Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case wav
        case mp3

        package var mediaType: String {
            switch self {
            case .wav: "audio/wav"
            case .mp3: "audio/mpeg"
            }
        }
    }

    package let format: Format
    package let seconds: Double

    package init(format: Format, seconds: Double) {
        self.format = format
        self.seconds = seconds
    }
}

/// Why a file is not a sound that can be read.
package enum SoundHeaderError: Error, Hashable, CustomStringConvertible {
    /// Neither WAV nor MP3.
    case unknownFormat
    /// The file ends before what it announces.
    case truncated
    case malformed(reason: String)
    case unreadable(FileError)

    package var description: String {
        switch self {
        case .unknownFormat: "the file is neither a WAV nor an MP3 sound"
        case .truncated: "the sound is cut off"
        case .malformed(let reason): "the sound is damaged: \(reason)"
        case .unreadable(let error): error.description
        }
    }
}
