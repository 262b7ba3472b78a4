/// Something that the video is made after: it is shown in the scene, so that a preview tells what it was given.
package struct RenderReference: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable {
        case image
        case video
        case audio

        /// How prompts address references, with a number of their own kind behind it (models.md section 3.1).
        var title: String {
            switch self {
            case .image: "Image"
            case .video: "Video"
            case .audio: "Audio"
            }
        }
    }

    package var kind: Kind
    /// A local file. Of a sound nothing is read.
    package var path: String

    package init(kind: Kind, path: String) {
        self.kind = kind
        self.path = path
    }
}
