/// How a render can end other than well, as the caller of ``RenderProcess`` sees it.
package enum RenderError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Which picture is meant.
    package enum Picture: String, Codable, Sendable {
        case first = "first frame"
        case last = "last frame"
        case reference
    }

    /// A picture is no picture that the decoder reads: the user's fault, not worth a retry.
    case pictureUnreadable(Picture)
    /// The render did not end within its time limit and was killed.
    case timedOut
    /// The calling task was cancelled and the child killed.
    case cancelled
    /// The child did not start (status -1), crashed (128 plus the signal) or reported a fault of its own.
    /// The text is the bounded tail of what it said.
    case failed(status: Int32, detail: String)

    package var description: String {
        switch self {
        case .pictureUnreadable(let picture): "the \(picture.rawValue) picture cannot be decoded"
        case .timedOut: "the render exceeded its time limit"
        case .cancelled: "the render was cancelled"
        case .failed(let status, let detail): "the render failed with status \(status): \(detail)"
        }
    }
}

/// A failure inside the child: a word for the `error CODE message` line and a sentence for people.
struct RenderFault: Error, Equatable {
    /// The closed set of words that the parent understands.
    enum Code: String {
        case job = "INVALID_JOB"
        case firstPicture = "FIRST_PICTURE"
        case lastPicture = "LAST_PICTURE"
        case referencePicture = "REFERENCE_PICTURE"
        case encoder = "ENCODER"
        case system = "SYSTEM"
    }

    let code: Code
    let message: String

    /// The error of the parent that this word stands for, nil when it is only a failure.
    static func error(of word: some StringProtocol) -> RenderError? {
        switch Code(rawValue: String(word)) {
        case .firstPicture: .pictureUnreadable(.first)
        case .lastPicture: .pictureUnreadable(.last)
        case .referencePicture: .pictureUnreadable(.reference)
        case .job, .encoder, .system, nil: nil
        }
    }
}
