/// A word that speaks of the camera only beside another.
enum CameraCue: Sendable, Equatable {
    /// The camera, or the picture that it takes.
    case camera
    case verb(CameraVerb)
    /// Where a verb goes.
    case direction(CameraMove)
    /// Anything may do this; where the camera is named, it does.
    case motion(CameraMove)
    /// What follows is about something else.
    case pause
}

/// What a camera does in some direction.
enum CameraVerb: Sendable, Equatable {
    case pan
    case tilt
    case zoom
    case dolly
    case push
    case pull
    /// Anything else that moves; only the camera's moving counts.
    case move
    /// Likewise.
    case stay

    var needsCamera: Bool { self == .move || self == .stay }

    /// How far after the verb its direction may begin.
    var reach: Int {
        switch self {
        case .pan, .tilt, .zoom: 4 * Clause.word
        case .move, .stay: Clause.word
        case .dolly, .push, .pull: 0
        }
    }

    func allows(_ move: CameraMove) -> Bool {
        switch self {
        case .pan: [.panLeft, .panRight, .tiltUp, .tiltDown].contains(move)
        case .tilt: move == .tiltUp || move == .tiltDown
        case .zoom: move == .zoomIn || move == .zoomOut
        case .dolly: [.panLeft, .panRight, .zoomIn, .zoomOut].contains(move)
        case .push: move == .zoomIn
        case .pull: move == .zoomOut
        case .move: move != .still
        case .stay: move == .still
        }
    }
}
