/// A kind of picture file. The set is open: each format's own file adds its static member.
package struct PictureFormat: Hashable, Sendable {
    /// Lower-case name, for example `jpeg`.
    package let name: String
    package let mediaType: String
    /// Without the dot.
    package let fileExtension: String
}

/// What a picture's header says.
package struct PictureInfo: Hashable, Sendable {
    package let format: PictureFormat
    /// Pixels, 1 to 65,535.
    package let width: Int
    /// Pixels, 1 to 65,535.
    package let height: Int

    package var mediaType: String { format.mediaType }
}

/// Why a file is not a picture that can be taken.
package enum PictureHeaderError: Error, Hashable, CustomStringConvertible {
    /// None of the formats that are read, whatever it claims to be.
    case unknownFormat
    /// It begins like this format and ends too early.
    case truncated(PictureFormat)
    /// It begins like this format and then contradicts it.
    case malformed(PictureFormat, reason: String)
    /// The disk failed, not the picture.
    case unreadable(FileError)

    package var description: String {
        switch self {
        case .unknownFormat:
            "the file is not a picture of a known format (\(PictureHeader.formats.map(\.name).joined(separator: ", ")))"
        case .truncated(let format):
            "the \(format.name) picture is cut off within its header"
        case .malformed(let format, let reason):
            "the \(format.name) picture is damaged: \(reason)"
        case .unreadable(let error):
            error.description
        }
    }
}
