/// What kind of scene a prompt asks for.
enum SceneFamily: Sendable, Equatable, CaseIterable {
    case sea
    case city
    case rain
    case snow
    case forest
    case meadow
    case desert
    case mountain
    case space
    case room
    /// Nothing that we can draw is named.
    case abstract
}

/// What falls from the sky or hangs in the air.
enum Weather: Sendable, Equatable {
    case clear
    case rain
    case snow
    case mist
}

/// The time of day, which decides where the light comes from and what colour it has.
enum Hour: Sendable, Equatable, CaseIterable {
    case dawn
    case day
    case dusk
    case night
}

/// The season, which decides what grows and what drifts in the wind.
enum Season: Sendable, Equatable {
    case spring
    case summer
    case autumn
    case winter
}

/// A camera move as a director names it.
enum CameraMove: Sendable, Equatable {
    case panLeft
    case panRight
    case tiltUp
    case tiltDown
    case zoomIn
    case zoomOut
    case orbit
    case handheld
    case still
}

/// Who stands in a scene.
enum Actor: Sendable, Equatable {
    case horse
    case deer
    case sheep
    case cow
    case dog
    case cat
    case rabbit
    case camel
    case cactus
    case woman
    case man
    case child
    case elder
    case astronaut
}
